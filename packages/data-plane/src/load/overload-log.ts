import type { Logger } from 'pino';

/** Of the requests refused for overload, this many are logged in each window; the others are counted. */
export const OVERLOAD_LINES_MAX = 10;
export const OVERLOAD_WINDOW_MS = 10_000;

/**
 * The log of requests that the gateway refuses because it is overloaded: a line for each would add to the overload. The
 * first ones of every window are logged whole, and at its end how many were left out.
 */
export class OverloadLog {
  readonly #log: Pick<Logger, 'warn'>;
  readonly #windowMs: number;
  #window: NodeJS.Timeout | null = null;
  #lines = 0;
  #leftOut = 0;

  constructor(log: Pick<Logger, 'warn'>, windowMs: number = OVERLOAD_WINDOW_MS) {
    this.#log = log;
    this.#windowMs = windowMs;
  }

  /** Whether this window has all the lines it may have, so that nothing need be gathered for another one. */
  get isFull(): boolean {
    return this.#lines >= OVERLOAD_LINES_MAX;
  }

  leaveOut(): void {
    this.#leftOut += 1;
  }

  write(fields: object, message: string): void {
    this.#window ??= setTimeout(() => this.endWindow(), this.#windowMs).unref();
    this.#lines += 1;
    this.#log.warn(fields, message);
  }

  /** Logs how many were left out since the window began; the next line begins a new one. */
  endWindow(): void {
    if (this.#window !== null) clearTimeout(this.#window);
    this.#window = null;
    this.#lines = 0;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    if (leftOut > 0) this.#log.warn({ refusal: 'overloaded', leftOut }, 'more requests refused for overload');
  }
}
