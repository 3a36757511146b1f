import { lastResorts, orderTargets, type SuspensionOf } from './order-targets';
import type { RoutablePolicy } from './routable-policy';
import { availability, type Availability, type Suspension, type SuspensionGrade, suspensionGrade } from './suspension';
import type { OutOfRotationReason, Target } from '../entry/target';

/** Why a target is tried or skipped; the names are those of the GraphQL enum `CandidateReason`. */
export type CandidateReason =
  | 'TURN'
  | 'NEXT_IN_ROTATION'
  | 'PRIMARY'
  | 'FALLBACK'
  | 'DEFAULT'
  | 'PROBE'
  | 'LAST_RESORT'
  | 'BEYOND_MAX_ATTEMPTS'
  | 'SUSPENDED'
  | OutOfRotationReason;

/** @typeParam S what is known about a suspension */
export interface ExplainedCandidate<S extends Suspension = Suspension> {
  readonly target: Target;
  readonly reason: CandidateReason;
  /** Its position among the attempts, from 1; null if it is skipped. */
  readonly attempt: number | null;
  readonly availability: Availability;
  /** Also one that is over, until the target has proven itself; null if it has none. */
  readonly suspension: S | null;
  /** Null if it is not suspended. */
  readonly suspensionGrade: SuspensionGrade | null;
  /** The end of the hard part of its suspension; null if it is not hard. */
  readonly hardUntilMs: number | null;
  /** The end of its suspension; null if it is not suspended. */
  readonly suspendedUntilMs: number | null;
}

/**
 * Why each target of a side would be tried or skipped: first those that would be tried, in order, then those beyond the
 * policy's attempts, then those that are suspended hard or out of rotation. This is the decision of `orderTargets` and
 * `lastResorts` themselves, with reasons.
 *
 * @param ticket as in `orderTargets`
 */
export function explainCandidates<S extends Suspension>(
  policy: RoutablePolicy,
  ticket: number,
  suspensionOf: SuspensionOf<S>,
  nowMs: number,
): readonly ExplainedCandidate<S>[] {
  const availabilityOf = (target: Target) => availability(suspensionOf(target), nowMs);
  const available = orderTargets(policy, ticket, (target) => availabilityOf(target) !== 'SUSPENDED');
  const ordered = [...available, ...lastResorts(policy, suspensionOf, nowMs)];
  const explain = (target: Target, reason: CandidateReason, attempt: number | null): ExplainedCandidate<S> => {
    const suspension = suspensionOf(target);
    const { untilMs = null, hardUntilMs = null } = suspension ?? {};
    const later = (ms: number | null) => (ms !== null && ms > nowMs ? ms : null);
    return {
      target,
      reason,
      attempt,
      availability: availabilityOf(target),
      suspension: suspension ?? null,
      suspensionGrade:
        suspension === undefined || availabilityOf(target) !== 'SUSPENDED' ? null : suspensionGrade(suspension, nowMs),
      hardUntilMs: later(hardUntilMs),
      suspendedUntilMs: later(untilMs),
    };
  };
  const skipped = policy.configuredTargets.filter((target) => !ordered.includes(target));
  return [
    ...ordered.map((target, index) => {
      const attempt = index < policy.attemptsMax ? index + 1 : null;
      return explain(target, reasonToTry(policy, target, attempt, availabilityOf(target)), attempt);
    }),
    ...skipped.map((target) => explain(target, target.outOfRotation ?? 'SUSPENDED', null)),
  ];
}

function reasonToTry(
  policy: RoutablePolicy,
  target: Target,
  attempt: number | null,
  available: Availability,
): CandidateReason {
  if (attempt === null) return 'BEYOND_MAX_ATTEMPTS';
  if (available === 'PROBE') return 'PROBE';
  if (available === 'SUSPENDED') return 'LAST_RESORT';
  // The primary keeps its role while it is out of rotation, so that no fallback is reported as the primary.
  if (policy.kind === 'FAILOVER') return target.key === policy.primaryKey ? 'PRIMARY' : 'FALLBACK';
  return attempt === 1 ? 'TURN' : 'NEXT_IN_ROTATION';
}
