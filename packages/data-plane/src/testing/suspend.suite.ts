import { RETRY_AFTER_MAX_MS, type Target } from '@switchyard/routing';
import { type AttemptFailure, type PolicyState, type SuspensionReason, USUAL_CLAIM } from '../health/policy-state';

/** What a failure means for its target, as answers are judged. @param retryAfterMs null if the vendor named no time */
export function failureOf(reason: SuspensionReason, retryAfterMs: number | null = null): AttemptFailure {
  const { cause, status, detail } = reason;
  const isHard = retryAfterMs !== null || cause === 'CREDENTIAL_REJECTED' || cause === 'ACCOUNT_EXHAUSTED';
  if ((retryAfterMs ?? 0) > RETRY_AFTER_MAX_MS) throw new Error('no judge gives a longer wait');
  return { suspension: { grade: isHard ? 'HARD' : 'SOFT', cause, retryAfterMs }, status, detail };
}

/** Suspends a target as the failure of a request does that was sent before any suspension. */
export function suspend(
  state: PolicyState,
  target: Target,
  nowMs: number,
  suspendDurationMs: number,
  retryAfterMs: number | null,
  reason: SuspensionReason,
): void {
  state.failed(target, USUAL_CLAIM, failureOf(reason, retryAfterMs), nowMs, suspendDurationMs);
}

/** A clock that shows a monotonic time as it is. */
export const clockAt = (nowMs: number) => ({
  wallMs: () => nowMs,
  monotonicMs: () => nowMs,
  toWallMs: (monotonicMs: number) => monotonicMs,
});
