import type { ProviderProfile } from '@switchyard/contract';
import {
  type FailureCause,
  isCredentialRejection,
  isErrorCodeNeeded,
  judgeStatus,
  parseRetryAfter,
  RETRY_AFTER_MAX_MS,
  type RoutablePolicy,
} from '@switchyard/routing';
import type { HeldResponse } from './call-outcome';
import { headerValue } from '../http/flat-headers';
import { decodeHeld } from './decode-held';
import { formatOf } from '../formats/format-of';

/** What a held response means for its target. */
export interface Verdict {
  /** For the log; null if the response is not a failure and is passed on unchanged. */
  readonly cause: FailureCause | null;
  readonly suspends: boolean;
  /** How long the vendor asks to wait; null if it does not. */
  readonly retryAfterMs: number | null;
}

const NO_FAILURE: Verdict = { cause: null, suspends: false, retryAfterMs: null };

/** Whether a response with this status is held: it may have to be suppressed, or another target may succeed. */
export function isHeld(policy: RoutablePolicy | null, profile: ProviderProfile, status: number): boolean {
  return (policy?.isFailureStatus(status) ?? false) || isErrorCodeNeeded(profile, status);
}

/** @param policy null if no policy routes the request, so nothing is suspended */
export function judgeHeld(
  policy: RoutablePolicy | null,
  profile: ProviderProfile,
  response: Pick<HeldResponse, 'status' | 'headers' | 'body'>,
  nowMs: number,
): Verdict {
  const { status, headers } = response;
  const body = decodeHeld(response);
  const format = formatOf(profile.wireFormat);
  const errorCodes = format.errorCodes(body);
  const failure = policy === null ? null : judgeStatus(policy, profile, status, errorCodes);
  if (failure !== null) {
    const inBody = format.retryAfterMs(body);
    const retryAfterMs =
      parseRetryAfter(headerValue(headers, 'retry-after'), nowMs) ??
      (inBody === null ? null : Math.min(inBody, RETRY_AFTER_MAX_MS));
    return { ...failure, retryAfterMs };
  }
  if (!isCredentialRejection(profile, status, errorCodes)) return NO_FAILURE;
  return { cause: 'CREDENTIAL_REJECTED', suspends: false, retryAfterMs: null };
}
