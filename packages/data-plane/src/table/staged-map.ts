/** The number of the table that is current; shared by the maps that turn over together. */
export interface Turn {
  current: number;
}

interface Slot<V> {
  value: V | undefined;
  /** What it is from turn `nextFrom` on. */
  next: V | undefined;
  nextFrom: number;
}

const NEVER = Infinity;

/**
 * A map that takes any number of changes beside what it shows, and shows them all as `turn.current` grows by one: the
 * moment costs the same for one change and for 100,000. After it, `settle` clears away what is past, in any number of
 * steps. Undefined is the absence of a key.
 */
export class StagedMap<V> {
  readonly #turn: Turn;
  readonly #slots = new Map<string, Slot<V>>();

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  get(key: string): V | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    return slot.nextFrom <= this.#turn.current ? slot.next : slot.value;
  }

  /** Sets what the key shows from the next turn on. Everything that was staged before must be settled. */
  stage(key: string, next: V | undefined): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) {
      if (next !== undefined) this.#slots.set(key, { value: undefined, next, nextFrom: this.#turn.current + 1 });
    } else {
      slot.next = next;
      slot.nextFrom = this.#turn.current + 1;
    }
  }

  /** After the turn: what the key shows is all that it holds. */
  settle(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined || slot.nextFrom > this.#turn.current) return;
    if (slot.next === undefined) {
      this.#slots.delete(key);
    } else {
      slot.value = slot.next;
      slot.next = undefined;
      slot.nextFrom = NEVER;
    }
  }
}
