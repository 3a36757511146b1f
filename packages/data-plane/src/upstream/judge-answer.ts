import type { ProviderProfile } from '@switchyard/contract';
import {
  type ErrorJudgement,
  judgeError,
  parseRetryAfter,
  RETRY_AFTER_MAX_MS,
  type RoutablePolicy,
} from '@switchyard/routing';
import { parseJson } from '../formats/parse-json';
import { readVendorError } from '../formats/vendor-error';
import { headerValue } from '../http/flat-headers';
import type { HeldResponse } from './call-outcome';
import { decodeError } from './decode-error';

/**
 * Judges an error response by its body and headers.
 *
 * @param policy null if no policy routes the request
 * @param model the one that the vendor was asked for; null if none was
 */
export function judgeAnswer(
  policy: RoutablePolicy | null,
  profile: ProviderProfile,
  { status, headers, body, isWhole }: HeldResponse,
  nowMs: number,
  model: string | null,
): ErrorJudgement {
  const decoded = isWhole ? decodeError(headers, body) : null;
  const error = readVendorError(decoded === null ? undefined : parseJson(decoded.text), status);
  const waitMs = retryAfterMs(headers, nowMs) ?? error.retryAfterMs;
  return judgeError(policy, profile, { ...error, retryAfterMs: waitMs }, model);
}

/** The wait that a response's headers ask for, from 0 to `RETRY_AFTER_MAX_MS` milliseconds; null if none. @param nowMs wall time */
export function retryAfterMs(headers: readonly string[], nowMs: number): number | null {
  // Azure's is more exact, and SDKs read it first.
  const inMs = headerValue(headers, 'retry-after-ms')?.trim() ?? '';
  if (/^\d{1,12}(\.\d{1,9})?$/.test(inMs)) return Math.min(Math.ceil(Number(inMs)), RETRY_AFTER_MAX_MS);
  return parseRetryAfter(headerValue(headers, 'retry-after'), nowMs, headerValue(headers, 'date'));
}
