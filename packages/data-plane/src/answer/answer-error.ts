import type { ServerResponse } from 'node:http';
import type { WireFormat } from '@switchyard/contract';
import { formatOf } from '../formats/format-of';
import type { GatewayError } from '../formats/gateway-error';

/** Answers with one of the gateway's own errors, in the format of the provider's SDK. @returns the body's size in bytes */
export function answerError(
  response: ServerResponse,
  error: GatewayError,
  format: WireFormat | null,
  headers: Record<string, string>,
): number {
  const written = formatOf(format);
  const body = written.errorBody(error);
  const { requestIdHeader } = written;
  const bytes = Buffer.byteLength(body);
  response.writeHead(error.status, {
    ...headers,
    ...(requestIdHeader === null ? {} : { [requestIdHeader]: headers['x-request-id'] }),
    'content-type': 'application/json',
    'content-length': bytes,
    ...(error.retryAfterSeconds === null ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
    ...(isRetryFutile(error) ? { 'x-should-retry': 'false' } : {}),
  });
  response.end(body);
  return bytes;
}

/** OpenAI's and Anthropic's SDKs ignore a `Retry-After` that is longer than this, and retry sooner. */
const SDK_WAIT_SECONDS_MAX = 60;

/**
 * Whether automatic retries are futile, which `x-should-retry` tells the SDKs of OpenAI and Anthropic; without it they
 * retry twice after any 5xx. Only the operator can renew a credential, and these SDKs would cut a long wait short.
 * Errors that may pass quickly (an overload, an unreachable or slow upstream: with load balancing the next try goes to
 * another target) are left to the SDKs.
 */
function isRetryFutile({ code, retryAfterSeconds }: GatewayError): boolean {
  return code === 'upstream_credential_rejected' || (retryAfterSeconds ?? 0) > SDK_WAIT_SECONDS_MAX;
}
