import { profileWith } from '../profile/provider-profile';
import { anthropicErrors } from './anthropic-errors';
import { anthropicStream } from './anthropic-stream';
import { inJsonBody } from './model-places';
import { named } from './operation-names';
import { anyOf } from './usage-places';

/**
 * Anthropic. An endpoint's URL is `https://api.anthropic.com`, without `/v1`, as in the vendor's SDKs.
 *
 * Operations: https://platform.claude.com/docs/en/api/messages · streams: …/docs/en/build-with-claude/streaming ·
 * errors: …/docs/en/api/errors · versions: …/docs/en/api/versioning · headers: …/docs/en/api/rate-limits
 *
 * Batches name a model per request and belong to one workspace, like files and skills, so they are not routed.
 */
export const anthropicProfile = profileWith({
  credentialPlace: 'HEADER',
  credentialName: 'x-api-key',
  // The vendor refuses a request without a version. The rules below are written for this one, so it replaces whatever
  // the consumer sends: in the version before it stream events have no types and cannot be recognised.
  fixedHeaders: [{ name: 'anthropic-version', value: '2023-06-01' }],
  routedOperations: named('v1/', inJsonBody('v1/messages', 'v1/messages/count_tokens', 'v1/complete')),
  wireFormat: 'ANTHROPIC',
  modelListPath: 'v1/models',
  ...anthropicErrors,
  ...anthropicStream,
  // In a stream, `message_start` has the first figures, and each `message_delta` replaces those it contains.
  responseModelPath: anyOf('/model', '/message/model'),
  // Excludes tokens read from or written to the cache.
  promptTokensPath: anyOf('/usage/input_tokens', '/message/usage/input_tokens'),
  // Includes thinking tokens.
  completionTokensPath: anyOf('/usage/output_tokens', '/message/usage/output_tokens'),
  cachedTokensPath: anyOf('/usage/cache_read_input_tokens', '/message/usage/cache_read_input_tokens'),
  cacheWriteTokensPath: anyOf('/usage/cache_creation_input_tokens', '/message/usage/cache_creation_input_tokens'),
  cacheWriteHourTokensPath: anyOf(
    '/usage/cache_creation/ephemeral_1h_input_tokens',
    '/message/usage/cache_creation/ephemeral_1h_input_tokens',
  ),
  promptIncludesCache: false,
  reasoningTokensPath: anyOf(
    '/usage/output_tokens_details/thinking_tokens',
    '/message/usage/output_tokens_details/thinking_tokens',
  ),
  serviceTierPath: anyOf('/usage/service_tier', '/message/usage/service_tier'),
  // Of whichever limit is tightest at the moment.
  remainingTokensHeader: 'anthropic-ratelimit-tokens-remaining',
  remainingTokensResetHeader: 'anthropic-ratelimit-tokens-reset',
});
