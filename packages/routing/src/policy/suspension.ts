/** A target is out of rotation. */
export interface Suspension {
  readonly untilMs: number;
  /** Whether a request has claimed the probe, with its outcome still open. */
  readonly probing: boolean;
}

/** PROBE: the time is over, and the next request may claim the probe. A claimed probe is SUSPENDED for all others. */
export type Availability = 'AVAILABLE' | 'SUSPENDED' | 'PROBE';

/** @param suspension the target's; undefined where it has none */
export function availability(suspension: Suspension | undefined, nowMs: number): Availability {
  if (suspension === undefined) return 'AVAILABLE';
  return suspension.probing || nowMs < suspension.untilMs ? 'SUSPENDED' : 'PROBE';
}

/**
 * Until when a target is suspended after a failure that suspends: for the policy's duration, or for as long as the
 * upstream asks where that is longer.
 *
 * @param retryAfterMs as `parseRetryAfter` gives it
 */
export function suspendedUntil(nowMs: number, suspendDurationMs: number, retryAfterMs: number | null): number {
  return nowMs + Math.max(suspendDurationMs, retryAfterMs ?? 0);
}
