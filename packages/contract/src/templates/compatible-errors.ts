import type { ProviderProfile } from '../profile/provider-profile';
import { anthropicErrors } from './anthropic-errors';
import { byBoth, byCall, byCode, byMessage, invalidRequest } from './error-rules';
import { openaiErrors } from './openai-errors';

/**
 * What the errors of servers mean that speak OpenAI's format: vLLM, Ollama, llama.cpp, Groq
 * (https://console.groq.com/docs/errors), DeepSeek (https://api-docs.deepseek.com/quick_start/error_codes), OpenRouter
 * (https://openrouter.ai/docs/api-reference/errors), Moonshot, DashScope and the like; and of those that serve Anthropic's
 * messages beside it.
 */
export const compatibleErrors = {
  errorRules: [
    // OpenRouter's 402 for a request whose `max_tokens` alone exceeds the credit.
    byMessage('REQUEST_TOO_LARGE', '*requires more credits, or fewer max_tokens*'),
    byCode('ACCOUNT_EXHAUSTED', 'insufficient_balance', 'insufficient_user_quota', 'exceeded_current_quota_error'),
    byCode('ACCOUNT_EXHAUSTED', 'Arrearage', 'payment_required'),
    byMessage(
      'ACCOUNT_EXHAUSTED',
      'Insufficient Balance*',
      'Insufficient credits*',
      'Your team * used all available credits*',
    ),
    byCode('CREDENTIAL_REJECTED', 'AuthenticationError', 'Unauthorized', 'invalid_authentication_error'),
    byCode('MODEL_NOT_FOUND', 'model_decommissioned', 'model_not_available', 'model_terms_required'),
    byCode('MODEL_NOT_FOUND', 'model_permission_blocked_*'),
    // vLLM's and Ollama's: a 404 of these types may also be about a stored response.
    byBoth(
      byCode('MODEL_NOT_FOUND', 'NotFoundError', 'not_found_error'),
      byMessage('MODEL_NOT_FOUND', 'The model *', 'model *'),
    ),
    byMessage('MODEL_NOT_FOUND', 'The model `*` does not exist*', `model '*' not found*`, 'model "*" not found*'),
    byMessage('MODEL_NOT_FOUND', 'Model Not Exist*', '* is not a valid model ID'),
    byCall('MODEL_NOT_FOUND', 'No endpoints found *', 'No allowed providers are available for the selected model*'),
    byCode('CONTENT_FILTERED', 'data_inspection_failed', 'DataInspectionFailed'),
    byCode('OVERLOADED', 'capacity_exceeded', 'over_capacity', 'engine_overloaded*', 'insufficient_system_resource'),
    byCode('RATE_LIMITED', 'rate_limit_reached_error', 'RateLimitError', 'Throttling*'),
    ...openaiErrors.errorRules,
    ...anthropicErrors.errorRules,
    invalidRequest('BadRequestError'),
  ],
  contentMembers: [
    ...openaiErrors.contentMembers,
    ...anthropicErrors.contentMembers,
    // Reranking, embedding, tokens and pooling.
    'embeddings',
    'tokens',
    'segments',
  ],
  publicCredentialPrefixes: [...openaiErrors.publicCredentialPrefixes, 'sk-or-v1-', 'sk-ant-api03-'],
} satisfies Partial<ProviderProfile>;
