import type { SuspensionCause } from '@switchyard/contract';
import { type Vendor, VENDORS } from './vendors.suite';

/** What Anthropic says of a spent credit. */
export const SPENT_CREDIT = 'Your credit balance is too low to access the Anthropic API.';
/** An error in Anthropic's format. */
export const anthropicError = (type: string, message: string) => ({ type: 'error', error: { type, message } });
/** An error in OpenAI's format. */
export const openaiError = (code: string | null, message = 'no', type = 'invalid_request_error') => ({
  error: { message, type, param: null, code },
});

/** Errors after which the next target is asked, each with the cause for which it suspends the target; null if it does not. */
export const FAILING_OVER: [string, Vendor, number, unknown, SuspensionCause | null][] = [
  [
    'Anthropic’s spent credit',
    VENDORS.anthropic,
    400,
    anthropicError('invalid_request_error', SPENT_CREDIT),
    'ACCOUNT_EXHAUSTED',
  ],
  ['Anthropic’s 402', VENDORS.anthropic, 402, anthropicError('billing_error', 'pay'), 'ACCOUNT_EXHAUSTED'],
  [
    'Anthropic’s unknown model',
    VENDORS.anthropic,
    404,
    anthropicError('not_found_error', 'model: a'),
    'MODEL_NOT_FOUND',
  ],
  [
    'Anthropic’s long prompt',
    VENDORS.anthropic,
    400,
    anthropicError('invalid_request_error', 'prompt is too long: 9'),
    null,
  ],
  ['Anthropic’s missing permission', VENDORS.anthropic, 403, anthropicError('permission_error', 'not yours'), null],
  ['Groq’s decommissioned model', VENDORS.compatible, 400, openaiError('model_decommissioned'), 'MODEL_NOT_FOUND'],
  ['Groq’s 413', VENDORS.compatible, 413, openaiError('rate_limit_exceeded', 'no', 'tokens'), null],
  [
    'OpenRouter’s large max_tokens',
    VENDORS.compatible,
    402,
    { error: { code: 402, message: 'This request requires more credits, or fewer max_tokens.' } },
    null,
  ],
  ['OpenAI’s long context', VENDORS.openai, 400, openaiError('context_length_exceeded'), null],
  [
    'OpenAI’s one large request',
    VENDORS.openai,
    429,
    openaiError('rate_limit_exceeded', 'Request too large for a on TPM', 'tokens'),
    null,
  ],
  [
    'OpenAI’s other operation',
    VENDORS.openai,
    403,
    openaiError(null, 'You are not allowed to generate embeddings from this model'),
    null,
  ],
  [
    'OpenAI’s missing scope',
    VENDORS.openai,
    401,
    openaiError(null, 'You have insufficient permissions. Missing scopes: model.request'),
    null,
  ],
  ['OpenAI’s rate limit', VENDORS.openai, 429, openaiError('rate_limit_exceeded', 'no', 'tokens'), 'RATE_LIMITED'],
  [
    'Azure’s missing deployment',
    VENDORS.azure,
    404,
    { error: { code: 'DeploymentNotFound', message: 'no' } },
    'MODEL_NOT_FOUND',
  ],
  [
    'Mistral’s unknown model',
    VENDORS.mistral,
    400,
    { object: 'error', message: 'no', type: 'invalid_model', code: '1500' },
    'MODEL_NOT_FOUND',
  ],
  [
    'Gemini’s other operation',
    VENDORS.gemini,
    404,
    {
      error: {
        code: 404,
        status: 'NOT_FOUND',
        message: 'models/a is not found for API version v1beta, or is not supported for x',
      },
    },
    null,
  ],
  [
    'Gemini’s expired file',
    VENDORS.gemini,
    403,
    {
      error: {
        code: 403,
        status: 'PERMISSION_DENIED',
        message: 'You do not have permission to access the File x or it may not exist.',
      },
    },
    null,
  ],
  [
    'Gemini’s daily quota',
    VENDORS.gemini,
    429,
    [
      {
        error: { code: 429, status: 'RESOURCE_EXHAUSTED', details: [{ violations: [{ quotaId: 'RequestsPerDay' }] }] },
      },
    ],
    'ACCOUNT_EXHAUSTED',
  ],
  [
    'Gemini’s scope that the token lacks',
    VENDORS.gemini,
    403,
    {
      error: {
        code: 403,
        status: 'PERMISSION_DENIED',
        message: 'Request had insufficient authentication scopes.',
        details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
      },
    },
    null,
  ],
  [
    'Gemini’s bad key without details',
    VENDORS.gemini,
    400,
    { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' } },
    'CREDENTIAL_REJECTED',
  ],
  [
    'Gemini’s daily quota of a tool',
    VENDORS.gemini,
    429,
    {
      error: {
        code: 429,
        status: 'RESOURCE_EXHAUSTED',
        details: [
          { violations: [{ quotaId: 'SearchGroundingRequestsPerDayPerProject-FreeTier' }] },
          { retryDelay: '3000s' },
        ],
      },
    },
    null,
  ],
  [
    'Anthropic’s credential for another use',
    VENDORS.anthropic,
    400,
    anthropicError('invalid_request_error', 'This credential is only authorized for use with Claude Code and …'),
    null,
  ],
  [
    'Anthropic’s disabled organization',
    VENDORS.anthropic,
    400,
    anthropicError('invalid_request_error', 'This organization has been disabled.'),
    'ACCOUNT_EXHAUSTED',
  ],
  [
    'OpenRouter’s long prompt',
    VENDORS.compatible,
    402,
    { error: { code: 402, message: 'Prompt tokens limit exceeded: 9 > 8. To increase, visit …' } },
    null,
  ],
  [
    'xAI’s bad key',
    VENDORS.compatible,
    400,
    { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***z.' },
    'CREDENTIAL_REJECTED',
  ],
  [
    'xAI’s long prompt',
    VENDORS.compatible,
    400,
    { code: 'invalid-argument', error: "This model's maximum prompt length is 8 but the request contains 9 tokens." },
    null,
  ],
  ['a firewall’s page', VENDORS.openai, 403, '<html>blocked</html>', null],
  ['an error without a kind', VENDORS.openai, 503, { Message: 'dependency' }, 'FAILURE_STATUS'],
];
