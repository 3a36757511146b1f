/** The number of the current table, shared by the maps that change together. */
export interface Turn {
  current: number;
}

interface Staged<V> {
  readonly value: V | undefined;
  /** The turn in which the value becomes visible. */
  readonly from: number;
}

/**
 * A map that stages any number of changes and makes them all visible when `turn.current` is incremented, at the same
 * cost for one change and for 100,000. Afterwards `settle` cleans up, in any number of steps. Undefined means that a key
 * is absent. Only staged keys cost more than in a plain map. Before the first turn (0) nothing is visible, so a first table
 * is built in place: staged, one of 100,000 keys would take 20 MB more and twice the time.
 */
export class StagedMap<V> {
  readonly #turn: Turn;
  readonly #values = new Map<string, V>();
  readonly #staged = new Map<string, Staged<V>>();

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  get(key: string): V | undefined {
    if (this.#isInvisible) return undefined;
    if (this.#staged.size === 0) return this.#values.get(key);
    const staged = this.#staged.get(key);
    return staged !== undefined && staged.from <= this.#turn.current ? staged.value : this.#values.get(key);
  }

  /** Stages a value that becomes visible in the next turn. Everything staged before must be settled. */
  stage(key: string, value: V | undefined): void {
    if (this.#isInvisible) this.#replace(key, value);
    else this.#staged.set(key, { value, from: this.#turn.current + 1 });
  }

  /** Stages the absence of a key, unless a value is staged for it already. A first table is built from values alone. */
  stageAbsence(key: string): void {
    if (this.#isInvisible) return;
    if (!this.#staged.has(key)) this.stage(key, undefined);
  }

  /** Call after the turn, for each staged key: drops its old value. */
  settle(key: string): void {
    const staged = this.#staged.get(key);
    if (staged === undefined || staged.from > this.#turn.current) return;
    this.#replace(key, staged.value);
    this.#staged.delete(key);
  }

  /** The keys and values, while nothing is staged. */
  entries(): IterableIterator<[string, V]> {
    return (this.#isInvisible ? new Map<string, V>() : this.#values).entries();
  }

  get #isInvisible(): boolean {
    return this.#turn.current === 0;
  }

  #replace(key: string, value: V | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}
