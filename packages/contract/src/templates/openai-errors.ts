import type { ProviderProfile } from '../profile/provider-profile';
import { byCall, byCode, byMessage, invalidRequest, TOKEN_HEADERS } from './error-rules';

/**
 * What errors in OpenAI's format mean. Messages that suspend a target begin with the vendor's own words, because vendors
 * quote what consumers sent.
 *
 * Sources: https://platform.openai.com/docs/guides/error-codes, …/docs/api-reference/responses/object (`error.code`)
 */
export const openaiErrors = {
  errorRules: [
    // Groq's 413 and OpenAI's 429 have the code of an ordinary rate limit, although waiting does not help.
    { ...byCode('REQUEST_TOO_LARGE'), statuses: [413] },
    byMessage('REQUEST_TOO_LARGE', '*request too large*', '*request payload size exceeds*'),
    byCode('REQUEST_TOO_LARGE', 'request_too_large'),
    byCode('CONTEXT_TOO_LONG', 'context_length_exceeded', 'exceed_context_size_error'),
    byMessage('CONTEXT_TOO_LONG', '*maximum context length*', '*exceeds the available context size*'),
    byCode('CONTENT_FILTERED', 'content_filter', '*content_policy_violation', 'ResponsibleAIPolicyViolation'),
    byCode('CONTENT_FILTERED', 'moderation_blocked', 'bio_policy', 'cyber_policy'),
    byCode('ACCOUNT_EXHAUSTED', 'insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active'),
    byCode('ACCOUNT_EXHAUSTED', 'credit_balance_exhausted', '*_spend_limit_exceeded', '*_usage_limit_exceeded'),
    byCode('ACCOUNT_EXHAUSTED', 'usage_not_included'),
    byCode('CREDENTIAL_REJECTED', 'invalid_api_key', 'account_deactivated'),
    // What is missing here is the operation, not the model.
    byCall(
      'MODEL_NOT_FOUND',
      '*not supported in the v1/* endpoint*',
      '*is only supported in v1/*',
      'Model not supported*',
    ),
    byCode('MODEL_NOT_FOUND', 'model_not_found'),
    // The Responses API has no code for it.
    byMessage('MODEL_NOT_FOUND', "The requested model '*' does not exist*"),
    byCode('OVERLOADED', 'server_is_overloaded', 'service_unavailable_error', 'slow_down'),
    byCode('RATE_LIMITED', 'rate_limit_exceeded', 'rate_limit_error', 'too_many_requests', 'requests', 'tokens'),
    invalidRequest('invalid_request_error', 'invalid_prompt', '*_image', 'image_*', '*_image_*'),
  ],
  contentMembers: [
    'choices',
    'data',
    'output',
    'text',
    'results',
    // Counts of tokens, and speech as events.
    'input_tokens',
    'audio',
  ],
  publicCredentialPrefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', ...TOKEN_HEADERS],
} satisfies Partial<ProviderProfile>;

/** Azure OpenAI and the models endpoint of Azure AI Foundry. Source: https://learn.microsoft.com/azure/ai-foundry/openai */
export const azureErrors = {
  ...openaiErrors,
  errorRules: [
    // A 404 with the code "404" means a wrong path or api-version instead.
    byCode('MODEL_NOT_FOUND', 'DeploymentNotFound', 'no_model_name', 'unknown_model'),
    { ...byCode('MODEL_NOT_FOUND', 'OperationNotSupported'), suspends: false },
    byCode('OVERLOADED', 'NoCapacity', 'ServiceUnavailable', 'EngineOverloaded'),
    ...openaiErrors.errorRules,
    byCode('RATE_LIMITED', 'RateLimitReached', 'TooManyRequests'),
  ],
  publicCredentialPrefixes: TOKEN_HEADERS,
} satisfies Partial<ProviderProfile>;
