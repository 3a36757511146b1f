import type { ServerResponse } from 'node:http';
import { GATEWAY_ERROR_STATUS, type WireFormat } from '@switchyard/contract';
import type { GatewayError } from './gateway-error';
import { openaiErrorBody } from './formats/openai-format';

const ERROR_BODY: Record<WireFormat, (error: GatewayError) => string> = { OPENAI: openaiErrorBody };

/** Where no AI API is known, and so no provider, the gateway answers in OpenAI's format. */
const FALLBACK_FORMAT: WireFormat = 'OPENAI';

/** The gateway's own error in the format of a provider. */
export function errorBody(format: WireFormat | null, error: GatewayError): string {
  return ERROR_BODY[format ?? FALLBACK_FORMAT](error);
}

/** Answers with the gateway's own error, in the format that the provider's SDK understands. */
export function answerError(
  response: ServerResponse,
  error: GatewayError,
  format: WireFormat | null,
  headers: Record<string, string>,
): void {
  const body = errorBody(format, error);
  response.writeHead(GATEWAY_ERROR_STATUS[error.code], {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(error.retryAfterSeconds === null ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
  });
  response.end(body);
}
