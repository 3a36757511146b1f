/**
 * The first ones of many in an order, without keeping or sorting the others: adding one costs a comparison as soon as
 * enough are there that stand before it.
 */
export class FirstOnes<T> {
  readonly #most: number;
  readonly #compare: (one: T, other: T) => number;
  #kept: T[] = [];
  /** The last one that may still be among the first; null while any may. */
  #last: { readonly one: T } | null = null;

  /** @param most how many there are at most, 1 or more */
  constructor(most: number, compare: (one: T, other: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  add(one: T): void {
    if (this.#last !== null && this.#compare(one, this.#last.one) >= 0) return;
    this.#kept.push(one);
    if (this.#kept.length >= 2 * this.#most) this.#drop();
  }

  /** In their order. */
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
