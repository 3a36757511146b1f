/**
 * Items that come and go thousands of times a second, in no order.
 *
 * A `Set` grows by replacing its table, and V8 keeps in each old table what it held, and a link to the next one. Once such a
 * table has become old, no collection of the young generation frees what it or any later table links to. With a `Set` of
 * requests that was a third of all that requests allocated. A bag reuses its places, and lets go of what has left.
 */
export class Bag<T extends object> implements Iterable<T> {
  readonly #places: (T | null)[] = [];
  readonly #freePlaces: number[] = [];

  /** @returns its place, for `remove` */
  add(item: T): number {
    const place = this.#freePlaces.pop();
    if (place === undefined) return this.#places.push(item) - 1;
    this.#places[place] = item;
    return place;
  }

  /** Call it once for each `add`: the place may have another item later. */
  remove(place: number): void {
    this.#places[place] = null;
    this.#freePlaces.push(place);
  }

  get size(): number {
    return this.#places.length - this.#freePlaces.length;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const item of this.#places) if (item !== null) yield item;
  }
}
