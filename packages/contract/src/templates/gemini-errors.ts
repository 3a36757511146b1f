import type { ProviderProfile } from '../profile/provider-profile';
import type { ErrorRule } from '../profile/error-rule';
import {
  ACCOUNT_STATUSES,
  byBoth,
  byCall,
  byCode,
  byMessage,
  CREDENTIAL_STATUSES,
  invalidRequest,
  TOKEN_HEADERS,
  withStatus,
} from './error-rules';
import { openaiErrors } from './openai-errors';
import { requestLengthRules } from './request-length-errors';

/** How ids, metrics and messages of quotas name the tools, whose quotas are apart from the models'. */
const TOOLS = [
  ...['Grounding', 'GoogleSearch', 'google_search', 'Google Search', 'GoogleMaps', 'google_maps', 'Google Maps'],
  ...['FileSearch', 'file_search', 'UrlContext', 'url_context', 'CodeExecution', 'code_execution'],
];
const ofTools = (...patterns: readonly string[]) =>
  patterns.flatMap((pattern) => TOOLS.map((tool) => pattern.replace('{tool}', tool)));
/** The status of an error about a quota. With any other, an error that names a tool or a quota is about something else. */
const QUOTA_STATUS = [429];
/** A tool whose quota is used up says nothing about the requests that do not use it. */
const quotasOfTools: ErrorRule[] = [
  { ...byCode('ACCOUNT_EXHAUSTED', ...ofTools('*{tool}*PerDay*')), suspends: false },
  byCall(
    'ACCOUNT_EXHAUSTED',
    ...ofTools('Quota exceeded for *{tool}*per day*', 'Quota exceeded for *{tool}*limit: 0*'),
    ...ofTools('You exceeded your current quota*Quota exceeded for *{tool}*limit: 0*'),
  ),
  { ...byCode('RATE_LIMITED', ...ofTools('*{tool}*')), suspends: false },
  byCall(
    'RATE_LIMITED',
    ...ofTools('Quota exceeded for *{tool}*', 'You exceeded your current quota*Quota exceeded for *{tool}*'),
  ),
].map((rule) => withStatus(QUOTA_STATUS, rule));

/**
 * What Gemini's errors mean: by the name of the gRPC status, `ErrorInfo.reason`, and the ids of violated quotas.
 *
 * Sources: https://ai.google.dev/gemini-api/docs/troubleshooting; google/rpc/error_details.proto,
 * google/api/error_reason.proto
 */
export const geminiErrors = {
  errorRules: [
    ...requestLengthRules,
    // A bad key gets a 400 or 403. What a scope or restriction of a good one forbids is no such error.
    byCode(
      'CREDENTIAL_REJECTED',
      ...['API_KEY_INVALID', 'API_KEY_EXPIRED', 'API_KEY_IP_ADDRESS_BLOCKED'],
      ...['ACCESS_TOKEN_EXPIRED', 'ACCESS_TOKEN_TYPE_UNSUPPORTED', 'CREDENTIALS_MISSING'],
      ...['ACCOUNT_STATE_INVALID', 'CONSUMER_INVALID', 'CONSUMER_SUSPENDED'],
      ...['SERVICE_DISABLED', 'UNAUTHENTICATED', 'authentication'],
    ),
    withStatus(
      CREDENTIAL_STATUSES,
      byMessage(
        'CREDENTIAL_REJECTED',
        'API key not valid. Please pass a valid API key.*',
        'API key not found. Please pass a valid API key.*',
        'API key expired. Please renew the API key.*',
        'Your API key was reported as leaked.*',
        "Method doesn't allow unregistered callers (callers without established identity).*",
      ),
    ),
    // For a file that is not ready the status is FAILED_PRECONDITION too.
    byMessage(
      'ACCOUNT_EXHAUSTED',
      'User location is not supported*',
      'Gemini API free tier is not available*',
      'Your prepayment credits are depleted*',
    ),
    withStatus(ACCOUNT_STATUSES, byMessage('ACCOUNT_EXHAUSTED', 'Your project has exceeded its * spending cap*')),
    ...quotasOfTools,
    withStatus(
      QUOTA_STATUS,
      byMessage('ACCOUNT_EXHAUSTED', 'You exceeded your current quota*limit: 0*', 'Quota exceeded for *per day*'),
    ),
    // A prepaid balance that is spent has the status of a rate limit.
    { ...byCode('ACCOUNT_EXHAUSTED', 'RESOURCE_EXHAUSTED'), statuses: [402] },
    // Quotas of a day, and what the account's plan does not include.
    withStatus(QUOTA_STATUS, byCode('ACCOUNT_EXHAUSTED', '*PerDay*', '*_per_day*')),
    byCode('ACCOUNT_EXHAUSTED', 'BILLING_DISABLED', 'payment_required', 'quota_exceeded'),
    byCode('MODEL_NOT_FOUND', 'model_not_found'),
    byMessage('MODEL_NOT_FOUND', 'This model models/* is no longer available*'),
    // The message has two meanings, one of which depends on what the consumer called.
    byBoth(
      byCode('MODEL_NOT_FOUND', 'NOT_FOUND'),
      byCall('MODEL_NOT_FOUND', 'models/* is not found for API version*', 'Publisher Model *was not found*'),
    ),
    // The prompts of images and videos.
    byMessage(
      'CONTENT_FILTERED',
      'The prompt could not be submitted*',
      'Image generation failed with the following error: The prompt could not be submitted*',
      "Unable to show *violated Google's Responsible AI practices*",
    ),
    byCode('CONTENT_FILTERED', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SAFETY'),
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
