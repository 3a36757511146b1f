import { profileWith } from '../profile/provider-profile';
import { inFormField, inJsonBody } from './model-places';
import { mistralErrors } from './mistral-errors';
import { named } from './operation-names';
import { openaiStream } from './openai-stream';
import { ofType, withMember } from './stream-event-rules';
import { anyOf } from './usage-places';

/**
 * Mistral. An endpoint's URL is `https://api.mistral.ai`, without `/v1`, as in the vendor's SDKs.
 *
 * Operations: https://docs.mistral.ai/api · errors: https://docs.mistral.ai/resources/error-glossary
 *
 * Agents, conversations, files, batches and libraries belong to one account and are not routed.
 */
export const mistralProfile = profileWith({
  credentialPlace: 'HEADER',
  credentialName: 'authorization',
  credentialPrefix: 'Bearer ',
  routedOperations: named('v1/', [
    ...inJsonBody(
      'v1/chat/completions',
      'v1/audio/speech',
      'v1/chat/classifications',
      'v1/chat/moderations',
      'v1/classifications',
      'v1/embeddings',
      'v1/fim/completions',
      'v1/moderations',
      'v1/ocr',
    ),
    ...inFormField('v1/audio/transcriptions'),
  ]),
  wireFormat: 'MISTRAL',
  modelListPath: 'v1/models',
  ...mistralErrors,
  ...openaiStream,
  contentEvents: [
    ...openaiStream.contentEvents,
    ofType('transcription.text.delta', '/text'),
    ofType('transcription.segment'),
  ],
  terminalEvents: [...openaiStream.terminalEvents, ofType('transcription.done')],
  // An error has no wrapper and any of many types; no other event of a routed operation has a top-level `message`.
  errorEvents: [...openaiStream.errorEvents, withMember('/message')],
  responseModelPath: '/model',
  // Streams report usage on their last ordinary chunk, without being asked.
  promptTokensPath: '/usage/prompt_tokens',
  completionTokensPath: '/usage/completion_tokens',
  // Both spellings of the details are the vendor's own.
  cachedTokensPath: anyOf(
    '/usage/prompt_tokens_details/cached_tokens',
    '/usage/prompt_token_details/cached_tokens',
    '/usage/num_cached_tokens',
  ),
  serviceTierPath: '/service_tier',
  totalTokensPath: '/usage/total_tokens',
  remainingTokensHeader: 'x-ratelimit-remaining-tokens-minute',
});
