import type { Target } from '../entry/target';

/** The number of slots between two checkpoints of a wheel, which bounds the work of reading an order. */
const CHECKPOINT_INTERVAL_SLOTS = 64;

export function greatestCommonDivisor(numbers: readonly number[]): number {
  let divisor = 0;
  for (const number of numbers) {
    let other = number;
    while (other !== 0) [divisor, other] = [other, divisor % other];
  }
  return divisor;
}

/** After how many requests the shares are exactly those of the weights; 0 if no weight is positive. */
export function wheelLength(weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum === 0 ? 0 : sum / greatestCommonDivisor(weights);
}

/**
 * Smooth weighted round robin, as introduced by nginx: at each slot every member gains its weight, the one with the
 * most credit takes the slot and pays the sum of the weights. The pattern repeats after `wheelLength` slots.
 *
 * @param weights positive integers, in the order of the members
 * @returns for each slot the index of its member in `weights`
 */
function turnWheel(weights: readonly number[]): Uint8Array {
  const divisor = greatestCommonDivisor(weights);
  const gains = Int32Array.from(weights, (weight) => weight / divisor);
  const slots = new Uint8Array(wheelLength(weights));
  const credits = new Int32Array(gains.length);
  for (let slot = 0; slot < slots.length; slot += 1) {
    let ahead = 0;
    let most = Number.MIN_SAFE_INTEGER;
    for (let member = 0; member < credits.length; member += 1) {
      const credit = (credits[member] ?? 0) + (gains[member] ?? 0);
      credits[member] = credit;
      if (credit > most) {
        most = credit;
        ahead = member;
      }
    }
    credits[ahead] = most - slots.length;
    slots[slot] = ahead;
  }
  return slots;
}

/** Moves `member`, which is in `order`, to the front; with a loop, because the native calls cost more. */
function moveToFront(order: Uint8Array, member: number): void {
  let moved = member;
  for (let place = 0; place < order.length; place += 1) {
    const present = order[place] ?? 0;
    order[place] = moved;
    if (present === member) return;
    moved = present;
  }
}

/**
 * The order in which the wheel reaches its members, from every `CHECKPOINT_INTERVAL_SLOTS`th slot. The order from a
 * slot is that from the next slot with the slot's own member moved to the front, so one backward turn yields them all.
 */
function noteCheckpoints(slots: Uint8Array, memberCount: number): readonly Uint8Array[] {
  const order = Uint8Array.from({ length: memberCount }, (_, member) => member);
  // The first turn puts the members into the order from the wheel's end, which is also its start.
  for (let slot = slots.length - 1; slot >= 0; slot -= 1) moveToFront(order, slots[slot] ?? 0);
  const checkpoints: Uint8Array[] = [];
  for (let slot = slots.length - 1; slot >= 0; slot -= 1) {
    moveToFront(order, slots[slot] ?? 0);
    if (slot % CHECKPOINT_INTERVAL_SLOTS === 0) checkpoints[slot / CHECKPOINT_INTERVAL_SLOTS] = order.slice();
  }
  return checkpoints;
}

/** One period of smooth weighted round robin over a set of targets. */
export class Wheel {
  readonly #targets: readonly Target[];
  readonly #slots: Uint8Array;
  readonly #checkpoints: readonly Uint8Array[];

  /** @param targets 1 to 32, with positive integer weights */
  constructor(targets: readonly Target[]) {
    this.#targets = targets;
    this.#slots = turnWheel(targets.map((target) => target.weight));
    this.#checkpoints = noteCheckpoints(this.#slots, targets.length);
  }

  /** The target whose turn it is, then the others in the order in which the wheel reaches them from there. */
  order(ticket: number): readonly Target[] {
    const ordered: Target[] = [];
    const slots = this.#slots;
    const first = ticket % slots.length;
    const checkpoint = Math.ceil(first / CHECKPOINT_INTERVAL_SLOTS);
    const end = Math.min(checkpoint * CHECKPOINT_INTERVAL_SLOTS, slots.length);
    let seen = 0;
    const take = (member: number) => {
      const target = this.#targets[member];
      const bit = 1 << member;
      if (target === undefined || (seen & bit) !== 0) return;
      seen |= bit;
      ordered.push(target);
    };
    for (let slot = first; slot < end && ordered.length < this.#targets.length; slot += 1) take(slots[slot] ?? 0);
    for (const member of this.#checkpoints[checkpoint] ?? this.#checkpoints[0] ?? []) take(member);
    return ordered;
  }
}
