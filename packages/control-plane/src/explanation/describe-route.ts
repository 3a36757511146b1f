import { ERROR_KINDS, GATEWAY_ERROR_STATUS } from '@switchyard/contract';
import {
  availability,
  lastResorts,
  latestFailuresMs,
  type RoutablePolicy,
  type RouteTerms,
  type Target,
} from '@switchyard/routing';
import type { TargetKey } from '../objects/policies/target-key';
import type { ExplainedRoute, ExplainedSimulation, PlacedCandidate } from './explained-route';
import type { JudgedCandidate, JudgedHealth, RouteVerdict } from './judge-route';
import {
  DEFAULT_EXPLANATION,
  explainCandidate,
  explainLatestFailure,
  summarize,
  tellAssumption,
  type Telling,
} from './route-sentences';
import { simulateShares } from './simulate-shares';

/** The revision that was judged, and the subjects of the explanation. */
export interface Judged extends Omit<Telling, 'policyName' | 'policyKind' | 'nowMs'> {
  readonly revision: number;
  /** What the AI API's policies are called, by their ids. */
  readonly policyNames: ReadonlyMap<string, string>;
  /** Appended to the summary: where the suspensions come from. */
  readonly notes: readonly string[];
}

/** A verdict as GraphQL shows it, without a simulation or a proposed configuration. */
export function describeRoute(verdict: RouteVerdict, judged: Judged, nowMs: number): ExplainedRoute {
  const policy = policyOf(verdict);
  const policyName = policy === null ? null : (judged.policyNames.get(policy.id) ?? '');
  const telling: Telling = { ...judged, policyName, policyKind: policy?.kind ?? null, nowMs };
  const candidates = describeCandidates(verdict, telling);
  return {
    revision: judged.revision,
    outcome: verdict.outcome,
    summary: [summarize(verdict, telling), ...tellAssumption(verdict, judged), ...judged.notes].join(' '),
    refusalStatus: verdict.outcome === 'REFUSED' ? GATEWAY_ERROR_STATUS[verdict.code] : null,
    refusalCode: verdict.outcome === 'REFUSED' ? verdict.code : null,
    policyId: policy?.id ?? null,
    policyKind: telling.policyKind,
    policyName: telling.policyName,
    candidates,
    maxAttempts: candidates.filter(({ attempt }) => attempt !== null).length,
    failoverOn: policy === null ? null : ERROR_KINDS.filter((kind) => policy.failoverOn.has(kind)),
    simulation: null,
    proposed: null,
  };
}

/**
 * How many requests would be shared out. Runs in slices, because it takes a while.
 *
 * @param candidates as `describeRoute` gave them
 */
export async function simulateRoute(
  verdict: RouteVerdict,
  candidates: readonly PlacedCandidate[],
  health: JudgedHealth,
  firstTicket: number,
  requests: number,
): Promise<ExplainedSimulation> {
  const shareOf = (count: number) => ({ requests: count, share: count / requests });
  const asked = candidates.filter(({ attempt }) => attempt !== null);
  switch (verdict.outcome) {
    case 'REFUSED':
      return { requests, shares: [], worstCase: [], worstCaseSeconds: 0 };
    case 'DEFAULT_ENDPOINT': {
      const shares = asked.map(({ providerName, modelName, endpointName, place }) => {
        return { providerName, modelName, endpointName, place, ...shareOf(requests) };
      });
      return { requests, shares, ...worstCaseOf(verdict.terms, asked) };
    }
    case 'POLICY': {
      const { policy } = verdict;
      const counted = await simulateShares(policy, firstTicket, requests, receiving(policy, health));
      const shares = counted.map(({ target, requests: count }) => ({
        ...namesOf(target),
        place: placeOf(policy, target),
        ...shareOf(count),
      }));
      return { requests, shares, ...worstCaseOf(verdict.terms, asked) };
    }
  }
}

/**
 * Whether a target receives requests while nothing fails: an available one does. If there is none, the first last resort
 * does, because its success ends its suspension.
 */
function receiving(policy: RoutablePolicy, health: JudgedHealth): (target: Target) => boolean {
  const ofTarget = (target: Target) => health.suspensionOf(policy, target);
  const isAvailable = (target: Target) => availability(ofTarget(target), health.nowMs) !== 'SUSPENDED';
  if (policy.targets.some(isAvailable)) return isAvailable;
  const [first] = lastResorts(policy, ofTarget, health.nowMs);
  return (target) => target === first;
}

function worstCaseOf(
  terms: RouteTerms,
  asked: readonly PlacedCandidate[],
): Pick<ExplainedSimulation, 'worstCase' | 'worstCaseSeconds'> {
  const failuresMs = latestFailuresMs(terms, asked.length);
  const worstCase = failuresMs.flatMap((failureMs, index) => {
    const candidate = asked[index];
    if (candidate === undefined) return [];
    const latest = explainLatestFailure(failuresMs[index - 1] ?? 0, failureMs);
    return [{ ...candidate, explanation: `${candidate.explanation} ${latest}` }];
  });
  return { worstCase, worstCaseSeconds: Math.ceil((failuresMs.at(-1) ?? 0) / 1_000) };
}

function policyOf(verdict: RouteVerdict): RoutablePolicy | null {
  return verdict.outcome === 'DEFAULT_ENDPOINT' ? null : verdict.policy;
}

function describeCandidates(verdict: RouteVerdict, telling: Telling): PlacedCandidate[] {
  if (verdict.outcome === 'DEFAULT_ENDPOINT') {
    return [
      {
        attempt: 1,
        reason: 'DEFAULT',
        explanation: DEFAULT_EXPLANATION,
        providerName: telling.aiApi?.provider.entry.name ?? '',
        modelName: verdict.model ?? '',
        endpointName: verdict.endpoint.name,
        weight: null,
        availability: 'AVAILABLE',
        suspendedUntil: null,
        suspensionGrade: null,
        hardUntil: null,
        suspensionCause: null,
        suspensionDetail: null,
        place: null,
      },
    ];
  }
  const { policy } = verdict;
  if (policy === null) return [];
  return verdict.candidates.map((candidate) => describeCandidate(candidate, policy, telling));
}

function describeCandidate(candidate: JudgedCandidate, policy: RoutablePolicy, telling: Telling): PlacedCandidate {
  const { target, attempt, reason, suspension } = candidate;
  return {
    attempt,
    reason,
    explanation: explainCandidate(candidate, policy, telling),
    ...namesOf(target),
    weight: policy.kind === 'WEIGHTED_ROUND_ROBIN' ? target.weight : null,
    availability: candidate.availability,
    suspendedUntil: knownTime(candidate.suspendedUntilMs),
    suspensionGrade: candidate.suspensionGrade,
    hardUntil: knownTime(candidate.hardUntilMs),
    suspensionCause: suspension?.cause ?? null,
    suspensionDetail: suspension?.detail ?? null,
    place: placeOf(policy, target),
  };
}

function knownTime(ms: number | null): Date | null {
  return ms === null || !Number.isFinite(ms) ? null : new Date(ms);
}

function namesOf({ provider, model, endpoint }: Target) {
  return { providerName: provider.name, modelName: model.name, endpointName: endpoint.name };
}

function placeOf({ id: policyId, environment }: RoutablePolicy, { model, endpoint }: Target): TargetKey {
  return { policyId, environment, modelId: model.id, endpointId: endpoint.id };
}
