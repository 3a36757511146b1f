/** The time, in ms. */
export interface Clock {
  /** Since the epoch. It may step, so it is only for what is shown, shared, or given by others. */
  wallMs(): number;
  /** It never steps: for durations, deadlines and suspensions within this process. */
  monotonicMs(): number;
  /** A monotonic time as one since the epoch: whole ms, and the same each time unless the wall clock steps. */
  toWallMs(monotonicMs: number): number;
}

/** A wall clock that is off by more than this has stepped; clocks are adjusted by less all the time. */
const STEP_MS_MIN = 500;

class SystemClock implements Clock {
  #offsetMs = Date.now() - performance.now();

  wallMs(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return performance.now();
  }

  toWallMs(monotonicMs: number): number {
    const offsetMs = Date.now() - performance.now();
    if (Math.abs(offsetMs - this.#offsetMs) > STEP_MS_MIN) this.#offsetMs = offsetMs;
    return Math.round(monotonicMs + this.#offsetMs);
  }
}

export const SYSTEM_CLOCK: Clock = new SystemClock();
