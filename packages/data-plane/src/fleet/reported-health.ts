import { type DataPlaneStatus, REPORTED_SUSPENSIONS_MAX, type ReturnedTarget } from '@switchyard/contract';
import type { RoutablePolicy } from '@switchyard/routing';
import type { KnownHealth } from '../health/policy-state';
import type { ServedAiApi } from '../table/served-ai-api';
import { TopItems } from './top-items';

/** The target health in a status. */
export type ReportedHealth = Required<Pick<DataPlaneStatus, 'suspensions' | 'returned'>>;

interface Known {
  readonly policy: RoutablePolicy;
  readonly health: KnownHealth;
}
type Suspended = Known & { readonly untilMs: number };
type Returned = Known & Pick<ReturnedTarget, 'availability'>;

/**
 * The health of all targets that were ever suspended: the earliest to return first, and of the returned ones the latest
 * first. At most `REPORTED_SUSPENSIONS_MAX` of each, and only those are formatted: with a vendor down there may be tens
 * of thousands, and requests wait meanwhile.
 */
export function reportHealth(aiApis: Iterable<ServedAiApi>, nowMs: number): ReportedHealth {
  const suspended = new TopItems<Suspended>(REPORTED_SUSPENSIONS_MAX, (a, b) => a.untilMs - b.untilMs);
  const returned = new TopItems<Returned>(REPORTED_SUSPENSIONS_MAX, (a, b) => b.health.sinceMs - a.health.sinceMs);
  for (const { policyStates } of aiApis) {
    for (const [policy, state] of policyStates) {
      if (state.wasNeverSuspended) continue;
      for (const health of state.health(policy.targets, nowMs)) {
        const { availability, untilMs } = health;
        if (untilMs !== null) suspended.add({ policy, health, untilMs });
        else if (availability !== 'SUSPENDED') returned.add({ policy, health, availability });
      }
    }
  }
  return {
    suspensions: suspended.all.map((each) => ({
      ...describeTarget(each),
      until: new Date(each.untilMs).toISOString(),
    })),
    returned: returned.all.map((each) => ({ ...describeTarget(each), availability: each.availability })),
  };
}

function describeTarget({ policy, health: { target, cause, status, sinceMs } }: Known) {
  return {
    policyId: policy.id,
    environment: policy.environment,
    modelId: target.model.id,
    endpointId: target.endpoint.id,
    cause,
    status,
    since: new Date(sinceMs).toISOString(),
  };
}
