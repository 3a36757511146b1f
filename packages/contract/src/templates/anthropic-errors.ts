import type { ProviderProfile } from '../profile/provider-profile';
import { byBoth, byCode, byMessage, invalidRequest, TOKEN_HEADERS } from './error-rules';
import { requestLengthRules } from './request-length-errors';

/** What errors in Anthropic's format mean. Source: https://platform.claude.com/docs/en/api/errors */
export const anthropicErrors = {
  errorRules: [
    // What is about one request may have the type of a rate limit or of a bill.
    ...requestLengthRules,
    // An invalid request by its type.
    byMessage(
      'ACCOUNT_EXHAUSTED',
      'Your credit balance is too low*',
      'You have reached your specified usage limits*',
      'You have reached your specified API usage limits*',
      'You have reached your specified workspace usage limits*',
      'You have reached your specified workspace API usage limits*',
      'You have reached your specified organization API usage limits*',
      'This organization has been disabled*',
      'Your organization has been disabled*',
      "You're out of extra usage*",
    ),
    byCode('ACCOUNT_EXHAUSTED', 'billing_error', 'enforced_spend_limit_reached'),
    byMessage('CONTENT_FILTERED', 'Output blocked by content filtering policy*'),
    byCode('CREDENTIAL_REJECTED', 'authentication_error'),
    // A 404 of this type may be about anything; only the message shows that it is about the model.
    byBoth(byCode('MODEL_NOT_FOUND', 'not_found_error'), byMessage('MODEL_NOT_FOUND', 'model: *')),
    byCode('MODEL_NOT_FOUND', 'model_not_found'),
    byCode('OVERLOADED', 'overloaded_error'),
    byCode('RATE_LIMITED', 'rate_limit_error'),
    invalidRequest('invalid_request_error'),
  ],
  contentMembers: ['content', 'completion', 'input_tokens'],
  publicCredentialPrefixes: ['sk-ant-api03-', 'sk-ant-oat01-', 'sk-ant-admin01-', ...TOKEN_HEADERS],
} satisfies Partial<ProviderProfile>;
