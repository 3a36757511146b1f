import {
  type DataPlaneStatus,
  REPORTED_SUSPENSIONS_MAX,
  type ReportedSuspension,
  type ReturnedTarget,
} from '@switchyard/contract';
import type { ServedAiApi } from '../gateway/served-ai-api';

/** The part of a status that tells how targets are. */
export type ReportedHealth = Required<Pick<DataPlaneStatus, 'suspensions' | 'returned'>>;

/**
 * How the targets are that were ever suspended: those that return first, and those that returned last, stand first. At
 * most `REPORTED_SUSPENSIONS_MAX` of each.
 */
export function reportHealth(aiApis: Iterable<ServedAiApi>, nowMs: number): ReportedHealth {
  const suspensions: ReportedSuspension[] = [];
  const returned: ReturnedTarget[] = [];
  for (const { policyStates } of aiApis) {
    for (const [policy, state] of policyStates) {
      for (const { target, availability, untilMs, cause, status, sinceMs } of state.health(policy.targets, nowMs)) {
        const reported = {
          policyId: policy.id,
          environment: policy.environment,
          modelId: target.model.id,
          endpointId: target.endpoint.id,
          cause,
          status,
          since: new Date(sinceMs).toISOString(),
        };
        if (availability !== 'SUSPENDED') returned.push({ ...reported, availability });
        else if (untilMs !== null) suspensions.push({ ...reported, until: new Date(untilMs).toISOString() });
      }
    }
  }
  return {
    suspensions: suspensions.toSorted((a, b) => compare(a.until, b.until)).slice(0, REPORTED_SUSPENSIONS_MAX),
    returned: returned.toSorted((a, b) => compare(b.since ?? '', a.since ?? '')).slice(0, REPORTED_SUSPENSIONS_MAX),
  };
}

/** Moments in ISO 8601 in UTC sort as texts. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
