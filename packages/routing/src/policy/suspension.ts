import type { SuspensionCause } from '@switchyard/contract';

/** SOFT: the target is tried as a last resort, if no available target is left. HARD: it is not tried at all. */
export type SuspensionGrade = 'SOFT' | 'HARD';

/**
 * How a failure takes its target out of rotation. HARD if the vendor named a time, rejected the credential, or says that
 * the account is exhausted, so that asking again sooner is useless; SOFT otherwise, because the request may be at fault.
 */
export interface FailureSuspension {
  readonly grade: SuspensionGrade;
  readonly cause: SuspensionCause;
  /** The wait that the vendor asks for, in ms and at most `RETRY_AFTER_MAX_MS`; null if it does not. */
  readonly retryAfterMs: number | null;
}

const NEVER = -Infinity;

/** A target's time out of rotation. Its times are of one clock that never steps. */
export interface Suspension {
  /** Until then it is hard; null if it was soft from the start. */
  readonly hardUntilMs: number | null;
  readonly untilMs: number;
  /** Whether a request has claimed the probe and its outcome is pending. */
  readonly probing: boolean;
}

/**
 * SUSPENDED: `suspensionGrade` says whether requests may still try the target as a last resort. PROBE: the time is over,
 * and the next request may claim the probe. While it is claimed, the target is SUSPENDED, softly, for all others.
 */
export type Availability = 'AVAILABLE' | 'SUSPENDED' | 'PROBE';

/** @param suspension the target's; undefined if it has none */
export function availability(suspension: Suspension | undefined, nowMs: number): Availability {
  if (suspension === undefined) return 'AVAILABLE';
  return suspension.probing || nowMs < suspension.untilMs ? 'SUSPENDED' : 'PROBE';
}

/**
 * Whether the suspension is hard now. A hard part ends at its time, even if a probe is under way: a slow probe must not
 * keep a side closed for longer than the vendor asked.
 */
export function suspensionGrade({ hardUntilMs }: Suspension, nowMs: number): SuspensionGrade {
  return hardUntilMs !== null && nowMs < hardUntilMs ? 'HARD' : 'SOFT';
}

/**
 * The times of a suspension after a failure. Of several failures the later end counts, for its hard part and as a whole,
 * so that a short wait never cuts a longer one.
 *
 * @param present the target's suspension before; undefined if it has none
 * @param suspendDurationMs the policy's
 */
export function suspendedTimes(
  present: Suspension | undefined,
  failure: FailureSuspension,
  nowMs: number,
  suspendDurationMs: number,
): Pick<Suspension, 'hardUntilMs' | 'untilMs'> {
  const hardUntilMs = failure.grade === 'HARD' ? nowMs + hardForMs(failure, suspendDurationMs) : null;
  const presentHardUntilMs = present?.hardUntilMs ?? null;
  const isPresentHard = presentHardUntilMs !== null && presentHardUntilMs > nowMs;
  return {
    hardUntilMs: isPresentHard ? Math.max(presentHardUntilMs, hardUntilMs ?? NEVER) : hardUntilMs,
    untilMs: Math.max(nowMs + suspendDurationMs, hardUntilMs ?? NEVER, present?.untilMs ?? NEVER),
  };
}

/** A vendor that refuses the account refuses it for longer than the wait that it may name. */
function hardForMs({ cause, retryAfterMs }: FailureSuspension, suspendDurationMs: number): number {
  const isAccountRefused = cause === 'CREDENTIAL_REJECTED' || cause === 'ACCOUNT_EXHAUSTED';
  if (retryAfterMs === null) return suspendDurationMs;
  return isAccountRefused ? Math.max(retryAfterMs, suspendDurationMs) : retryAfterMs;
}
