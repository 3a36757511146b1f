import { GatewayError } from '../formats/gateway-error';
import { overloaded } from '../load/overloaded';
import type { CallFailure, FailureCode } from './call-failure';

const FAILURE_MESSAGE: Record<Exclude<FailureCode, 'overloaded' | 'shutting_down'>, string> = {
  request_timeout: 'The request body did not arrive, or the response was not read, in time.',
  upstream_unreachable: 'The provider could not be reached, or closed the connection.',
  upstream_timeout: 'The provider did not answer in time.',
  upstream_invalid_response:
    "The provider's response was not valid HTTP, was too large to buffer, or was a stream that failed or ended too early.",
  upstream_error_withheld: 'The provider reported an error that is too large to be passed on.',
  upstream_credential_rejected:
    "The provider rejected the gateway's credential: ask the operator of this AI API to renew it.",
};

/** Names nothing in the certificate: that is for operators only. An earlier attempt may have sent the request. */
const UNTRUSTED_MESSAGE =
  "The gateway does not trust the provider's TLS certificate: ask the operator of this AI API to check it.";

const QUOTED_MESSAGE =
  "The provider's response was withheld because it quotes the gateway's credential. The credential may still be valid.";

/** Another data plane can take the request at once. */
const RETRY_AT_ANOTHER_SECONDS = 1;

export function shuttingDown(): GatewayError {
  const message = 'The gateway is shutting down, and the request took too long to finish. Try again.';
  return new GatewayError('shutting_down', message, RETRY_AT_ANOTHER_SECONDS);
}

/** A 401 or a vendor's text could tell a consumer that its own key is invalid, or quote the endpoint's. */
export function credentialRejected(): GatewayError {
  return new GatewayError('upstream_credential_rejected', FAILURE_MESSAGE.upstream_credential_rejected);
}

/** For a response that quotes the credential and does not reject it. */
export function credentialQuoted(): GatewayError {
  return new GatewayError('upstream_credential_rejected', QUOTED_MESSAGE);
}

/** The consumer's error for a failed call. */
export function failureError({
  cause,
  code,
  quotesCredential,
}: Pick<CallFailure, 'cause' | 'code' | 'quotesCredential'>): GatewayError {
  if (quotesCredential) return credentialQuoted();
  if (cause === 'CERTIFICATE_UNTRUSTED') return new GatewayError(code, UNTRUSTED_MESSAGE);
  if (code === 'overloaded') {
    return overloaded('The gateway has reached its limit of connections to the provider, or of buffered bytes.');
  }
  if (code === 'shutting_down') return shuttingDown();
  return new GatewayError(code, FAILURE_MESSAGE[code]);
}
