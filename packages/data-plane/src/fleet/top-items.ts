/**
 * Keeps the first N items in an order without keeping or sorting the others: once there are enough smaller items,
 * adding one costs a single comparison.
 */
export class TopItems<T> {
  readonly #countMax: number;
  readonly #compare: (a: T, b: T) => number;
  #kept: T[] = [];
  /** The last item that may still be among the first N; null while any item may. */
  #last: { readonly item: T } | null = null;

  /** @param countMax N, at least 1 */
  constructor(countMax: number, compare: (a: T, b: T) => number) {
    this.#countMax = countMax;
    this.#compare = compare;
  }

  add(item: T): void {
    if (this.#last !== null && this.#compare(item, this.#last.item) >= 0) return;
    this.#kept.push(item);
    if (this.#kept.length >= 2 * this.#countMax) this.#drop();
  }

  /** The first N items, in order. */
  get all(): readonly T[] {
    this.#drop();
    return this.#kept;
  }

  #drop(): void {
    this.#kept = this.#kept.toSorted(this.#compare).slice(0, this.#countMax);
    const item = this.#kept[this.#countMax - 1];
    if (item !== undefined) this.#last = { item };
  }
}
