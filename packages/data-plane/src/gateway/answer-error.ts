import type { ServerResponse } from 'node:http';
import { GATEWAY_ERROR_STATUS, type WireFormat } from '@switchyard/contract';
import { formatOf } from './formats/format-of';
import type { GatewayError } from './gateway-error';

/** The gateway's own error in the format of a provider. */
export function errorBody(format: WireFormat | null, error: GatewayError): string {
  return formatOf(format).errorBody(error);
}

/** Answers with the gateway's own error, in the format that the provider's SDK understands. */
export function answerError(
  response: ServerResponse,
  error: GatewayError,
  format: WireFormat | null,
  headers: Record<string, string>,
): void {
  const body = errorBody(format, error);
  const { requestIdHeader } = formatOf(format);
  response.writeHead(GATEWAY_ERROR_STATUS[error.code], {
    ...headers,
    ...(requestIdHeader === null ? {} : { [requestIdHeader]: headers['x-request-id'] }),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(error.retryAfterSeconds === null ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
    ...(isRetryFutile(error) ? { 'x-should-retry': 'false' } : {}),
  });
  response.end(body);
}

/** OpenAI's and Anthropic's SDKs retry sooner, in spite of `Retry-After`, where they should wait longer than this. */
const SDK_WAIT_SECONDS_MAX = 60;

/**
 * Whether another try by the SDK alone is in vain, which `x-should-retry` tells those of OpenAI and Anthropic; without
 * it they try two more times after any 5xx. Nothing mends a credential but the operator, and a wait that they would not
 * keep is better not begun. What may be over at once (an overload, an unreachable or slow upstream: with load
 * balancing the next try goes to another target) is left to them.
 */
function isRetryFutile({ code, retryAfterSeconds }: GatewayError): boolean {
  return code === 'upstream_credential_rejected' || (retryAfterSeconds ?? 0) > SDK_WAIT_SECONDS_MAX;
}
