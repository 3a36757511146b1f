import { GatewayError } from '../formats/gateway-error';
import { overloaded } from '../load/overloaded';
import type { FailureCode } from './call-failure';

const UNAUTHORIZED = 401;

export const CREDENTIAL_REJECTED_MESSAGE =
  "The provider rejected the gateway's credential: ask the operator of this AI API to renew it.";

const FAILURE_MESSAGE: Record<Exclude<FailureCode, 'overloaded'>, string> = {
  request_timeout: 'The request body did not arrive in time.',
  upstream_unreachable: 'The provider could not be reached, or closed the connection.',
  upstream_timeout: 'The provider did not answer in time.',
  upstream_invalid_response:
    "The provider's response was not valid HTTP, was too large to buffer, or was a stream that failed or ended too early.",
  upstream_credential_rejected: CREDENTIAL_REJECTED_MESSAGE,
};

/** The consumer's error in place of a vendor's error whose body did not arrive whole. It keeps the vendor's status. */
export function withheldError(status: number, retryAfterMs: number | null): GatewayError {
  const message = 'The provider answered with an error, but its body did not arrive in full.';
  const retryAfterSeconds = retryAfterMs === null ? null : Math.ceil(retryAfterMs / 1_000);
  // A 401 would suggest that the consumer's key is invalid.
  return new GatewayError(
    'upstream_error_withheld',
    message,
    retryAfterSeconds,
    status === UNAUTHORIZED ? 502 : status,
  );
}

/** The consumer's error for a failed call. */
export function failureError({ code }: { code: FailureCode }): GatewayError {
  if (code === 'overloaded') return overloaded('The gateway has reached its limit of connections to the provider.');
  return new GatewayError(code, FAILURE_MESSAGE[code]);
}
