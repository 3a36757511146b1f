import type { RoutablePolicy } from './routable-policy';
import { availability, type Suspension, suspensionGrade } from './suspension';
import type { Target } from '../entry/target';

const NONE: readonly Target[] = [];

/** `ring[start]`, then the others in rotation. */
function rotate(ring: readonly Target[], start: number): readonly Target[] {
  return start === 0 ? ring : [...ring.slice(start), ...ring.slice(0, start)];
}

/** A target's suspension; undefined if it has none. */
export type SuspensionOf<S extends Suspension = Suspension> = (target: Target) => S | undefined;

/**
 * Every available target of a policy in order of preference: first the one whose turn it is, then the others for
 * further attempts. The policy's `attemptsMax` limits the attempts.
 *
 * @param ticket a counter per policy and side, from 0 to 2^53; shares are exact over consecutive tickets while the set
 *   of available targets stays the same
 * @param isAvailable called once per target in rotation, in the policy's order
 */
export function orderTargets(
  policy: RoutablePolicy,
  ticket: number,
  isAvailable: (target: Target) => boolean,
): readonly Target[] {
  const { targets } = policy;
  let mask = 0;
  let count = 0;
  let bit = 1;
  for (const target of targets) {
    if (isAvailable(target)) {
      mask |= bit;
      count += 1;
    }
    bit <<= 1;
  }
  if (count === 0) return NONE;
  const isWhole = count === targets.length;
  if (policy.wheels !== null) return (isWhole ? policy.wheels.whole() : policy.wheels.partial(mask)).order(ticket);
  const ring = isWhole ? targets : targets.filter((_, index) => (mask & (1 << index)) !== 0);
  return policy.kind === 'ROUND_ROBIN' ? rotate(ring, ticket % count) : ring;
}

/**
 * The targets that a request tries when it has tried every available one: those that are softly suspended, by the end of
 * their suspension. No request may have caused that suspension for all others.
 */
export function lastResorts(policy: RoutablePolicy, suspensionOf: SuspensionOf, nowMs: number): readonly Target[] {
  const soft = policy.targets.flatMap((target) => {
    const suspension = suspensionOf(target);
    const isSoft =
      suspension !== undefined &&
      availability(suspension, nowMs) === 'SUSPENDED' &&
      suspensionGrade(suspension, nowMs) === 'SOFT';
    return isSoft ? { target, untilMs: suspension.untilMs } : [];
  });
  return soft.toSorted((a, b) => a.untilMs - b.untilMs).map(({ target }) => target);
}
