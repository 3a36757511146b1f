import { type RoutablePolicy, type Suspension, type Target, targetKey } from '@switchyard/routing';
import type { DataPlaneView } from '../fleet/data-planes/data-plane-directory';
import { targetIdOf } from '../objects/policies/target-key';
import type { JudgedHealth } from './judge-route';

/** No return time is known for a target that the question asks to treat as suspended. */
const ASSUMED: Suspension = { untilMs: Infinity, probing: false };

/**
 * The health of targets that an explanation assumes: what a data plane reported, and the targets to treat as suspended.
 *
 * @param dataPlane null where every target is available except the assumed ones
 */
export function routeHealth(
  dataPlane: DataPlaneView | null,
  assumed: readonly { readonly modelId: string; readonly endpointId: string }[],
  nowMs: number,
): JudgedHealth {
  // Callers may write ids in any case.
  const assumedKeys = new Set(
    assumed.map(({ modelId, endpointId }) => targetKey(modelId.toLowerCase(), endpointId.toLowerCase())),
  );
  const reported = dataPlane === null ? new Map<string, Suspension>() : reportedSuspensions(dataPlane, nowMs);
  return {
    nowMs,
    suspensionOf: (policy: RoutablePolicy, target: Target) => {
      if (assumedKeys.has(target.key)) return ASSUMED;
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
): ReadonlyMap<string, Suspension> {
  const probes = returned.filter(({ availability }) => availability === 'PROBE');
  return new Map([
    ...probes.map((target) => [targetIdOf(target), { untilMs: nowMs, probing: false }] as const),
    ...suspensions.map(
      (target) => [targetIdOf(target), { untilMs: Date.parse(target.until), probing: false }] as const,
    ),
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
