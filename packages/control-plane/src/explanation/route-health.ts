import type { ReportedSuspension, ReturnedTarget } from '@switchyard/contract';
import { type RoutablePolicy, type SuspensionGrade, type Target, targetKey } from '@switchyard/routing';
import type { DataPlaneView } from '../fleet/data-planes/data-plane-directory';
import { targetIdOf } from '../objects/policies/target-key';
import type { JudgedHealth, JudgedSuspension } from './judge-route';

/** No return time and no cause are known for a target that the question asks to treat as suspended. */
const ASSUMED_SOFT: JudgedSuspension = {
  hardUntilMs: null,
  untilMs: Infinity,
  probing: false,
  cause: null,
  status: null,
  detail: null,
};
const ASSUMED_HARD: JudgedSuspension = { ...ASSUMED_SOFT, hardUntilMs: Infinity };

/**
 * The health of targets that an explanation assumes: what a data plane reported, and the targets to treat as suspended.
 *
 * @param dataPlane null where every target is available except the assumed ones
 */
export function routeHealth(
  dataPlane: DataPlaneView | null,
  assumed: readonly { readonly modelId: string; readonly endpointId: string }[],
  assumedGrade: SuspensionGrade,
  nowMs: number,
): JudgedHealth {
  // Callers may write ids in any case.
  const assumedKeys = new Set(
    assumed.map(({ modelId, endpointId }) => targetKey(modelId.toLowerCase(), endpointId.toLowerCase())),
  );
  const reported = dataPlane === null ? new Map<string, JudgedSuspension>() : reportedSuspensions(dataPlane, nowMs);
  return {
    nowMs,
    suspensionOf: (policy: RoutablePolicy, target: Target) => {
      if (assumedKeys.has(target.key)) return assumedGrade === 'SOFT' ? ASSUMED_SOFT : ASSUMED_HARD;
      const { id: policyId, environment } = policy;
      return reported.get(
        targetIdOf({ policyId, environment, modelId: target.model.id, endpointId: target.endpoint.id }),
      );
    },
  };
}

/** A target whose suspension has ended waits for its probe. */
function reportedSuspensions(
  { suspensions, returned = [] }: DataPlaneView,
  nowMs: number,
): ReadonlyMap<string, JudgedSuspension> {
  const probes = returned.filter(({ availability }) => availability === 'PROBE');
  const reason = ({ cause, status, detail }: ReportedSuspension | ReturnedTarget) => {
    return { probing: false, cause: cause ?? null, status: status ?? null, detail: detail ?? null };
  };
  return new Map<string, JudgedSuspension>([
    ...probes.map((target) => {
      return [targetIdOf(target), { ...reason(target), hardUntilMs: null, untilMs: nowMs }] as const;
    }),
    ...suspensions.map((target) => {
      const hardUntilMs = target.hardUntil ? Date.parse(target.hardUntil) : null;
      return [targetIdOf(target), { ...reason(target), hardUntilMs, untilMs: Date.parse(target.until) }] as const;
    }),
  ]);
}

/** Sentences on where the suspensions come from and how reliable they are. */
export function tellHealth(
  dataPlane: DataPlaneView | null,
  current: { readonly lineage: string; readonly revision: number },
): string[] {
  if (dataPlane === null) return [];
  const { host, reportedAt, live, lastSeenAt, lineage, appliedRevision } = dataPlane;
  const notes = [`Suspensions are as reported by the data plane on ${host} at ${reportedAt}.`];
  if (!live) {
    notes.push(
      `That data plane is not live: it was last seen at ${lastSeenAt.toISOString()}, so its report may be out of date.`,
    );
  }
  if (appliedRevision === null) notes.push('It has no routing table yet.');
  else if (lineage !== current.lineage) notes.push('Its routing table has another lineage.');
  else if (appliedRevision !== current.revision) {
    notes.push(`It serves revision ${appliedRevision}; this explanation is for revision ${current.revision}.`);
  }
  return notes;
}
