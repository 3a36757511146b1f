import { profileWith } from '../profile/provider-profile';
import { anthropicStream } from './anthropic-stream';
import { inJsonBody } from './model-places';
import { anyOf } from './usage-places';

/**
 * Anthropic. An endpoint's URL is `https://api.anthropic.com`, without `/v1`, as the vendor's SDKs have it.
 *
 * Operations: https://platform.claude.com/docs/en/api/messages · streams: …/docs/en/build-with-claude/streaming ·
 * errors: …/docs/en/api/errors · versions: …/docs/en/api/versioning ·
 * headers: …/docs/en/api/rate-limits
 *
 * Batches name a model per request and belong to one workspace, as files and skills do: they are not routed.
 */
export const anthropicProfile = profileWith({
  credentialPlace: 'HEADER',
  credentialName: 'x-api-key',
  // The vendor refuses a request without a version. It is the one that the rules below are written for, whatever the
  // consumer sends: in the version before it a stream's events have no types, and nothing could be told of them.
  fixedHeaders: [{ name: 'anthropic-version', value: '2023-06-01' }],
  routedOperations: inJsonBody('v1/messages', 'v1/messages/count_tokens', 'v1/complete'),
  wireFormat: 'ANTHROPIC',
  // A 404 of the type not_found_error may be about anything: that it is about the model, the message tells.
  modelNotFoundCodes: ['model_not_found'],
  credentialRejectedCodes: ['authentication_error'],
  modelListPath: 'v1/models',
  ...anthropicStream,
  // In a stream, `message_start` has the first figures, and each `message_delta` replaces those that it has.
  responseModelPath: anyOf('/model', '/message/model'),
  // Without what was read from the cache or written to it.
  promptTokensPath: anyOf('/usage/input_tokens', '/message/usage/input_tokens'),
  // With what the model has thought.
  completionTokensPath: anyOf('/usage/output_tokens', '/message/usage/output_tokens'),
  cachedTokensPath: anyOf('/usage/cache_read_input_tokens', '/message/usage/cache_read_input_tokens'),
  reasoningTokensPath: anyOf(
    '/usage/output_tokens_details/thinking_tokens',
    '/message/usage/output_tokens_details/thinking_tokens',
  ),
  // Of the limit that is the tightest at the moment.
  remainingTokensHeader: 'anthropic-ratelimit-tokens-remaining',
  remainingTokensResetHeader: 'anthropic-ratelimit-tokens-reset',
});
