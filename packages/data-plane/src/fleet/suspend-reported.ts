import type { SharedSuspension } from '@switchyard/contract';
import { RETRY_AFTER_MAX_MS, targetKey } from '@switchyard/routing';
import type { RoutingTable } from '../table/routing-table';

/**
 * Suspends a target that a peer reported, unless this data plane knows better (`suspendReportedByPeer`). Unknown policies and
 * targets are ignored: they may be of a revision that only the peer serves so far.
 *
 * @param nowMs monotonic
 */
export function suspendReported(
  table: Pick<RoutingTable, 'policySide' | 'policyStates'>,
  { modelId, endpointId, remainingMs, ...side }: SharedSuspension,
  nowMs: number,
): void {
  const found = table.policySide(side);
  if (found === null || found.policy.suspendDurationMs === 0) return;
  const inRotation = found.targets.filter((target) => found.isInRotation(target));
  const target = inRotation.find(({ key }) => key === targetKey(modelId, endpointId));
  if (target === undefined) return;
  // At most as long as this data plane itself would suspend it.
  const durationMs = Math.min(remainingMs, Math.max(found.policy.suspendDurationMs, RETRY_AFTER_MAX_MS));
  table.policyStates.of(side).suspendReportedByPeer(inRotation, target, nowMs, durationMs);
}
