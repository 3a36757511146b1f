import type { ProviderProfile } from '../profile/provider-profile';
import {
  byCall,
  byCode,
  byMessage,
  CREDENTIAL_STATUSES,
  invalidRequest,
  TOKEN_HEADERS,
  withStatus,
} from './error-rules';
import { requestLengthRules } from './request-length-errors';

/** Whose limits end all requests, unlike those of tools, files and a request's `user`. */
const ACCOUNTS = ['account', 'organization', 'project', 'workspace', 'team', 'api_key', 'monthly'];

/**
 * What errors in OpenAI's format mean. Messages begin with the vendor's own words, because vendors quote what consumers
 * sent.
 *
 * Sources: https://platform.openai.com/docs/guides/error-codes, …/docs/api-reference/responses/object (`error.code`)
 */
export const openaiErrors = {
  errorRules: [
    ...requestLengthRules,
    byCode(
      'CONTENT_FILTERED',
      ...['content_filter', '*content_policy_violation', 'ResponsibleAIPolicyViolation'],
      ...['moderation_blocked', 'bio_policy', 'cyber_policy', 'invalid_prompt'],
    ),
    byMessage(
      'CONTENT_FILTERED',
      'Your request was rejected *safety system*',
      'Invalid prompt: your prompt was flagged *',
      'Invalid prompt: we*ve limited access to this content for safety reasons*',
    ),
    byCode(
      'ACCOUNT_EXHAUSTED',
      ...['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active'],
      ...['credit_balance_exhausted', 'usage_not_included', 'spend_limit_exceeded', 'usage_limit_exceeded'],
      ...ACCOUNTS.flatMap((account) => [`${account}_spend_limit_exceeded`, `${account}_usage_limit_exceeded`]),
    ),
    byCode('CREDENTIAL_REJECTED', 'invalid_api_key', 'account_deactivated', 'access_terminated', 'ip_not_authorized'),
    // With status 400 (xAI).
    withStatus(CREDENTIAL_STATUSES, byMessage('CREDENTIAL_REJECTED', 'Incorrect API key provided: *')),
    // What is missing here is the operation, not the model.
    byCall(
      'MODEL_NOT_FOUND',
      'This is * model and *not supported in the v1/* endpoint*',
      'This model is *not supported in the v1/* endpoint*',
      'This model is only supported in v1/*',
      'Model not supported*',
    ),
    byCode('MODEL_NOT_FOUND', 'model_not_found'),
    // The Responses API has no code for it.
    byMessage('MODEL_NOT_FOUND', "The requested model '*' does not exist*"),
    byCode('OVERLOADED', 'server_is_overloaded', 'service_unavailable_error', 'slow_down'),
    byCode('RATE_LIMITED', 'rate_limit_exceeded', 'rate_limit_error', 'too_many_requests', 'requests', 'tokens'),
    // Not `image_generation_server_error`: that is the vendor's own failure.
    invalidRequest(
      ...['invalid_request_error', 'invalid_*image*', 'unsupported_image_*', '*_user_error'],
      ...['image_too_small', 'image_parse_error', 'image_file_not_found', 'empty_image_file'],
      'failed_to_download_image',
    ),
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
    ...requestLengthRules,
    byCode('CONTENT_FILTERED', 'contentFilter'),
    byMessage('CONTENT_FILTERED', 'The response was filtered due to the prompt triggering *'),
    // A 404 with the code "404" means a wrong path or api-version instead.
    byCode('MODEL_NOT_FOUND', 'DeploymentNotFound', 'no_model_name', 'unknown_model'),
    byMessage('MODEL_NOT_FOUND', 'The API deployment for this resource does not exist*', 'Unknown model: *'),
    { ...byCode('MODEL_NOT_FOUND', 'OperationNotSupported'), suspends: false },
    byCode('OVERLOADED', 'NoCapacity', 'ServiceUnavailable', 'EngineOverloaded'),
    ...openaiErrors.errorRules.filter((rule) => !requestLengthRules.includes(rule)),
    byCode('RATE_LIMITED', 'RateLimitReached', 'TooManyRequests'),
  ],
  publicCredentialPrefixes: TOKEN_HEADERS,
} satisfies Partial<ProviderProfile>;
