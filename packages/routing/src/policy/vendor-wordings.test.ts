import {
  anthropicProfile,
  azureOpenaiProfile,
  type ErrorKind,
  geminiProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderProfile,
} from '@switchyard/contract';
import { judging, TEMPLATES } from '../testing/judged-error.suite';
import type { VendorError } from './error-rules';

const judge = judging(400);

const invalid = ['invalid_request_error'];

const grounding = 'generativelanguage.googleapis.com/search_grounding_requests';
const CASES: [ProviderProfile, Partial<VendorError>, ErrorKind | null, 'HARD' | 'SOFT' | null][] = [
  // Keys.
  [
    geminiProfile,
    { codes: ['INVALID_ARGUMENT'], message: 'API key not valid. Please pass a valid API key.' },
    'CREDENTIAL_REJECTED',
    'HARD',
  ],
  [
    geminiProfile,
    { codes: ['INVALID_ARGUMENT'], message: 'API key expired. Please renew the API key.' },
    'CREDENTIAL_REJECTED',
    'HARD',
  ],
  [geminiProfile, { status: 403, codes: ['PERMISSION_DENIED', 'CONSUMER_SUSPENDED'] }, 'CREDENTIAL_REJECTED', 'HARD'],
  [geminiProfile, { status: 401, codes: ['UNAUTHENTICATED', 'ACCESS_TOKEN_EXPIRED'] }, 'CREDENTIAL_REJECTED', 'HARD'],
  [
    openaiCompatibleProfile,
    { codes: ['400', 'INVALID_ARGUMENT'], message: 'API key not valid. Please pass a valid API key.' },
    'CREDENTIAL_REJECTED',
    'HARD',
  ],
  [
    openaiCompatibleProfile,
    { codes: ['invalid-argument'], message: 'Incorrect API key provided: xa***z.' },
    'CREDENTIAL_REJECTED',
    'HARD',
  ],
  [
    openaiCompatibleProfile,
    { status: 403, message: 'Authentication failed: Please make sure your API Key is valid.' },
    'CREDENTIAL_REJECTED',
    'HARD',
  ],
  ...['API key not found. Please pass a valid API key.', 'API key expired. Please renew the API key.'].map(
    (message): [ProviderProfile, Partial<VendorError>, ErrorKind, 'HARD'] => [
      openaiCompatibleProfile,
      { codes: ['400', 'INVALID_ARGUMENT'], message },
      'CREDENTIAL_REJECTED',
      'HARD',
    ],
  ),
  ...[
    'Your API key was reported as leaked. Please use another API key.',
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  ].map((message): [ProviderProfile, Partial<VendorError>, ErrorKind, 'HARD'] => [
    geminiProfile,
    { status: 403, codes: ['403', 'PERMISSION_DENIED'], message },
    'CREDENTIAL_REJECTED',
    'HARD',
  ]),
  ...[
    'Bearer Token has expired',
    'The security token included in the request is expired',
    'The security token included in the request is invalid.',
  ].map((message): [ProviderProfile, Partial<VendorError>, ErrorKind, 'HARD'] => [
    openaiCompatibleProfile,
    { status: 403, message },
    'CREDENTIAL_REJECTED',
    'HARD',
  ]),
  // A wording that needs a status is not certain without one.
  [
    openaiCompatibleProfile,
    { status: null, message: 'API key not found. Please pass a valid API key.' },
    'CREDENTIAL_REJECTED',
    'SOFT',
  ],
  [openaiCompatibleProfile, { status: null, message: 'Account a is suspended' }, 'ACCOUNT_EXHAUSTED', 'SOFT'],
  // Accounts.
  [anthropicProfile, { codes: invalid, message: 'This organization has been disabled.' }, 'ACCOUNT_EXHAUSTED', 'HARD'],
  [
    geminiProfile,
    { status: 429, codes: ['RESOURCE_EXHAUSTED'], message: 'Your prepayment credits are depleted. Please go to …' },
    'ACCOUNT_EXHAUSTED',
    'HARD',
  ],
  [
    geminiProfile,
    { status: 429, codes: ['RESOURCE_EXHAUSTED', 'a/generate_requests_per_model_per_day'] },
    'ACCOUNT_EXHAUSTED',
    'HARD',
  ],
  [geminiProfile, { status: 402, codes: ['402', 'RESOURCE_EXHAUSTED'] }, 'ACCOUNT_EXHAUSTED', 'HARD'],
  [
    openaiCompatibleProfile,
    {
      status: 403,
      codes: ['permission-denied'],
      message: 'Your team a has either used all available credits or reached its monthly spending limit.',
    },
    'ACCOUNT_EXHAUSTED',
    'HARD',
  ],
  [
    openaiCompatibleProfile,
    { status: 429, message: 'Insufficient balance or no resource package. Please recharge.' },
    'ACCOUNT_EXHAUSTED',
    'HARD',
  ],
  [openaiCompatibleProfile, { status: 429, codes: ['budget_exceeded'] }, 'ACCOUNT_EXHAUSTED', 'HARD'],
  [openaiCompatibleProfile, { status: 402, message: 'Insufficient Balance' }, 'ACCOUNT_EXHAUSTED', 'HARD'],
  [openaiCompatibleProfile, { codes: [...invalid, 'organization_restricted'] }, 'ACCOUNT_EXHAUSTED', 'HARD'],
  [
    openaiCompatibleProfile,
    { status: 412, message: 'Account a is suspended, possibly due to …' },
    'ACCOUNT_EXHAUSTED',
    'HARD',
  ],
  [
    openaiCompatibleProfile,
    { status: 429, codes: ['ThrottlingException'], message: 'Too many tokens per day, please wait …' },
    'ACCOUNT_EXHAUSTED',
    'HARD',
  ],
  [
    openaiCompatibleProfile,
    {
      codes: ['400', 'budget_exceeded'],
      message: 'ExceededBudget: User=4d17-4894 over budget. Spend=0.05183585, Budget=0.05',
    },
    'ACCOUNT_EXHAUSTED',
    'HARD',
  ],
  // Budgets of what the request names as its user or tag.
  [
    openaiCompatibleProfile,
    { codes: ['400', 'budget_exceeded'], message: 'ExceededBudget: End User=bob over budget. Spend=1, Budget=0.5' },
    'ACCOUNT_EXHAUSTED',
    null,
  ],
  [
    openaiCompatibleProfile,
    {
      status: 429,
      codes: ['budget_exceeded'],
      message: 'Budget has been exceeded! Tag=a Current cost: 505.50, Max budget: 500.0',
    },
    'ACCOUNT_EXHAUSTED',
    null,
  ],
  // Quotas of a tool.
  [
    geminiProfile,
    { status: 429, codes: ['RESOURCE_EXHAUSTED', 'GroundingRequestsPerDayPerProject-FreeTier'] },
    'ACCOUNT_EXHAUSTED',
    null,
  ],
  [
    geminiProfile,
    { status: 429, codes: ['RESOURCE_EXHAUSTED', 'SearchGroundingRequestsPerDay'] },
    'ACCOUNT_EXHAUSTED',
    null,
  ],
  [geminiProfile, { status: 429, codes: ['RESOURCE_EXHAUSTED', grounding] }, 'RATE_LIMITED', null],
  [
    geminiProfile,
    { status: 429, codes: ['RESOURCE_EXHAUSTED'], message: `Quota exceeded for metric: ${grounding}, limit: 0` },
    'ACCOUNT_EXHAUSTED',
    null,
  ],
  [
    geminiProfile,
    {
      status: 429,
      codes: ['RESOURCE_EXHAUSTED'],
      message: `You exceeded your current quota. \n* Quota exceeded for metric: ${grounding}, limit: 500`,
    },
    'RATE_LIMITED',
    null,
  ],
  [
    geminiProfile,
    {
      status: 429,
      codes: ['RESOURCE_EXHAUSTED'],
      message:
        "Quota exceeded for quota metric 'Search Grounding' and limit 'Search Grounding requests per day' of service 'a'.",
    },
    'ACCOUNT_EXHAUSTED',
    null,
  ],
  [
    geminiProfile,
    {
      status: 429,
      codes: ['RESOURCE_EXHAUSTED'],
      message:
        "Quota exceeded for quota metric 'Generate requests' and limit 'Generate requests per day' of service 'a'.",
    },
    'ACCOUNT_EXHAUSTED',
    'HARD',
  ],
  [
    geminiProfile,
    { status: 429, codes: ['RESOURCE_EXHAUSTED', 'UrlContextRequestsPerDayPerProject'] },
    'ACCOUNT_EXHAUSTED',
    null,
  ],
  [
    openaiCompatibleProfile,
    { status: 429, codes: ['429', 'RESOURCE_EXHAUSTED', 'GroundingRequestsPerDay'] },
    'ACCOUNT_EXHAUSTED',
    null,
  ],
  [
    geminiProfile,
    {
      status: 429,
      codes: ['RESOURCE_EXHAUSTED'],
      message: 'Quota exceeded for metric: a/b, limit: 20, model: deep-research',
    },
    'RATE_LIMITED',
    'SOFT',
  ],
  // Filters.
  [
    openaiProfile,
    { codes: [...invalid, 'invalid_prompt'], message: 'Invalid prompt: your prompt was flagged as …' },
    'CONTENT_FILTERED',
    null,
  ],
  [
    openaiProfile,
    { codes: invalid, message: 'Your request was rejected as a result of our safety system.' },
    'CONTENT_FILTERED',
    null,
  ],
  [azureOpenaiProfile, { codes: ['contentFilter'] }, 'CONTENT_FILTERED', null],
  [
    geminiProfile,
    {
      codes: ['INVALID_ARGUMENT'],
      message:
        "Unable to show generated images. All images were filtered out because they violated Google's Responsible AI practices.",
    },
    'CONTENT_FILTERED',
    null,
  ],
  [openaiCompatibleProfile, { codes: invalid, message: 'Content Exists Risk' }, 'CONTENT_FILTERED', null],
  [
    openaiCompatibleProfile,
    { status: 403, codes: ['403'], message: 'openai/a requires moderation on OpenAI. Your input was flagged for "b".' },
    'CONTENT_FILTERED',
    null,
  ],
  [openaiCompatibleProfile, { codes: ['InputTextSensitiveContentDetected'] }, 'CONTENT_FILTERED', null],
  // Models.
  [openaiCompatibleProfile, { codes: [...invalid, 'model_not_available'] }, 'MODEL_NOT_FOUND', 'SOFT'],
  [
    openaiCompatibleProfile,
    { status: 404, codes: ['NOT_FOUND'], message: 'Model not found, inaccessible, and/or not deployed' },
    'MODEL_NOT_FOUND',
    'SOFT',
  ],
  [
    openaiCompatibleProfile,
    { status: 404, message: 'The model a does not exist or your team b does not have access to it.' },
    'MODEL_NOT_FOUND',
    'SOFT',
  ],
  [
    openaiCompatibleProfile,
    { status: 401, codes: ['key_model_access_denied'], message: 'key not allowed to access model.' },
    'MODEL_NOT_FOUND',
    'SOFT',
  ],
  [
    openaiCompatibleProfile,
    { status: 404, codes: ['resource_not_found_error'], message: 'Not found the model a or Permission denied' },
    'MODEL_NOT_FOUND',
    'SOFT',
  ],
  [
    openaiCompatibleProfile,
    { message: 'The requested model is not supported.', codes: ['model_not_supported'] },
    'MODEL_NOT_FOUND',
    null,
  ],
  [openaiCompatibleProfile, { message: 'a/b is not a valid model ID' }, 'MODEL_NOT_FOUND', null],
  [
    openaiCompatibleProfile,
    { status: 410, message: "The model 'a' has reached its end of life on 2026-01-01." },
    'MODEL_NOT_FOUND',
    'SOFT',
  ],
  [
    openaiCompatibleProfile,
    { status: 404, message: "Function 'a': Not found for account 'b'" },
    'MODEL_NOT_FOUND',
    null,
  ],
  // The vendor's own failures.
  [openaiProfile, { status: null, codes: ['image_generation_failed', 'image_generation_server_error'] }, null, 'SOFT'],
  [openaiProfile, { status: null, codes: ['video_generation_server_error'] }, null, 'SOFT'],
  [openaiProfile, { status: null, codes: ['image_generation_user_error'] }, 'REQUEST_INVALID', null],
  [openaiProfile, { status: null, codes: ['image_file_too_large'] }, 'REQUEST_TOO_LARGE', null],
  ...['image_parse_error', 'invalid_base64_image', 'unsupported_image_media_type', 'empty_image_file'].map(
    (code): [ProviderProfile, Partial<VendorError>, ErrorKind, null] => [
      openaiProfile,
      { status: null, codes: [code] },
      'REQUEST_INVALID',
      null,
    ],
  ),
];

test.each(CASES)('%# a vendor says it so: %j', (profile, given, kind, grade) => {
  const judged = judge(profile, given);
  expect([judged.kind, judged.suspension?.grade ?? null]).toEqual([kind, grade]);
});

test.each<[string, Partial<VendorError>]>([
  ["another account's state", { status: 404, message: 'Account x of the connector is suspended' }],
  ["a tool's credential", { status: 424, message: 'API key not found for the tool x' }],
  ["a tool's credential", { status: 424, message: 'Incorrect API key provided to the tool x' }],
  ["a tool's credential", { status: 422, message: 'The security token included in the request is unknown to x' }],
  ["a tool's credential", { status: 403, message: 'The security token included in the request is too long' }],
  ["a tool's quota", { status: 400, codes: ['INVALID_ARGUMENT', 'GoogleSearchPerDayNotSupported'] }],
  ["a tool's quota", { status: 429, codes: ['file_search_usage_limit_exceeded'] }],
  ["a tool's quota", { status: 429, codes: ['container_spend_limit_exceeded'] }],
  ["a tool's credential", { status: 403, message: 'API key not found for the tool x' }],
  ["a tool's credential", { status: 403, message: 'API key not valid for the tool x' }],
  ["a tool's credential", { status: 403, message: 'API key expired for the tool x' }],
  ["a tool's credential", { status: 403, message: 'Bearer Token has expired for the tool x' }],
  ["a tool's credential", { status: 403, message: 'The security token included in the request is invalid for x' }],
  ["a consumer's user", { status: 429, codes: ['user_spend_limit_exceeded'] }],
  ["a consumer's user", { status: 429, codes: ['user_usage_limit_exceeded'] }],
  ['a consumer’s text', { status: 400, message: 'Your team name "x" is not used all available credits' }],
  ['a consumer’s text', { status: 400, message: 'You have reached your specified "x" usage limits' }],
  ['a consumer’s text', { status: 400, message: 'Quota exceeded for x per day is no role' }],
  ['a consumer’s text', { status: 400, codes: ['unknown_role_PerDay'] }],
  ['a consumer’s text', { status: 422, message: 'Your project has exceeded its "x" spending cap' }],
  ['a consumer’s text', { status: 400, message: 'You exceeded your current quota of roles; x limit: 0' }],
])('suspends nobody hard: %s %j', (_what, given) => {
  // In a stream the status may be unknown.
  for (const status of [given.status ?? 400, 400, null]) {
    for (const [, profile] of TEMPLATES) {
      expect([status, judge(profile, { ...given, status }).suspension?.grade]).not.toEqual([status, 'HARD']);
    }
  }
});

test('an error about a tool is about its quota only with a 429', () => {
  for (const profile of [geminiProfile, openaiCompatibleProfile]) {
    const given = {
      codes: ['INVALID_ARGUMENT', 'GoogleSearchNotSupported'],
      message: 'Google Search is not supported',
    };
    expect(judge(profile, { ...given, status: 400 }).kind).toBe('REQUEST_INVALID');
    expect(judge(profile, { ...given, status: 429 })).toMatchObject({ kind: 'RATE_LIMITED', suspension: null });
  }
});
