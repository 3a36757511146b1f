import type { ListedModel } from '@switchyard/routing';
import type { GatewayError } from './gateway-error';
import type { ProviderFormat } from './provider-format';

/** The error types by status; all others are `api_error`. */
const TYPE_BY_STATUS: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  415: 'invalid_request_error',
  426: 'invalid_request_error',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** Source: https://platform.claude.com/docs/en/api/errors */
function anthropicErrorBody({ code, status, message }: GatewayError): string {
  const type = TYPE_BY_STATUS[status] ?? 'api_error';
  // The format has no other member for a code. The vendor uses it to distinguish errors of one type.
  return JSON.stringify({ type: 'error', error: { type, message, details: { error_code: code } } });
}

/**
 * "May be set to an epoch value if the release date is unknown": https://platform.claude.com/docs/en/api/models-list
 */
const CREATED_UNKNOWN = '1970-01-01T00:00:00Z';

function anthropicModel({ name }: ListedModel) {
  return { type: 'model', id: name, display_name: name, created_at: CREATED_UNKNOWN };
}

export const anthropicFormat: ProviderFormat = {
  requestIdHeader: 'request-id',
  errorBody: anthropicErrorBody,
  // All models are on one page, whatever the requested limit: SDKs continue only while `has_more` is true.
  modelList: (models) =>
    JSON.stringify({
      data: models.map(anthropicModel),
      has_more: false,
      first_id: models[0]?.name ?? null,
      last_id: models.at(-1)?.name ?? null,
    }),
  model: (model) => JSON.stringify(anthropicModel(model)),
};
