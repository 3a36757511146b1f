import { forEachInSlices } from '@switchyard/contract';
import { orderTargets, type RoutablePolicy, type Target } from '@switchyard/routing';

/** How many of a number of requests a target gets as their first. */
export interface TargetShare {
  readonly target: Target;
  readonly requests: number;
}

/**
 * What each target that is in rotation and available gets of consecutive requests while nothing fails: the gateway's
 * own ordering for each ticket, in slices between which everybody else has a turn. The largest share comes first.
 *
 * @param isAvailable must say the same to the end
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
