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

  /** Ends with the next ring. */
  async wait(): Promise<void> {
    if (!this.#isDue) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#end = resolve;
      await promise;
      this.#end = null;
    }
    this.#isDue = false;
  }
}
