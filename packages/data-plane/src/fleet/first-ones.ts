/**
 * Keeps the first N items in an order without keeping or sorting the others: once there are enough smaller items,
 * adding one costs a single comparison.
 */
export class FirstOnes<T> {
  readonly #most: number;
  readonly #compare: (one: T, other: T) => number;
  #kept: T[] = [];
  /** The last item that may still be among the first N; null while any item may. */
  #last: { readonly one: T } | null = null;

  /** @param most N, at least 1 */
  constructor(most: number, compare: (one: T, other: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  add(one: T): void {
    if (this.#last !== null && this.#compare(one, this.#last.one) >= 0) return;
    this.#kept.push(one);
    if (this.#kept.length >= 2 * this.#most) this.#drop();
  }

  /** The first N items, in order. */
  get all(): readonly T[] {
    this.#drop();
    return this.#kept;
  }

  #drop(): void {
    this.#kept = this.#kept.toSorted(this.#compare).slice(0, this.#most);
    const one = this.#kept[this.#most - 1];
    if (one !== undefined) this.#last = { one };
  }
}
