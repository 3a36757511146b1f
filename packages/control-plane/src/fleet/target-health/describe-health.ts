import type { ReportedSuspension, ReturnedTarget } from '@switchyard/contract';
import type { ListedDataPlane, ReportedHealth } from '../data-planes/data-plane-reader';
import type { TargetHealth } from './target-health';
import { targetIdOf, type TargetKey } from '../../objects/policies/target-key';

/** A target's health with the key of the target. */
export interface TargetHealthView extends TargetHealth {
  readonly targetKey: TargetKey;
}

export type Reported = ReportedSuspension | ReturnedTarget;

/** The targets that a data plane has suspended, ordered by the end of their suspension. */
export function suspensionsOf(dataPlane: ListedDataPlane, first: number): TargetHealthView[] {
  return dataPlane.health.suspensions.slice(0, first).map((reported) => describe(dataPlane, reported, reported));
}

/** A target's health on a data plane. A target that is not in its report was never suspended. */
export function healthOn(dataPlane: ListedDataPlane, target: TargetKey): TargetHealthView {
  return describe(dataPlane, target, reportsOf(dataPlane.health).get(targetIdOf(target)) ?? null);
}

/** Indexes are cached per report: a page may ask for hundreds of targets. */
const indexed = new WeakMap<ReportedHealth, ReadonlyMap<string, Reported>>();

/** What a data plane reports about targets, by target id. */
export function reportsOf(health: ReportedHealth): ReadonlyMap<string, Reported> {
  let reports = indexed.get(health);
  if (reports === undefined) {
    const all: readonly Reported[] = [...(health.returned ?? []), ...health.suspensions];
    reports = new Map(all.map((reported) => [targetIdOf(reported), reported]));
    indexed.set(health, reports);
  }
  return reports;
}

function describe(dataPlane: ListedDataPlane, target: TargetKey, reported: Reported | null): TargetHealthView {
  const { policyId, environment, modelId, endpointId } = target;
  const targetKey = { policyId, environment, modelId, endpointId };
  return {
    id: `${targetIdOf(targetKey)}:${dataPlane.id}`,
    targetKey,
    dataPlane,
    ...availabilityOf(reported),
    cause: reported?.cause ?? null,
    causeStatus: reported?.status ?? null,
    causeDetail: reported?.detail ?? null,
    since: reported?.since ? new Date(reported.since) : null,
  };
}

export function isAvailable(reported: Reported): boolean {
  return availabilityOf(reported).availability === 'AVAILABLE';
}

const NOT_SUSPENDED = { suspendedUntil: null, suspensionGrade: null, hardUntil: null };

function availabilityOf(
  reported: Reported | null,
): Pick<TargetHealth, 'availability' | 'suspendedUntil' | 'suspensionGrade' | 'hardUntil'> {
  if (reported === null) return { availability: 'AVAILABLE', ...NOT_SUSPENDED };
  if (!('until' in reported)) return { availability: reported.availability, ...NOT_SUSPENDED };
  const hardUntil = reported.hardUntil ? new Date(reported.hardUntil) : null;
  return {
    availability: 'SUSPENDED',
    suspendedUntil: new Date(reported.until),
    suspensionGrade: hardUntil === null ? 'SOFT' : 'HARD',
    hardUntil,
  };
}
