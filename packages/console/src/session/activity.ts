const MINUTE_MS = 60_000;
/** As long as the control plane keeps a session that nobody uses. */
export const IDLE_MINUTES_MAX = 120;
export const IDLE_RULE = 'A session ends after 2 hours without a click or a key.';
/** What is asked so soon after a click or a key comes of it. */
const INPUT_COUNTS_MS = MINUTE_MS;
/** Somebody who only types or scrolls sends no request: then one is sent for them. */
const TOLD_EVERY_MS = 5 * MINUTE_MS;

/**
 * Whether somebody uses the page. A page that shows what happens asks for it again and again; only what somebody does may
 * keep the session from ending.
 */
export class Activity {
  #lastInputMs: number;
  /** When the control plane last heard of somebody. */
  #lastToldMs: number;

  constructor(private readonly nowMs: () => number) {
    this.#lastInputMs = nowMs();
    this.#lastToldMs = this.#lastInputMs;
  }

  /** A click, a key, or the like. @returns whether to tell the control plane by a request of its own */
  input(): boolean {
    this.#lastInputMs = this.nowMs();
    return this.#lastInputMs - this.#lastToldMs >= TOLD_EVERY_MS;
  }

  /** Before each request. @returns whether it counts as use of the session */
  request(): boolean {
    const nowMs = this.nowMs();
    const counts = nowMs - this.#lastInputMs < INPUT_COUNTS_MS;
    if (counts) this.#lastToldMs = nowMs;
    return counts;
  }

  /** The session begins, or another page of this browser is in use. */
  told(): void {
    this.#lastInputMs = this.nowMs();
    this.#lastToldMs = this.#lastInputMs;
  }

  /** Until the session ends, if nobody does anything: negative once it has ended. */
  minutesLeft(): number {
    return IDLE_MINUTES_MAX - (this.nowMs() - this.#lastToldMs) / MINUTE_MS;
  }
}

/** Of this page. */
export const activity = new Activity(() => Date.now());
