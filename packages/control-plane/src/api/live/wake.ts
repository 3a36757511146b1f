/** Lets one waiter sleep until something changes. A ring without a waiter ends the next wait at once. */
export class Wake {
  #isDue = false;
  #end: (() => void) | null = null;

  /** @param leaving its abort rings */
  constructor(leaving: AbortSignal) {
    leaving.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.#isDue = true;
    this.#end?.();
  }

  /** Resolves at the next ring, or after the timeout. @param timeoutMs null for no timeout */
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
