import type { Clock } from '@switchyard/runtime';

/** When the parts of a response came and were passed on, in monotonic ms. */
export class CallMoments {
  readonly #clock: Clock;
  /** When the response began; null if it did not. */
  headersAtMs: number | null = null;
  /** When its first content was passed on; null if none was. */
  contentAtMs: number | null = null;
  /** When the last bytes before the first content came, or that content itself; null if none came. */
  #arrivedAtMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long it took from the arrival of the first content until it was passed on. */
  get passingMs(): number {
    return (this.contentAtMs ?? 0) - (this.#arrivedAtMs ?? this.contentAtMs ?? 0);
  }

  noteHeaders(): void {
    this.headersAtMs = this.#clock.monotonicMs();
  }

  /** Bytes came before content was passed on. */
  noteArrival(): void {
    this.#arrivedAtMs = this.#clock.monotonicMs();
  }

  /** Content was passed on. */
  noteContent(): void {
    this.contentAtMs ??= this.#clock.monotonicMs();
  }
}
