/** How many requests of one consumer at a time a target takes as a last resort, once two consumers have failed at it. */
export const LAST_RESORTS_PER_CONSUMER_MAX = 8;

/**
 * The room for requests that try a softly suspended target as a last resort. It is unlimited at first: one consumer's
 * bad requests say nothing about the target. When the attempts of two different consumers in a row have failed, it is
 * probably down, and each consumer may have `LAST_RESORTS_PER_CONSUMER_MAX` requests waiting for it. Consumers do not
 * share these places, because then one of them could take them all; the bulkhead bounds what all wait for together. A new
 * room begins with the next suspension, because any success ends the present one.
 */
export class LastResortRoom {
  /** By consumer, and only of those that have requests inside. */
  readonly #inside = new Map<string, number>();
  #lastFailedConsumer: string | null = null;
  #isLimited = false;

  /** @returns false if the consumer has no place left */
  enter(consumerId: string): boolean {
    const inside = this.#inside.get(consumerId) ?? 0;
    if (this.#isLimited && inside >= LAST_RESORTS_PER_CONSUMER_MAX) return false;
    this.#inside.set(consumerId, inside + 1);
    return true;
  }

  leave(consumerId: string): void {
    const inside = (this.#inside.get(consumerId) ?? 0) - 1;
    if (inside > 0) this.#inside.set(consumerId, inside);
    else this.#inside.delete(consumerId);
  }

  noteFailure(consumerId: string): void {
    this.#isLimited ||= this.#lastFailedConsumer !== null && this.#lastFailedConsumer !== consumerId;
    this.#lastFailedConsumer = consumerId;
  }
}
