import type { Target } from '../entry/target';
import { Wheel } from './wheel';

/** How many wheels a policy's side keeps besides the one over all its targets. */
export const WHEELS_PER_SIDE_MAX = 16;

/**
 * The wheels of a weighted side, one per set of available targets, built on first use. A set is a bit mask: bit i is
 * the i-th target in rotation.
 */
export class WheelCache {
  readonly #targets: readonly Target[];
  #whole: Wheel | null = null;
  /** From the least to the most recently used. */
  readonly #partial = new Map<number, Wheel>();

  /** @param targets all targets in rotation: at most 32, with positive integer weights */
  constructor(targets: readonly Target[]) {
    this.#targets = targets;
  }

  /** The wheel over all targets; there must be at least one. */
  whole(): Wheel {
    this.#whole ??= new Wheel(this.#targets);
    return this.#whole;
  }

  /** The wheel over the targets in `mask`, at least one. */
  partial(mask: number): Wheel {
    const wheel = this.#partial.get(mask) ?? new Wheel(this.#targets.filter((_, index) => (mask & (1 << index)) !== 0));
    this.#partial.delete(mask);
    this.#partial.set(mask, wheel);
    if (this.#partial.size > WHEELS_PER_SIDE_MAX) {
      for (const oldest of this.#partial.keys()) {
        this.#partial.delete(oldest);
        break;
      }
    }
    return wheel;
  }

  /** How many wheels are kept besides the one over all targets. */
  get partialCount(): number {
    return this.#partial.size;
  }
}
