import { orderTargets } from './order-targets';
import type { RoutablePolicy } from './routable-policy';
import { availability, type Availability, type Suspension } from './suspension';
import type { OutOfRotationReason, Target } from '../entry/target';

/** Why a target is tried or skipped; the names are those of the GraphQL enum `CandidateReason`. */
export type CandidateReason =
  | 'TURN'
  | 'NEXT_IN_ROTATION'
  | 'PRIMARY'
  | 'FALLBACK'
  | 'DEFAULT'
  | 'PROBE'
  | 'BEYOND_MAX_ATTEMPTS'
  | 'SUSPENDED'
  | 'PROBED_BY_ANOTHER'
  | OutOfRotationReason;

export interface ExplainedCandidate {
  readonly target: Target;
  readonly reason: CandidateReason;
  /** Its position among the attempts, from 1; null if it is skipped. */
  readonly attempt: number | null;
  readonly availability: Availability;
  /** The end of its suspension, in epoch ms; null if it is not suspended. */
  readonly suspendedUntilMs: number | null;
}

/**
 * Why each target of a side would be tried or skipped: first those that would be tried, in order, then those beyond the
 * policy's attempts, then those out of rotation. This is the decision of `orderTargets` itself, with reasons.
 *
 * @param ticket as in `orderTargets`
 * @param suspensionOf the target's; undefined if it has none
 */
export function explainCandidates(
  policy: RoutablePolicy,
  ticket: number,
  suspensionOf: (target: Target) => Suspension | undefined,
  nowMs: number,
): readonly ExplainedCandidate[] {
  const availabilityOf = (target: Target) => availability(suspensionOf(target), nowMs);
  const ordered = orderTargets(policy, ticket, (target) => availabilityOf(target) !== 'SUSPENDED');
  const explain = (target: Target, reason: CandidateReason, attempt: number | null): ExplainedCandidate => {
    const suspension = suspensionOf(target);
    const isSuspended = suspension !== undefined && suspension.untilMs > nowMs;
    const suspendedUntilMs = isSuspended ? suspension.untilMs : null;
    return { target, reason, attempt, availability: availabilityOf(target), suspendedUntilMs };
  };
  const skipped = policy.configuredTargets.filter((target) => !ordered.includes(target));
  return [
    ...ordered.map((target, index) => {
      const attempt = index < policy.attemptsMax ? index + 1 : null;
      const isProbe = availabilityOf(target) === 'PROBE';
      return explain(target, reasonToTry(policy, target, attempt, isProbe), attempt);
    }),
    ...skipped.map((target) => explain(target, reasonToSkip(target, suspensionOf(target)), null)),
  ];
}

function reasonToTry(
  policy: RoutablePolicy,
  target: Target,
  attempt: number | null,
  isProbe: boolean,
): CandidateReason {
  if (attempt === null) return 'BEYOND_MAX_ATTEMPTS';
  if (isProbe) return 'PROBE';
  // The primary keeps its role while it is out of rotation, so that no fallback is reported as the primary.
  if (policy.kind === 'FAILOVER') return target.key === policy.primaryKey ? 'PRIMARY' : 'FALLBACK';
  return attempt === 1 ? 'TURN' : 'NEXT_IN_ROTATION';
}

function reasonToSkip({ outOfRotation }: Target, suspension: Suspension | undefined): CandidateReason {
  return outOfRotation ?? (suspension?.probing === true ? 'PROBED_BY_ANOTHER' : 'SUSPENDED');
}
