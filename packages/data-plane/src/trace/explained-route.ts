import type { Environment, TablePolicy } from '@switchyard/contract';
import {
  explainCandidates,
  type CandidateReason,
  type ExplainedCandidate,
  type RoutablePolicy,
} from '@switchyard/routing';
import type { TargetHealth } from '../health/candidate-health';
import type { Suspensions } from '../health/policy-state';

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

export interface TracedCandidate {
  /** The provider's name. */
  readonly provider: string;
  /** `endpoint/model`, as in the header x-switchyard-target. */
  readonly target: string;
  readonly reason: CandidateReason;
  /** Its position among the attempts, from 1; null if it is skipped. */
  readonly attempt: number | null;
  readonly suspendedUntil?: string;
  /** Present if a peer reported the failure. */
  readonly reportedByPeer?: true;
}

/** The inputs of a policy's decision: enough to explain it after the state has changed. */
export interface PolicyDecision {
  readonly policy: RoutablePolicy;
  /** Null if no target can take the operation, so that none takes a turn. */
  readonly ticket: number | null;
  readonly suspensions: Suspensions;
  readonly nowMs: number;
  /** Of the ordered targets. Each knows whether it was skipped at dispatch. */
  readonly healths: readonly TargetHealth[];
}

/** Why a policy's targets are tried or skipped: as planned, corrected by what happened since. */
export function explainPolicyRoute({ policy, ticket, suspensions, nowMs, healths }: PolicyDecision): ExplainedRoute {
  const planned = explainCandidates(policy, ticket ?? 0, ({ key }) => suspensions.get(key), nowMs);
  const skipped = new Map(
    healths.flatMap(({ target, skippedAs }) => (skippedAs === null ? [] : [[target.key, skippedAs] as const])),
  );
  const traced = planned.map((candidate): TracedCandidate => {
    const { target, suspendedUntilMs } = candidate;
    const isReported = suspendedUntilMs !== null && suspensions.get(target.key)?.cause === 'REPORTED_BY_PEER';
    return {
      provider: target.provider.name,
      target: `${target.endpoint.name}/${target.model.name}`,
      reason: skipped.get(target.key) ?? candidate.reason,
      attempt: skipped.has(target.key) ? null : candidate.attempt,
      ...(suspendedUntilMs === null ? {} : { suspendedUntil: new Date(suspendedUntilMs).toISOString() }),
      ...(isReported ? { reportedByPeer: true } : {}),
    };
  });
  return {
    outcome: 'POLICY',
    policy: { id: policy.id, kind: policy.kind },
    environment: policy.environment,
    ticket,
    maxAttempts: policy.attemptsMax,
    candidates: skipped.size === 0 ? traced : moveUp(traced, planned, policy.attemptsMax),
  };
}

/** Targets after a skipped one move up. */
function moveUp(
  traced: readonly TracedCandidate[],
  planned: readonly ExplainedCandidate[],
  attemptsMax: number,
): readonly TracedCandidate[] {
  let attempt = 0;
  const moved = traced.map((candidate, index): TracedCandidate => {
    const isReachable = candidate.attempt !== null || candidate.reason === 'BEYOND_MAX_ATTEMPTS';
    if (!isReachable || attempt === attemptsMax) return candidate;
    attempt += 1;
    if (candidate.attempt !== null) return { ...candidate, attempt };
    const reason = planned[index]?.availability === 'PROBE' ? 'PROBE' : 'NEXT_IN_ROTATION';
    return { ...candidate, attempt, reason };
  });
  return [...moved.filter((each) => each.attempt !== null), ...moved.filter((each) => each.attempt === null)];
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
