import type { Logger } from 'pino';

/** So many requests that were refused for overload are logged one by one in each window; the others are counted. */
export const OVERLOAD_LINES_MAX = 10;
export const OVERLOAD_WINDOW_MS = 10_000;

/**
 * The log of requests that the gateway refuses because it has too much to do already: a line for each of them would be
 * the more work the more there are. Every window's first ones are logged whole, and at its end how many were left out.
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

  /** Whether this window has as many lines as it may have, so that what they would say need not even be gathered. */
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

  /** Tells what was left out since the window began; a new one begins with the next line. */
  endWindow(): void {
    if (this.#window !== null) clearTimeout(this.#window);
    this.#window = null;
    this.#lines = 0;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    if (leftOut > 0) this.#log.warn({ refusal: 'overloaded', leftOut }, 'further requests were refused for overload');
  }
}
