import type { ListedModel } from '@switchyard/routing';
import type { GatewayError } from './gateway-error';
import type { ProviderFormat } from './provider-format';

/**
 * An error as OpenAI's API writes it: `{"error":{"message","type","param","code"}}`.
 * Source: https://platform.openai.com/docs/guides/error-codes
 */
export function openaiErrorBody(error: GatewayError): string {
  return JSON.stringify({
    error: { message: error.message, type: openaiErrorType(error), param: null, code: error.code },
  });
}

/** OpenAI's type of an error. */
export function openaiErrorType({ status }: GatewayError): string {
  if (status === 403) return 'permission_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

/** The creation time is not known here; SDKs require a number. */
const CREATED_UNKNOWN = 0;

/** Source: https://platform.openai.com/docs/api-reference/models/object */
export function openaiModel({ name, providerName }: ListedModel) {
  return { id: name, object: 'model', created: CREATED_UNKNOWN, owned_by: providerName };
}

export const openaiFormat: ProviderFormat = {
  requestIdHeader: null,
  errorBody: openaiErrorBody,
  modelList: (models) => JSON.stringify({ object: 'list', data: models.map(openaiModel) }),
  model: (model) => JSON.stringify(openaiModel(model)),
};
