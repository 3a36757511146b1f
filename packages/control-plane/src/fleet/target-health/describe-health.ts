import type { ReportedSuspension, ReturnedTarget } from '@switchyard/contract';
import type { ListedDataPlane, ReportedHealth } from '../data-planes/data-plane-reader';
import type { TargetHealth } from './target-health';
import { targetIdOf, type TargetKey } from '../../objects/policies/target-key';

/** A target's health with whose it is, which leads to the target itself. */
export interface SeenTargetHealth extends TargetHealth {
  readonly targetKey: TargetKey;
}

export type Reported = ReportedSuspension | ReturnedTarget;

/** The targets that a data plane has suspended, those that return first, first. */
export function suspensionsOf(dataPlane: ListedDataPlane, first: number): SeenTargetHealth[] {
  return dataPlane.health.suspensions.slice(0, first).map((reported) => describe(dataPlane, reported, reported));
}

/** How a data plane sees a target. What it does not tell of was never suspended. */
export function healthOn(dataPlane: ListedDataPlane, target: TargetKey): SeenTargetHealth {
  return describe(dataPlane, target, reportsOf(dataPlane.health).get(targetIdOf(target)) ?? null);
}

/** A data plane reports the same until it reports anew, and a page may ask for hundreds of targets. */
const indexed = new WeakMap<ReportedHealth, ReadonlyMap<string, Reported>>();

/** What a data plane tells of targets, by their ids. */
export function reportsOf(health: ReportedHealth): ReadonlyMap<string, Reported> {
  let reports = indexed.get(health);
  if (reports === undefined) {
    const all: readonly Reported[] = [...(health.returned ?? []), ...health.suspensions];
    reports = new Map(all.map((reported) => [targetIdOf(reported), reported]));
    indexed.set(health, reports);
  }
  return reports;
}

function describe(dataPlane: ListedDataPlane, target: TargetKey, reported: Reported | null): SeenTargetHealth {
  const { policyId, environment, modelId, endpointId } = target;
  const targetKey = { policyId, environment, modelId, endpointId };
  return {
    id: `${targetIdOf(targetKey)}:${dataPlane.id}`,
    targetKey,
    dataPlane,
    ...availabilityOf(reported),
    cause: reported?.cause ?? null,
    causeStatus: reported?.status ?? null,
    since: reported?.since ? new Date(reported.since) : null,
  };
}

export function isAvailable(reported: Reported): boolean {
  return availabilityOf(reported).availability === 'AVAILABLE';
}

function availabilityOf(reported: Reported | null): Pick<TargetHealth, 'availability' | 'suspendedUntil'> {
  if (reported === null) return { availability: 'AVAILABLE', suspendedUntil: null };
  return 'until' in reported
    ? { availability: 'SUSPENDED', suspendedUntil: new Date(reported.until) }
    : { availability: reported.availability, suspendedUntil: null };
}
