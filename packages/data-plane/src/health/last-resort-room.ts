/** How many requests at a time a target takes as a last resort, once two consumers have failed at it. */
export const LAST_RESORTS_MAX = 16;

/**
 * The room for requests that try a softly suspended target as a last resort. It is unlimited at first: one consumer's
 * bad requests say nothing about the target. When the attempts of two different consumers in a row have failed, it is
 * probably down, and at most `LAST_RESORTS_MAX` requests at a time wait for it. A new room begins with the next
 * suspension, because any success ends the present one.
 */
export class LastResortRoom {
  #inside = 0;
  #lastFailedConsumer: string | null = null;
  #isLimited = false;

  get isFull(): boolean {
    return this.#isLimited && this.#inside >= LAST_RESORTS_MAX;
  }

  /** @returns false if it is full */
  enter(): boolean {
    if (this.isFull) return false;
    this.#inside += 1;
    return true;
  }

  leave(): void {
    this.#inside -= 1;
  }

  noteFailure(consumerId: string): void {
    this.#isLimited ||= this.#lastFailedConsumer !== null && this.#lastFailedConsumer !== consumerId;
    this.#lastFailedConsumer = consumerId;
  }
}
