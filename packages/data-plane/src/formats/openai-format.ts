import { REQUEST_TOO_LARGE, saysRequestTooLarge } from '@switchyard/routing';
import { z } from 'zod';
import type { GatewayError } from './gateway-error';
import { parseBody, distinctTexts, type ModelListing, type ProviderFormat } from './provider-format';

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

const errorSchema = z.object({ error: z.looseObject({}) });
/** The Responses API reports an unknown model with a 400 whose code is null. */
const UNKNOWN_MODEL = /model\b.*\bdoes not exist/i;

/** vLLM sends a number as the code, Azure a string of digits. */
function openaiErrorCodes(body: Buffer): string[] {
  const { data } = errorSchema.safeParse(parseBody(body));
  if (data === undefined) return [];
  const { code, type, param, message } = data.error;
  const isUnknownModel = param === 'model' && typeof message === 'string' && UNKNOWN_MODEL.test(message);
  const tooLarge = saysRequestTooLarge(message) ? REQUEST_TOO_LARGE : null;
  return distinctTexts(code, type, isUnknownModel ? 'model_not_found' : null, tooLarge);
}

/** The creation time is not known here; SDKs require a number. */
const CREATED_UNKNOWN = 0;

/** Source: https://platform.openai.com/docs/api-reference/models/object */
export function openaiModel(id: string, { providerName }: ModelListing) {
  return { id, object: 'model', created: CREATED_UNKNOWN, owned_by: providerName };
}

export const openaiFormat: ProviderFormat = {
  requestIdHeader: null,
  errorBody: openaiErrorBody,
  errorCodes: openaiErrorCodes,
  retryAfterMs: () => null,
  modelList: (listing) =>
    JSON.stringify({ object: 'list', data: listing.names.map((name) => openaiModel(name, listing)) }),
  model: (name, listing) => JSON.stringify(openaiModel(name, listing)),
};
