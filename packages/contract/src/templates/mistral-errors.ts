import type { ProviderProfile } from '../profile/provider-profile';
import { byCode, invalidRequest, TOKEN_HEADERS } from './error-rules';
import { openaiErrors } from './openai-errors';
import { requestLengthRules } from './request-length-errors';

/** What Mistral's errors mean. Source: https://docs.mistral.ai/resources/error-glossary */
export const mistralErrors = {
  errorRules: [
    ...requestLengthRules,
    byCode('MODEL_NOT_FOUND', 'invalid_model', '1500'),
    byCode('OVERLOADED', 'service_tier_capacity_exceeded', '3505'),
    byCode('RATE_LIMITED', 'rate_limited', '1300'),
    byCode('CREDENTIAL_REJECTED', 'Unauthorized'),
    ...openaiErrors.errorRules.filter((rule) => !requestLengthRules.includes(rule)),
    invalidRequest('invalid_request', 'invalid_request_*'),
  ],
  contentMembers: [...openaiErrors.contentMembers, 'pages', 'audio_data'],
  publicCredentialPrefixes: TOKEN_HEADERS,
} satisfies Partial<ProviderProfile>;
