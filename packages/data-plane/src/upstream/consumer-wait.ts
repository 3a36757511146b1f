/** How long a response has waited for a consumer that does not read. */
export class ConsumerWait {
  readonly #nowMs: () => number;
  readonly #startedAtMs: number;
  #sinceMs: number | null = null;
  #totalMs = 0;

  /** Begins with the response. @param nowMs monotonic */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#startedAtMs = nowMs();
  }

  begin(): void {
    this.#sinceMs ??= this.#nowMs();
  }

  end(): void {
    if (this.#sinceMs !== null) this.#totalMs += this.#nowMs() - this.#sinceMs;
    this.#sinceMs = null;
  }

  /** Whether a response takes too long because of its consumer: it waits now, or has waited for half of the time. */
  get isCause(): boolean {
    return this.#sinceMs !== null || this.#totalMs >= (this.#nowMs() - this.#startedAtMs) / 2;
  }
}
