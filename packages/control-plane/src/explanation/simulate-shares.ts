import { forEachInSlices } from '@switchyard/contract';
import { orderTargets, type RoutablePolicy, type Target } from '@switchyard/routing';

/** How many of the requests go to a target first. */
export interface TargetShare {
  readonly target: Target;
  readonly requests: number;
}

/**
 * Shares consecutive requests out among the available targets while nothing fails, by the gateway's own ordering of each
 * ticket. Runs in slices, so that it never holds the event loop. The largest share comes first.
 *
 * @param isAvailable must give the same answer throughout
 */
export async function simulateShares(
  policy: RoutablePolicy,
  firstTicket: number,
  requests: number,
  isAvailable: (target: Target) => boolean,
): Promise<readonly TargetShare[]> {
  const available = policy.targets.filter(isAvailable);
  const counts = new Map(available.map((target) => [target, 0]));
  const isStillAvailable = (target: Target) => counts.has(target);
  await forEachInSlices(consecutive(firstTicket, requests), (ticket) => {
    const [first] = orderTargets(policy, ticket, isStillAvailable);
    if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
  });
  return [...counts]
    .map(([target, count]) => ({ target, requests: count }))
    .toSorted((one, other) => other.requests - one.requests);
}

function* consecutive(first: number, count: number): Generator<number> {
  for (let index = 0; index < count; index += 1) yield first + index;
}
