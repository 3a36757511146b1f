/** The most concurrent waits; further callers are answered at once with the current state. */
export const WAITS_MAX = 500;
/** Waiters read again at most once per interval: a thousand data planes report two hundred times a second. */
const READ_INTERVAL_MS = 20;

export interface ChangeWaitsOptions {
  /** Calls back when the awaited state may have been reached. Returns a function that removes the listener. */
  readonly onChange: (listener: () => void) => () => void;
  readonly waitsMax?: number | undefined;
}

export interface WaitLimits {
  readonly timeoutMs: number;
  /** Ends the wait, because the client has disconnected. */
  readonly signal: AbortSignal;
}

/**
 * Lets callers wait for a state. Waiters do not poll: they read again when they are notified of a change. A wait holds
 * nothing but its slot. When all slots are taken, callers get the current state instead of a refusal.
 */
export class ChangeWaits {
  readonly #unlisten: () => void;
  readonly #waitsMax: number;
  readonly #closing = new AbortController();
  readonly #waiting = new Set<() => void>();
  #waitCount = 0;
  /** Counts changes. */
  #changeCount = 0;
  #timer: NodeJS.Timeout | null = null;
  #wokenMs = -READ_INTERVAL_MS;

  constructor({ onChange, waitsMax = WAITS_MAX }: ChangeWaitsOptions) {
    this.#waitsMax = waitsMax;
    this.#unlisten = onChange(() => {
      this.#changeCount += 1;
      this.#wakeSoon();
    });
  }

  /**
   * Reads, and reads again after each change, until the result is enough or the wait ends. Returns the last result.
   */
  async until<T>(read: () => Promise<T>, isEnough: (result: T) => boolean, limits: WaitLimits): Promise<T> {
    const deadlineMs = performance.now() + limits.timeoutMs;
    let readAt = this.#changeCount;
    let result = await read();
    if (isEnough(result) || limits.timeoutMs <= 0 || this.#waitCount >= this.#waitsMax) return result;
    this.#waitCount += 1;
    try {
      while (!isEnough(result) && (await this.#change(readAt, deadlineMs, limits.signal))) {
        readAt = this.#changeCount;
        result = await read();
      }
      return result;
    } finally {
      this.#waitCount -= 1;
    }
  }

  /** Ends all waits; further calls do not wait. */
  close(): void {
    this.#unlisten();
    this.#closing.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#wake();
  }

  /**
   * Resolves with true at a change, with false when the wait ends.
   *
   * @param readAt the count of changes before the caller's last read, which may have missed a change made meanwhile
   */
  async #change(readAt: number, deadlineMs: number, signal: AbortSignal): Promise<boolean> {
    const leftMs = deadlineMs - performance.now();
    const hasEnded = () => signal.aborted || this.#closing.signal.aborted;
    if (leftMs <= 0 || hasEnded()) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const changed = () => resolve(true);
    const ended = () => resolve(false);
    this.#waiting.add(changed);
    if (this.#changeCount !== readAt) this.#wakeSoon();
    signal.addEventListener('abort', ended, { once: true });
    const timer = setTimeout(ended, leftMs);
    try {
      return (await promise) && !hasEnded();
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', ended);
      this.#waiting.delete(changed);
    }
  }

  #wakeSoon(): void {
    if (this.#waiting.size === 0) return;
    const waitMs = Math.max(this.#wokenMs + READ_INTERVAL_MS - performance.now(), 0);
    this.#timer ??= setTimeout(() => this.#wake(), waitMs);
  }

  #wake(): void {
    this.#timer = null;
    this.#wokenMs = performance.now();
    for (const wake of this.#waiting) wake();
  }
}
