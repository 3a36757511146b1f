import { profileWith } from '../profile/provider-profile';
import { inFormField, inJsonBody, pinned } from './model-places';
import { openaiStream } from './openai-stream';
import { openaiUsage } from './openai-usage';

/**
 * OpenAI. An endpoint's URL ends in `/v1`, as the base URL of its SDKs does.
 *
 * Operations: https://platform.openai.com/docs/api-reference · key: …/docs/api-reference/authentication ·
 * errors: https://platform.openai.com/docs/guides/error-codes
 *
 * What works on stored objects (files, batches, a response by its id, …) belongs to one account and is not routed. A
 * video (…/docs/api-reference/videos/create) is a job that is asked for later, and so goes to the default endpoint.
 */
export const openaiProfile = profileWith({
  credentialPlace: 'HEADER',
  credentialName: 'authorization',
  credentialPrefix: 'Bearer ',
  routedOperations: [
    ...inJsonBody(
      'audio/speech',
      'chat/completions',
      'completions',
      'embeddings',
      'images/edits',
      'images/generations',
      'moderations',
      'responses',
      'responses/compact',
      'responses/input_tokens',
    ),
    ...inFormField('audio/transcriptions', 'audio/translations', 'images/edits', 'images/variations'),
    ...pinned([...inJsonBody('videos'), ...inFormField('videos')]),
  ],
  wireFormat: 'OPENAI',
  modelNotFoundCodes: ['model_not_found'],
  credentialRejectedCodes: ['invalid_api_key'],
  modelListPath: 'models',
  ...openaiStream,
  ...openaiUsage,
});
