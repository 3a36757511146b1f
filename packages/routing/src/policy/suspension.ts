/** A target's time out of rotation. */
export interface Suspension {
  readonly untilMs: number;
  /** Whether a request has claimed the probe and its outcome is pending. */
  readonly probing: boolean;
}

/**
 * PROBE: the time is over, and the next request may claim the probe. While it is claimed, the target is SUSPENDED for
 * all other requests.
 */
export type Availability = 'AVAILABLE' | 'SUSPENDED' | 'PROBE';

/** @param suspension the target's; undefined if it has none */
export function availability(suspension: Suspension | undefined, nowMs: number): Availability {
  if (suspension === undefined) return 'AVAILABLE';
  return suspension.probing || nowMs < suspension.untilMs ? 'SUSPENDED' : 'PROBE';
}

/**
 * The end of a suspension after a failure: after the policy's duration, or after the wait that the upstream asks for if
 * that is longer.
 *
 * @param retryAfterMs from `parseRetryAfter`
 */
export function suspendedUntil(nowMs: number, suspendDurationMs: number, retryAfterMs: number | null): number {
  return nowMs + Math.max(suspendDurationMs, retryAfterMs ?? 0);
}
