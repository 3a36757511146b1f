import type { ReportedSuspension } from '@switchyard/contract';
import { type RoutablePolicy, type Suspension, type Target, targetKey } from '@switchyard/routing';
import type { DataPlaneView } from '../data-planes/data-plane-directory';
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
  const assumedKeys = new Set(assumed.map(({ modelId, endpointId }) => keyOf(modelId, endpointId)));
  const reported = new Map(
    (dataPlane?.suspensions ?? []).map((suspension) => [reportedKey(suspension), Date.parse(suspension.until)]),
  );
  return {
    nowMs,
    suspensionOf: (policy: RoutablePolicy, target: Target) => {
      if (assumedKeys.has(target.key)) return ASSUMED;
      const untilMs = reported.get(`${policy.id}/${policy.environment}/${target.key}`);
      return untilMs === undefined ? undefined : { untilMs, probing: false };
    },
  };
}

/** Ids come from outside, and their case does not count. */
function keyOf(modelId: string, endpointId: string): string {
  return targetKey(modelId.toLowerCase(), endpointId.toLowerCase());
}

function reportedKey({ policyId, environment, modelId, endpointId }: ReportedSuspension): string {
  return `${policyId}/${environment}/${targetKey(modelId, endpointId)}`;
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
