/** So many may wait at once; who comes then is answered as things stand. */
export const WAITS_MAX = 500;
/** Those who wait look again at most once in this time: a thousand data planes report two hundred times a second. */
const LOOK_INTERVAL_MS = 20;

export interface ChangeWaitsOptions {
  /** Calls back when what is waited for may have come. Returns what ends that. */
  readonly onChange: (listener: () => void) => () => void;
  readonly waitsMax?: number | undefined;
}

export interface WaitLimits {
  readonly timeoutMs: number;
  /** Ends the wait, because nobody is there any more for the answer. */
  readonly signal: AbortSignal;
}

/**
 * Lets callers wait until things stand as they wish. Nobody polls: they look when they are told that something has
 * changed. A wait holds nothing but its place, and a full house turns away no one: they see what there is.
 */
export class ChangeWaits {
  readonly #forget: () => void;
  readonly #waitsMax: number;
  readonly #closing = new AbortController();
  readonly #waiting = new Set<() => void>();
  #taken = 0;
  /** How often something has changed. */
  #changeCount = 0;
  #timer: NodeJS.Timeout | null = null;
  #wokenMs = -LOOK_INTERVAL_MS;

  constructor({ onChange, waitsMax = WAITS_MAX }: ChangeWaitsOptions) {
    this.#waitsMax = waitsMax;
    this.#forget = onChange(() => {
      this.#changeCount += 1;
      this.#wakeSoon();
    });
  }

  /**
   * Looks, and again at each change, until what is seen will do; then, or when the wait has to end, returns what was
   * seen last.
   */
  async until<T>(look: () => Promise<T>, isEnough: (seen: T) => boolean, limits: WaitLimits): Promise<T> {
    const deadlineMs = performance.now() + limits.timeoutMs;
    let seenAt = this.#changeCount;
    let seen = await look();
    if (isEnough(seen) || limits.timeoutMs <= 0 || this.#taken >= this.#waitsMax) return seen;
    this.#taken += 1;
    try {
      while (!isEnough(seen) && (await this.#change(seenAt, deadlineMs, limits.signal))) {
        seenAt = this.#changeCount;
        seen = await look();
      }
      return seen;
    } finally {
      this.#taken -= 1;
    }
  }

  /** Ends all waits, and lets nobody wait any more. */
  close(): void {
    this.#forget();
    this.#closing.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#wake();
  }

  /**
   * Resolves with true when something has changed, with false when the wait has to end.
   *
   * @param seenAt the count of changes when the caller began to look: one that came meanwhile may not have been seen
   */
  async #change(seenAt: number, deadlineMs: number, signal: AbortSignal): Promise<boolean> {
    const leftMs = deadlineMs - performance.now();
    const hasEnded = () => signal.aborted || this.#closing.signal.aborted;
    if (leftMs <= 0 || hasEnded()) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const changed = () => resolve(true);
    const ended = () => resolve(false);
    this.#waiting.add(changed);
    if (this.#changeCount !== seenAt) this.#wakeSoon();
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
    const waitMs = Math.max(this.#wokenMs + LOOK_INTERVAL_MS - performance.now(), 0);
    this.#timer ??= setTimeout(() => this.#wake(), waitMs);
  }

  #wake(): void {
    this.#timer = null;
    this.#wokenMs = performance.now();
    for (const wake of this.#waiting) wake();
  }
}
