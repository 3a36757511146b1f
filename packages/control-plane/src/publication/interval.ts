/** Something to do every so often, and the first time at once. */
export class Interval {
  #lastMs = -Infinity;

  constructor(
    private readonly intervalMs: number,
    /** A clock that is never set, in milliseconds. */
    private readonly monotonicMs: () => number,
  ) {}

  get isDue(): boolean {
    return this.monotonicMs() - this.#lastMs >= this.intervalMs;
  }

  /** Makes it due after this time, instead of the interval. */
  endIn(ms: number): void {
    this.#lastMs = this.monotonicMs() - this.intervalMs + ms;
  }

  /** Starts the interval anew. */
  restart(): void {
    this.#lastMs = this.monotonicMs();
  }
}
