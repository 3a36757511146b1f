import type { Environment, SuspensionCause, TablePolicy } from '@switchyard/contract';
import {
  type CandidateReason,
  explainCandidates,
  type ExplainedCandidate,
  type RoutablePolicy,
  type SuspensionGrade,
  suspensionGrade,
} from '@switchyard/routing';
import type { Clock } from '@switchyard/runtime';
import type { TargetHealth } from '../health/candidate-health';
import type { HeldSuspension, Suspensions } from '../health/policy-state';

/** Explains where a request goes, with the names of the GraphQL type `RouteExplanation`. */
export interface ExplainedRoute {
  readonly outcome: 'POLICY' | 'DEFAULT_ENDPOINT';
  /** Null for a default endpoint. */
  readonly policy: { readonly id: string; readonly kind: TablePolicy['kind'] } | null;
  readonly environment: Environment;
  /** The turn number; null if targets do not take turns. */
  readonly ticket: number | null;
  readonly maxAttempts: number;
  readonly candidates: readonly TracedCandidate[];
}

/** What can explain itself: only a route trace, and the log of a failed request, ask for it. */
export interface Explainable {
  /** The policy that routes the request; null for a default endpoint. */
  readonly policy: { readonly id: string } | null;
  explain(): ExplainedRoute;
}

export interface TracedCandidate {
  /** The provider's name. */
  readonly provider: string;
  /** `endpoint/model`, as in the header x-switchyard-target. */
  readonly target: string;
  /** `LAST_RESORT_FULL`: softly suspended, and too many requests wait for it already. */
  readonly reason: CandidateReason | 'LAST_RESORT_FULL';
  /** Its position among the attempts, from 1; null if it is skipped. */
  readonly attempt: number | null;
  /** Absent if the target is not suspended. */
  readonly suspension?: TracedSuspension;
}

export interface TracedSuspension {
  readonly grade: SuspensionGrade;
  readonly cause: SuspensionCause;
  /** The status of the failed response; absent if there was none. */
  readonly status?: number;
  /** Absent if that time is over: the target is being probed. */
  readonly until?: string;
  /** Absent if it is soft now. */
  readonly hardUntil?: string;
}

/** The inputs of a policy's decision: enough to explain it after the state has changed. */
export interface PolicyDecision {
  readonly policy: RoutablePolicy;
  /** Null if no target can take the operation, so that none takes a turn. */
  readonly ticket: number | null;
  /** As of when the request was planned, and now. */
  readonly suspensions: Suspensions;
  readonly suspensionsNow: Suspensions;
  /** When the request was planned; monotonic. */
  readonly nowMs: number;
  /** Of the targets that were planned or considered later. Each knows whether it was unavailable when its turn came. */
  readonly healths: readonly TargetHealth[];
  readonly clock: Clock;
}

/** Why a policy's targets are tried or skipped: as planned, corrected by what happened since. */
export function explainPolicyRoute(decision: PolicyDecision): ExplainedRoute {
  const { policy, ticket, suspensions, nowMs } = decision;
  const planned = explainCandidates(policy, ticket ?? 0, ({ key }) => suspensions.get(key), nowMs);
  return {
    outcome: 'POLICY',
    policy: { id: policy.id, kind: policy.kind },
    environment: policy.environment,
    ticket,
    maxAttempts: policy.attemptsMax,
    candidates: inOrder(planned, decision).map(({ candidate, reason, attempt }) => ({
      provider: candidate.target.provider.name,
      target: `${candidate.target.endpoint.name}/${candidate.target.model.name}`,
      reason,
      attempt,
      ...traceSuspension(candidate, decision),
    })),
  };
}

interface Placed {
  readonly candidate: ExplainedCandidate;
  readonly reason: TracedCandidate['reason'];
  readonly attempt: number | null;
}

/** Targets that were unavailable when their turn came move behind the others, which move up. */
function inOrder(planned: readonly ExplainedCandidate[], { policy, healths }: PolicyDecision): readonly Placed[] {
  const unclaimed = new Map(healths.map((health) => [health.target.key, unclaimedReason(health)]));
  const deferred = (candidate: ExplainedCandidate) => unclaimed.get(candidate.target.key) ?? null;
  const isReachable = ({ attempt, reason }: ExplainedCandidate) => attempt !== null || reason === 'BEYOND_MAX_ATTEMPTS';
  const onTime = planned.filter((each) => isReachable(each) && deferred(each) === null);
  const asLastResort = planned.filter((each) => deferred(each) === 'LAST_RESORT');
  const reached = [...onTime, ...asLastResort].map((candidate, index): Placed => {
    if (index >= policy.attemptsMax) return { candidate, reason: 'BEYOND_MAX_ATTEMPTS', attempt: null };
    return { candidate, reason: deferred(candidate) ?? reasonOf(candidate), attempt: index + 1 };
  });
  const skipped = planned.flatMap((candidate): Placed[] => {
    if (reached.some((each) => each.candidate === candidate)) return [];
    return [{ candidate, reason: deferred(candidate) ?? candidate.reason, attempt: null }];
  });
  return [...reached, ...skipped];
}

/** The reason of a candidate that may have moved up into the attempts. */
function reasonOf({ reason, availability }: ExplainedCandidate): CandidateReason {
  if (reason !== 'BEYOND_MAX_ATTEMPTS') return reason;
  if (availability === 'PROBE') return 'PROBE';
  return availability === 'SUSPENDED' ? 'LAST_RESORT' : 'NEXT_IN_ROTATION';
}

/** Null if the target was claimed in its turn, or its turn has not come. */
function unclaimedReason({ unclaimed, isTried }: TargetHealth): TracedCandidate['reason'] | null {
  switch (unclaimed) {
    case null:
      return null;
    case 'SOFT_SUSPENDED':
      return 'LAST_RESORT';
    case 'NO_ROOM':
      return isTried ? 'LAST_RESORT' : 'LAST_RESORT_FULL';
    case 'HARD_SUSPENDED':
      return isTried ? 'LAST_RESORT' : 'SUSPENDED';
  }
}

/** The suspension that the target was planned with, or that made it unavailable since. A probe has none. */
function traceSuspension(
  { target: { key }, availability }: ExplainedCandidate,
  { suspensions, suspensionsNow, healths, nowMs, clock }: PolicyDecision,
): Pick<TracedCandidate, 'suspension'> {
  const wasDeferred = healths.some(({ target, unclaimed }) => target.key === key && unclaimed !== null);
  const planned = availability === 'SUSPENDED' ? suspensions.get(key) : undefined;
  const held = planned ?? (wasDeferred ? (suspensionsNow.get(key) ?? suspensions.get(key)) : undefined);
  return held === undefined ? {} : { suspension: describeSuspension(held, nowMs, clock) };
}

function describeSuspension(held: HeldSuspension, nowMs: number, clock: Clock): TracedSuspension {
  const { cause, status, untilMs, hardUntilMs } = held;
  const iso = (monotonicMs: number) => new Date(clock.toWallMs(monotonicMs)).toISOString();
  return {
    grade: suspensionGrade(held, nowMs),
    cause,
    ...(status === null ? {} : { status }),
    ...(untilMs <= nowMs ? {} : { until: iso(untilMs) }),
    ...(hardUntilMs === null || hardUntilMs <= nowMs ? {} : { hardUntil: iso(hardUntilMs) }),
  };
}

/** @param target the endpoint's name, with the request's model if it names one */
export function explainDefaultRoute(provider: string, target: string, environment: Environment): ExplainedRoute {
  return {
    outcome: 'DEFAULT_ENDPOINT',
    policy: null,
    environment,
    ticket: null,
    maxAttempts: 1,
    candidates: [{ provider, target, reason: 'DEFAULT', attempt: 1 }],
  };
}
