import type { Logger } from 'pino';

/** How many requests refused for overload are logged in each window; the others are counted. */
export const OVERLOAD_LINES_MAX = 10;
export const OVERLOAD_WINDOW_MS = 10_000;

/**
 * The log of requests that the gateway refuses because it is overloaded: a line for each would add to the overload. The
 * first of each window are logged, and at its end the number of dropped lines.
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

  /** Whether this window's lines are used up, so that no more records need to be built. */
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

  /** Logs how many lines were dropped since the window began; the next line starts a new window. */
  endWindow(): void {
    if (this.#window !== null) clearTimeout(this.#window);
    this.#window = null;
    this.#lines = 0;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    if (leftOut > 0) this.#log.warn({ refusal: 'overloaded', leftOut }, 'more requests refused for overload');
  }
}
