import {
  type DataPlaneStatus,
  forEachInSlices,
  REPORTED_DETAILS_MAX,
  REPORTED_SUSPENSIONS_MAX,
  type ReturnedTarget,
} from '@switchyard/contract';
import type { ConfiguredTarget } from '@switchyard/routing';
import type { Clock } from '@switchyard/runtime';
import type { KnownHealth } from '../health/policy-state';
import type { PolicySideId, PolicyStates } from '../health/policy-states';
import type { RoutingTable } from '../table/routing-table';
import { TopItems } from './top-items';

/** The target health in a status. */
export interface ReportedHealth extends Pick<DataPlaneStatus, 'suspensions'> {
  readonly returned: ReturnedTarget[];
}

interface Known {
  readonly side: PolicySideId;
  readonly health: KnownHealth<ConfiguredTarget>;
}
type Suspended = Known & { readonly untilMs: number };
type Returned = Known & Pick<ReturnedTarget, 'availability'>;

/**
 * The health of all targets in rotation that were ever suspended: the earliest to return first, and of the returned ones
 * the latest first. At most `REPORTED_SUSPENSIONS_MAX` of each, and only those are formatted, the first with their details:
 * with a vendor down there may be tens of thousands, so requests are served in between.
 */
export async function reportHealth(
  table: Pick<RoutingTable, 'policySide'> & { readonly policyStates: Pick<PolicyStates, 'everSuspended'> },
  clock: Clock,
): Promise<ReportedHealth> {
  const nowMs = clock.monotonicMs();
  const iso = (monotonicMs: number) => new Date(clock.toWallMs(monotonicMs)).toISOString();
  const suspended = new TopItems<Suspended>(REPORTED_SUSPENSIONS_MAX, (a, b) => a.untilMs - b.untilMs);
  const returned = new TopItems<Returned>(REPORTED_SUSPENSIONS_MAX, (a, b) => b.health.sinceMs - a.health.sinceMs);
  await forEachInSlices(table.policyStates.everSuspended(), (side) => {
    const found = table.policySide(side);
    if (found === null) return;
    for (const health of side.state.health(found.targets, nowMs)) {
      if (!found.isInRotation(health.target)) continue;
      const { availability, untilMs } = health;
      if (untilMs !== null) suspended.add({ side, health, untilMs });
      else if (availability !== 'SUSPENDED') returned.add({ side, health, availability });
    }
  });
  return {
    suspensions: suspended.all.map((each, index) => ({
      ...describeTarget(each, index, iso),
      until: iso(each.untilMs),
      hardUntil: each.health.hardUntilMs === null ? null : iso(each.health.hardUntilMs),
    })),
    returned: returned.all.map((each, index) => ({
      ...describeTarget(each, index, iso),
      availability: each.availability,
    })),
  };
}

/** @param index its place in the report */
function describeTarget({ side, health }: Known, index: number, iso: (ms: number) => string) {
  const { target, cause, status, detail, sinceMs } = health;
  return {
    policyId: side.policyId,
    environment: side.environment,
    modelId: target.modelId,
    endpointId: target.endpointId,
    cause,
    status,
    detail: index < REPORTED_DETAILS_MAX ? detail : null,
    since: iso(sinceMs),
  };
}
