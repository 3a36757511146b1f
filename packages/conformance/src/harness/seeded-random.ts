const SEED_MAX = 0xffff_ffff;

/** Random numbers that the same seed repeats: mulberry32, which is good enough to choose what a test does. */
export class SeededRandom {
  #state: number;

  /** @param seed a whole number of 32 bits */
  constructor(seed: number) {
    this.#state = seed;
  }

  /** At least 0 and below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / (SEED_MAX + 1);
  }

  /** A whole number; both ends are included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @throws RangeError if there is nothing to choose from */
  pick<T>(choices: readonly T[]): T {
    const [choice] = choices.slice(this.whole(0, choices.length - 1));
    if (choice === undefined) throw new RangeError('nothing to choose from');
    return choice;
  }

  /** The same elements in another order. */
  shuffled<T>(elements: readonly T[]): T[] {
    const keyed = elements.map((element) => ({ element, key: this.next() }));
    return keyed.toSorted((a, b) => a.key - b.key).map(({ element }) => element);
  }
}

/** Reads the option `--seed`. @throws Error that says what it must be */
export function seedFrom(option: string | undefined): number {
  if (option === undefined) return Math.floor(Math.random() * SEED_MAX);
  const seed = Number(option);
  if (Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX) return seed;
  throw new Error(`--seed must be a whole number from 0 to ${SEED_MAX}`);
}
