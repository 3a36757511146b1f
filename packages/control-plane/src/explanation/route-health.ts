import { type RoutablePolicy, type Suspension, type Target, targetKey } from '@switchyard/routing';
import type { DataPlaneView } from '../fleet/data-planes/data-plane-directory';
import { targetIdOf } from '../objects/policies/target-key';
import type { JudgedHealth } from './judge-route';

/** Nobody knows when what is only taken for suspended would return. */
const ASSUMED: Suspension = { untilMs: Infinity, probing: false };

/**
 * What holds for an explanation: what a data plane reported, and what is to be taken for suspended besides.
 *
 * @param dataPlane null where all targets are available but for those that are assumed
 */
export function routeHealth(
  dataPlane: DataPlaneView | null,
  assumed: readonly { readonly modelId: string; readonly endpointId: string }[],
  nowMs: number,
): JudgedHealth {
  // Ids come from outside, and their case does not count.
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

/** One whose time is over waits for its probe. */
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

/** Where the suspensions come from, and how far that can be relied on: sentences for people. */
export function tellHealth(
  dataPlane: DataPlaneView | null,
  current: { readonly lineage: string; readonly revision: number },
): string[] {
  if (dataPlane === null) return [];
  const { host, reportedAt, live, lastSeenAt, lineage, appliedRevision } = dataPlane;
  const notes = [`Suspensions are those that the data plane on ${host} reported at ${reportedAt}.`];
  if (!live) {
    notes.push(
      `That data plane is not live: it was last seen at ${lastSeenAt.toISOString()}, and may know better now.`,
    );
  }
  if (appliedRevision === null) notes.push('It serves no routing table yet.');
  else if (lineage !== current.lineage) notes.push('It serves the routing table of another lineage.');
  else if (appliedRevision !== current.revision) {
    notes.push(`It serves revision ${appliedRevision}, and revision ${current.revision} is explained.`);
  }
  return notes;
}
