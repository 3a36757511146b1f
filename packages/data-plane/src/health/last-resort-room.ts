/** How many requests at a time a target of a data plane takes as a last resort, once two consumers have failed at it. */
export const LAST_RESORTS_MAX = 16;
/** How many of them may be of one consumer, so that no consumer takes every place. */
export const LAST_RESORTS_PER_CONSUMER = 8;

/** How many places a room has, once it is limited. */
export interface LastResortPlaces {
  readonly all: number;
  readonly perConsumer: number;
}

const ALL_PLACES: LastResortPlaces = { all: LAST_RESORTS_MAX, perConsumer: LAST_RESORTS_PER_CONSUMER };

/**
 * The room for requests that try a softly suspended target as a last resort. It is unlimited at first: one consumer's
 * bad requests say nothing about the target. When the attempts of two different consumers in a row have failed, it is
 * probably down, and few requests may wait for it. Those of one consumer take only a part of the places,
 * even if more of them came in before the limit. A new room begins with the next suspension, because any success ends the
 * present one.
 */
export class LastResortRoom {
  readonly #places: LastResortPlaces;
  /** By consumer, and only of those that have requests inside. */
  readonly #insideOf = new Map<string, number>();
  #placesTaken = 0;
  #lastFailedConsumer: string | null = null;
  #isLimited = false;

  /** @param places those of a data plane with one process by default */
  constructor(places: LastResortPlaces = ALL_PLACES) {
    this.#places = places;
  }

  /** @returns false if there is no place for a request of this consumer */
  enter(consumerId: string): boolean {
    const own = this.#insideOf.get(consumerId) ?? 0;
    const { all, perConsumer } = this.#places;
    const isFull = this.#placesTaken >= all || own >= perConsumer;
    if (this.#isLimited && isFull) return false;
    this.#insideOf.set(consumerId, own + 1);
    if (own < perConsumer) this.#placesTaken += 1;
    return true;
  }

  leave(consumerId: string): void {
    const own = (this.#insideOf.get(consumerId) ?? 0) - 1;
    if (own > 0) this.#insideOf.set(consumerId, own);
    else this.#insideOf.delete(consumerId);
    if (own < this.#places.perConsumer) this.#placesTaken -= 1;
  }

  noteFailure(consumerId: string): void {
    this.#isLimited ||= this.#lastFailedConsumer !== null && this.#lastFailedConsumer !== consumerId;
    this.#lastFailedConsumer = consumerId;
  }
}
