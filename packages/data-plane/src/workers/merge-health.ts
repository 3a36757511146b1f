import {
  REPORTED_DETAILS_MAX,
  REPORTED_SUSPENSIONS_MAX,
  type ReportedSuspension,
  type ReturnedTarget,
} from '@switchyard/contract';
import type { ReportedHealth } from '../fleet/reported-health';

type TargetIds = Pick<ReportedSuspension, 'policyId' | 'environment' | 'modelId' | 'endpointId'>;

/**
 * The health of targets as all workers see it. A target that one of them has suspended is suspended, until the last one would try
 * it again; one that returned is available when no worker has to probe it any more.
 */
export function mergeHealth(reports: readonly ReportedHealth[]): ReportedHealth {
  const [only, ...others] = reports;
  if (only !== undefined && others.length === 0) return only;
  const suspensions = new Map<string, ReportedSuspension>();
  for (const suspension of reports.flatMap((report) => report.suspensions)) {
    const key = targetOf(suspension);
    const known = suspensions.get(key);
    suspensions.set(key, known === undefined ? suspension : longer(known, suspension));
  }
  const returned = new Map<string, ReturnedTarget>();
  for (const target of reports.flatMap((report) => report.returned)) {
    const key = targetOf(target);
    const known = returned.get(key);
    const isWorse = known === undefined || (known.availability === 'AVAILABLE' && target.availability === 'PROBE');
    if (!suspensions.has(key) && isWorse) returned.set(key, target);
  }
  return {
    suspensions: bounded([...suspensions.values()].toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until))),
    returned: bounded([...returned.values()].toSorted((a, b) => Date.parse(b.since ?? '') - Date.parse(a.since ?? ''))),
  };
}

/** As many as a status may have, and as many of them with details. */
function bounded<Target extends ReportedSuspension | ReturnedTarget>(targets: readonly Target[]): Target[] {
  return targets
    .slice(0, REPORTED_SUSPENSIONS_MAX)
    .map((target, index) => (index < REPORTED_DETAILS_MAX ? target : { ...target, detail: null }));
}

/** What a target is known by among those of all policies. */
export function targetOf({ policyId, environment, modelId, endpointId }: TargetIds): string {
  return `${policyId}/${environment}/${modelId}/${endpointId}`;
}

/** The later ends count, and the reason of the one that ends last; of two with the same end, the one that is known already. */
function longer(one: ReportedSuspension, other: ReportedSuspension): ReportedSuspension {
  const isLonger = Date.parse(other.until) > Date.parse(one.until);
  const hardUntil = [one.hardUntil, other.hardUntil]
    .flatMap((time) => time ?? [])
    .toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
  return { ...(isLonger ? other : one), hardUntil: hardUntil ?? null };
}
