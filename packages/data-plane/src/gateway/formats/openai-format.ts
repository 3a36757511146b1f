import { GATEWAY_ERROR_STATUS } from '@switchyard/contract';
import { z } from 'zod';
import type { GatewayError } from '../gateway-error';

/**
 * An error as OpenAI's API writes it: `{"error":{"message","type","param","code"}}`.
 * Source: https://platform.openai.com/docs/guides/error-codes
 */
export function openaiErrorBody(error: GatewayError): string {
  return JSON.stringify({
    error: { message: error.message, type: errorType(error), param: null, code: error.code },
  });
}

function errorType({ code }: GatewayError): string {
  const status = GATEWAY_ERROR_STATUS[code];
  if (status === 403) return 'permission_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

const errorBodySchema = z.object({ error: z.object({ code: z.string() }) });

/** The code in an error that OpenAI's API, or one that speaks its format, has written; null where there is none. */
export function openaiErrorCode(body: Buffer): string | null {
  try {
    return errorBodySchema.parse(JSON.parse(body.toString())).error.code;
  } catch {
    return null;
  }
}
