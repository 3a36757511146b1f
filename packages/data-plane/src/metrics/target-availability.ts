import { type Environment, forEachInSlices, REPORTED_SUSPENSIONS_MAX } from '@switchyard/contract';
import type { KnownHealth } from '../health/policy-state';
import type { PolicyStates } from '../health/policy-states';
import type { RoutingTable } from '../table/routing-table';

/** What `switchyard_target_available` says of a target that takes requests, may take some, and takes none. */
const AVAILABLE = 1;
const PARTLY_AVAILABLE = 0.5;
const UNAVAILABLE = 0;

/** A target of an AI API that is not available to all requests. */
export interface UnavailableTarget {
  /** Environment, AI API, provider, endpoint, model: by these names it is one series, whichever policies have it. */
  readonly labels: readonly [
    environment: Environment,
    aiApi: string,
    provider: string,
    endpoint: string,
    model: string,
  ];
  /** 0.5 if it is suspended softly, or its suspension is over and nothing has proven it; 0 if it is suspended hard. */
  readonly value: number;
}

/** The targets in rotation that are not available, at most `REPORTED_SUSPENSIONS_MAX`. Requests are served in between. */
export async function unavailableTargets(
  table: Pick<RoutingTable, 'policySide' | 'aiApi'> & { readonly policyStates: Pick<PolicyStates, 'everSuspended'> },
  nowMs: number,
): Promise<UnavailableTarget[]> {
  const found: UnavailableTarget[] = [];
  await forEachInSlices(table.policyStates.everSuspended(), (side) => {
    const aiApi = table.aiApi(side.aiApiId)?.entry.name;
    const policySide = table.policySide(side);
    if (aiApi === undefined || policySide === null) return;
    for (const health of side.state.health(policySide.targets, nowMs)) {
      const value = valueOf(health);
      const target = value === AVAILABLE ? null : policySide.resolve(health.target);
      if (target === null || target.outOfRotation !== null || found.length >= REPORTED_SUSPENSIONS_MAX) continue;
      const { provider, endpoint, model } = target;
      found.push({ labels: [side.environment, aiApi, provider.name, endpoint.name, model.name], value });
    }
  });
  return found;
}

/**
 * One value for each target, the lowest: what one policy or worker does not use is not available to all.
 *
 * @returns by labels, joined by NUL
 */
export function lowestAvailability(targets: Iterable<UnavailableTarget>): Map<string, UnavailableTarget> {
  const lowest = new Map<string, UnavailableTarget>();
  for (const target of targets) {
    const key = target.labels.join('\0');
    const known = lowest.get(key);
    if (known === undefined || target.value < known.value) lowest.set(key, target);
  }
  return lowest;
}

function valueOf({ availability, hardUntilMs }: KnownHealth<{ readonly key: string }>): number {
  if (availability === 'AVAILABLE') return AVAILABLE;
  return hardUntilMs === null ? PARTLY_AVAILABLE : UNAVAILABLE;
}
