import type { ProviderProfile, WireFormat } from '@switchyard/contract';
import { isCredentialRejection, judgeStatus, parseRetryAfter, type RoutablePolicy } from '@switchyard/routing';
import type { HeldResponse } from '../upstream/upstream-call';
import { headerValue } from './consumer-headers';
import { openaiErrorCode } from './formats/openai-format';

const ERROR_CODE: Record<WireFormat, (body: Buffer) => string | null> = { OPENAI: openaiErrorCode };

/** What an answer that was held back means for its target. */
export interface Verdict {
  /** For the log. */
  readonly cause: string;
  readonly suspends: boolean;
  /** How long the vendor asks to wait; null where it does not. */
  readonly retryAfterMs: number | null;
}

/** Whether an answer of this status is held back: it may not be passed on, or another target may do better. */
export function isHeld(policy: RoutablePolicy | null, status: number): boolean {
  return isCredentialRejection(status) || (policy?.isFailureStatus(status) ?? false);
}

/** @param policy null where no policy routes, and nothing is ever suspended */
export function judgeHeld(
  policy: RoutablePolicy | null,
  profile: ProviderProfile,
  { status, headers, body }: HeldResponse,
  nowMs: number,
): Verdict {
  const failure = policy === null ? null : judgeStatus(policy, profile, status, ERROR_CODE[profile.wireFormat](body));
  if (failure === null) return { cause: 'CREDENTIAL_REJECTED', suspends: false, retryAfterMs: null };
  return { ...failure, retryAfterMs: parseRetryAfter(headerValue(headers, 'retry-after'), nowMs) };
}
