/**
 * Items that come and go thousands of times a second, in no order.
 *
 * A `Set` or `Map` from which items are deleted replaces its table again and again, and V8 keeps in each table that was replaced
 * what it held, and a link to the next one. A major collection makes the present table old. From then on no minor collection
 * frees what it or any later table held, although nothing uses them any more: with a `Set` of requests that was a third of all
 * that requests allocated, and it took more time than all of Switchyard's own code. A bag reuses its places, and lets go of what
 * has left.
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
