/** The number of the current table, shared by the maps that change together. */
export interface Turn {
  current: number;
}

interface Slot<V> {
  value: V | undefined;
  /** The value from turn `nextFrom` on. */
  next: V | undefined;
  nextFrom: number;
}

const NEVER = Infinity;

/**
 * A map that stages any number of changes and makes them all visible when `turn.current` is incremented, at the same
 * cost for one change and for 100,000. Afterwards `settle` cleans up old values, in any number of steps. Undefined
 * means that a key is absent.
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

  /** Stages a value that becomes visible in the next turn. Everything staged before must be settled. */
  stage(key: string, next: V | undefined): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) {
      if (next !== undefined) this.#slots.set(key, { value: undefined, next, nextFrom: this.#turn.current + 1 });
    } else {
      slot.next = next;
      slot.nextFrom = this.#turn.current + 1;
    }
  }

  /** Call after the turn: drops the key's old value. */
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
