/** Lets one waiter sleep until something changes. What changes while nobody waits ends the next wait at once. */
export class Wake {
  #isDue = false;
  #end: (() => void) | null = null;

  /** @param leaving rings when it is aborted */
  constructor(leaving: AbortSignal) {
    leaving.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.#isDue = true;
    this.#end?.();
  }

  /** Ends with the next ring, or when the time is over. @param timeoutMs null where it has no end */
  async wait(timeoutMs: number | null = null): Promise<void> {
    if (!this.#isDue) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#end = resolve;
      const timer = timeoutMs === null ? null : setTimeout(resolve, timeoutMs);
      await promise;
      if (timer !== null) clearTimeout(timer);
      this.#end = null;
    }
    this.#isDue = false;
  }
}
