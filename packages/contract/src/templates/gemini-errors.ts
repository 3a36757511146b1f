import type { ProviderProfile } from '../profile/provider-profile';
import { byBoth, byCall, byCode, byMessage, invalidRequest, TOKEN_HEADERS } from './error-rules';
import { openaiErrors } from './openai-errors';

/**
 * What Gemini's errors mean: by the name of the gRPC status, `ErrorInfo.reason`, and the ids of violated quotas.
 *
 * Sources: https://ai.google.dev/gemini-api/docs/troubleshooting; google/rpc/error_details.proto,
 * google/api/error_reason.proto
 */
export const geminiErrors = {
  errorRules: [
    byMessage('CONTEXT_TOO_LONG', 'The input token count * exceeds the maximum number of tokens allowed*'),
    byMessage('REQUEST_TOO_LARGE', 'Request payload size exceeds the limit*'),
    // A bad key gets a 400 or 403.
    byCode('CREDENTIAL_REJECTED', 'API_KEY_INVALID', 'API_KEY_EXPIRED', 'API_KEY_SERVICE_BLOCKED'),
    byCode('CREDENTIAL_REJECTED', 'ACCESS_TOKEN_*', 'CREDENTIALS_MISSING', 'ACCOUNT_STATE_INVALID'),
    byCode('CREDENTIAL_REJECTED', 'CONSUMER_INVALID', 'CONSUMER_SUSPENDED', 'SERVICE_DISABLED', 'UNAUTHENTICATED'),
    byMessage('CREDENTIAL_REJECTED', 'Your API key was reported as leaked*'),
    byMessage('CREDENTIAL_REJECTED', "Method doesn't allow unregistered callers*"),
    // For a file that is not ready the status is FAILED_PRECONDITION too.
    byMessage('ACCOUNT_EXHAUSTED', 'User location is not supported*', 'Gemini API free tier is not available*'),
    byMessage('ACCOUNT_EXHAUSTED', 'You exceeded your current quota*limit: 0*'),
    // A prepaid balance that is spent has the status of a rate limit.
    { ...byCode('ACCOUNT_EXHAUSTED'), statuses: [402] },
    // Quotas of a day, and what the account's plan does not include.
    byCode('ACCOUNT_EXHAUSTED', '*PerDay*', 'BILLING_DISABLED', 'payment_required', 'quota_exceeded'),
    byCode('MODEL_NOT_FOUND', 'model_not_found'),
    byMessage('MODEL_NOT_FOUND', 'This model models/* is no longer available*'),
    // The message has two meanings, one of which depends on what the consumer called.
    byBoth(byCode('MODEL_NOT_FOUND', 'NOT_FOUND'), byCall('MODEL_NOT_FOUND', '*is not found for API version*')),
    byCode('OVERLOADED', 'UNAVAILABLE'),
    byCode('RATE_LIMITED', 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'),
    invalidRequest('INVALID_ARGUMENT', 'OUT_OF_RANGE', 'invalid_request', 'parameter_unknown'),
  ],
  contentMembers: [
    'candidates',
    'promptFeedback',
    'embedding',
    'embeddings',
    'predictions',
    'totalTokens',
    // Jobs and interactions.
    'name',
    'outputs',
    'steps',
    ...openaiErrors.contentMembers,
  ],
  publicCredentialPrefixes: TOKEN_HEADERS,
} satisfies Partial<ProviderProfile>;
