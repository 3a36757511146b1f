import { GatewayError } from '../formats/gateway-error';
import type { HeldResponse } from './call-outcome';
import type { CredentialEcho } from './credential-echo';
import { decodeError } from './decode-error';
import { credentialQuoted } from './failure-error';
import { retryAfterMs } from './judge-answer';

const UNAUTHORIZED = 401;

/**
 * The gateway's own error in place of a vendor's that must not reach a consumer: because it quotes the endpoint's
 * credential, or because it cannot be searched for it.
 *
 * @param echo null if the endpoint has no credential
 * @param nowMs wall time
 * @returns null if the vendor's error may be passed on
 */
export function replacedError(response: HeldResponse, echo: CredentialEcho | null, nowMs: number): GatewayError | null {
  const { status, headers, body, isWhole, endsInError } = response;
  // A stream's error was looked at when it came.
  if (endsInError) return null;
  const decoded = isWhole ? decodeError(headers, body) : null;
  const isInBody = decoded !== null && [decoded.text, ...decoded.encoded].some((bytes) => echo?.isIn(bytes) === true);
  if (isInBody || echo?.isInHeaders(headers) === true) return credentialQuoted();
  return decoded === null ? withheld(status, retryAfterMs(headers, nowMs)) : null;
}

function withheld(status: number, waitMs: number | null): GatewayError {
  return new GatewayError(
    'upstream_error_withheld',
    `The provider answered with the status ${status} and an error that is incomplete, too large or cannot be decoded.`,
    waitMs === null ? null : Math.ceil(waitMs / 1_000),
    ...(status === UNAUTHORIZED ? [] : [status]),
  );
}
