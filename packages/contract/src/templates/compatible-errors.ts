import type { ProviderProfile } from '../profile/provider-profile';
import { anthropicErrors } from './anthropic-errors';
import {
  ACCOUNT_STATUSES,
  byBoth,
  byCall,
  byCode,
  byMessage,
  CREDENTIAL_STATUSES,
  invalidRequest,
  sentences,
  withStatus,
} from './error-rules';
import { geminiErrors } from './gemini-errors';
import { openaiErrors } from './openai-errors';
import { requestLengthRules } from './request-length-errors';

/**
 * What the errors of servers mean that speak OpenAI's format: vLLM, Ollama, llama.cpp, Groq
 * (https://console.groq.com/docs/errors), DeepSeek (https://api-docs.deepseek.com/quick_start/error_codes), OpenRouter
 * (https://openrouter.ai/docs/api-reference/errors), Moonshot, DashScope and the like; of those that serve Anthropic's
 * messages beside it; and of Gemini's OpenAI-compatible API, whose errors are Google's.
 */
export const compatibleErrors = {
  errorRules: [
    // What is about one request may have the code of an account that has to pay.
    ...requestLengthRules,
    // Budgets of the request's `user` and tags (LiteLLM).
    byCall('ACCOUNT_EXHAUSTED', 'ExceededBudget: End User=*', 'Budget has been exceeded! Tag=*'),
    byCode(
      'ACCOUNT_EXHAUSTED',
      ...['insufficient_balance', 'insufficient_user_quota', 'exceeded_current_quota_error'],
      ...['Arrearage', 'AccountOverdueError', 'AllocationQuota.FreeTierOnly', 'payment_required'],
      ...['budget_exceeded', 'insufficient_credits', 'insufficient_funds', 'organization_restricted'],
    ),
    byMessage(
      'ACCOUNT_EXHAUSTED',
      'Insufficient balance*',
      'Insufficient account balance*',
      'Insufficient credits*',
      'Insufficient funds*',
      'Sorry, your account balance is insufficient*',
      'Key limit exceeded*',
      'ExceededBudget*',
      'Budget has been exceeded*',
    ),
    withStatus(
      ACCOUNT_STATUSES,
      byMessage(
        'ACCOUNT_EXHAUSTED',
        'Your team * used all available credits*',
        'Too many tokens per day*',
        'You are using a Trial key, which is limited to * API calls / month*',
      ),
    ),
    // Fireworks says so with status 412.
    withStatus(
      [...ACCOUNT_STATUSES, 412],
      byMessage('ACCOUNT_EXHAUSTED', 'Account * is suspended*', 'Your account * is suspended*'),
    ),
    byCode('CREDENTIAL_REJECTED', 'AuthenticationError', 'Unauthorized', 'invalid_authentication_error'),
    // AWS's, with status 403, and some without a full stop.
    withStatus(
      CREDENTIAL_STATUSES,
      byMessage(
        'CREDENTIAL_REJECTED',
        ...sentences(
          'Authentication failed: Please make sure your API Key is valid',
          'The security token included in the request is invalid',
          'The security token included in the request is expired',
          'Bearer Token has expired',
        ),
      ),
    ),
    byCode(
      'MODEL_NOT_FOUND',
      ...['model_decommissioned', 'model_not_available', 'model_terms_required', 'ModelNotFound'],
      ...['model_permission_blocked_*', '*_model_access_denied', 'unknown_model'],
      ...['InvalidEndpointOrModel*', 'ModelNotOpen', 'Model.AccessDenied'],
    ),
    // vLLM's and Ollama's: a 404 of these types may also be about a file or a stored response.
    byBoth(
      byCode('MODEL_NOT_FOUND', 'NotFoundError', 'not_found_error'),
      byMessage('MODEL_NOT_FOUND', 'The model * does not exist*', 'The model * not found*', 'model * not found*'),
    ),
    byMessage(
      'MODEL_NOT_FOUND',
      'The model `*` does not exist*',
      'The model `*` has been decommissioned*',
      'The model * does not exist or your team *',
      `model '*' not found*`,
      'model "*" not found*',
      `model '*' was removed *`,
      'Model Not Exist*',
      'Model does not exist*',
      'Model not found*',
      'Not found the model *',
      'Unknown Model*',
      'Unable to access model *',
      'Unable to access non-serverless model *',
      "Invalid model '*'. Permitted models *",
      'The provided model identifier is invalid*',
      'Invocation of model ID *',
      "You don't have access to the model *",
      'This model version has reached the end of its life*',
      "The model '*' has reached its end of life*",
      'Invalid model name passed in model=*',
      '/chat/completions: Invalid model name passed in model=*',
    ),
    byCall(
      'MODEL_NOT_FOUND',
      // NVIDIA names the function that runs the model.
      "Function '*': Not found for account *",
      'No endpoints found *',
      'No allowed providers are available for the selected model*',
      "The requested model '*' is not supported *",
      'The requested model is not supported*',
    ),
    // Begins with a name that the consumer may have chosen (OpenRouter).
    { ...byCall('MODEL_NOT_FOUND', '* is not a valid model ID'), statuses: [400, 404] },
    { ...byCode('MODEL_NOT_FOUND', 'model_not_supported'), suspends: false },
    byCode(
      'CONTENT_FILTERED',
      ...['data_inspection_failed', 'DataInspectionFailed', '*SensitiveContentDetected*', 'censorship_blocked'],
    ),
    byMessage(
      'CONTENT_FILTERED',
      // DeepSeek, Moonshot, Zhipu, xAI, LiteLLM.
      'Content Exists Risk*',
      'The request was rejected because it was considered high risk*',
      'System detected potentially unsafe or sensitive content *',
      '系统检测到输入或生成内容可能包含不安全或敏感内容*',
      'Content violates usage guidelines*',
      'litellm.ContentPolicyViolationError: *',
    ),
    // Begins with the model (OpenRouter).
    { ...byMessage('CONTENT_FILTERED', '* requires moderation on *. Your input was flagged *'), statuses: [403] },
    byCode(
      'OVERLOADED',
      ...['capacity_exceeded', 'over_capacity', 'engine_overloaded*', 'insufficient_system_resource'],
      ...['ServerOverloaded', 'overloaded'],
    ),
    byCode('RATE_LIMITED', 'rate_limit_reached_error', 'RateLimitError', 'RateLimitReached', 'Throttling*'),
    ...[...new Set([...openaiErrors.errorRules, ...anthropicErrors.errorRules, ...geminiErrors.errorRules])].filter(
      (rule) => !requestLengthRules.includes(rule),
    ),
    invalidRequest('BadRequestError', 'invalid-argument', 'Client specified an invalid argument'),
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
