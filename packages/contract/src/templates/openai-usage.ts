import type { ProviderProfile } from '../profile/provider-profile';
import { anyOf } from './usage-places';

/**
 * Where a response in OpenAI's format reports usage: chat, completions and embeddings count prompt and completion, all
 * others input and output, and streamed Responses have them below `response`. Prompt tokens include cached ones;
 * completion tokens include reasoning.
 *
 * Sources: https://platform.openai.com/docs/api-reference/chat/object, …/responses/object, …/images/object · headers:
 * https://platform.openai.com/docs/guides/rate-limits
 */
export const openaiUsage = {
  responseModelPath: anyOf('/model', '/response/model'),
  promptTokensPath: anyOf('/usage/prompt_tokens', '/usage/input_tokens', '/response/usage/input_tokens'),
  completionTokensPath: anyOf('/usage/completion_tokens', '/usage/output_tokens', '/response/usage/output_tokens'),
  cachedTokensPath: anyOf(
    '/usage/prompt_tokens_details/cached_tokens',
    '/usage/input_tokens_details/cached_tokens',
    '/response/usage/input_tokens_details/cached_tokens',
  ),
  cacheWriteTokensPath: anyOf(
    '/usage/prompt_tokens_details/cache_write_tokens',
    '/usage/input_tokens_details/cache_write_tokens',
    '/response/usage/input_tokens_details/cache_write_tokens',
  ),
  reasoningTokensPath: anyOf(
    '/usage/completion_tokens_details/reasoning_tokens',
    '/usage/output_tokens_details/reasoning_tokens',
    '/response/usage/output_tokens_details/reasoning_tokens',
  ),
  totalTokensPath: anyOf('/usage/total_tokens', '/response/usage/total_tokens'),
  serviceTierPath: anyOf('/service_tier', '/response/service_tier'),
  remainingTokensHeader: 'x-ratelimit-remaining-tokens',
  // A duration such as `6m0s`; seconds on Azure.
  remainingTokensResetHeader: 'x-ratelimit-reset-tokens',
} satisfies Partial<ProviderProfile>;
