import { USAGE_ROWS_PER_MINUTE_MAX } from '@switchyard/contract';

/** Requests end in the present minute, and reach the primary in the next one at the latest. */
const MINUTES_KEPT = 2;
/** What may wait in memory while the disk takes nothing: some minutes of a busy data plane. */
export const ROWS_WAITING_MAX = 10 * USAGE_ROWS_PER_MINUTE_MAX;

/** How many different rows each minute may have; what does not fit is counted as "other". */
export class RowBudget {
  readonly #keysByMinute = new Map<number, Set<string>>();
  #waiting = 0;

  /** Whether a row that is not waiting yet may be begun. */
  admits(minute: number, key: string): boolean {
    if (this.#waiting >= ROWS_WAITING_MAX) return false;
    const keys = this.#keysOf(minute);
    if (keys === null) return false;
    if (keys.size >= USAGE_ROWS_PER_MINUTE_MAX && !keys.has(key)) return false;
    keys.add(key);
    this.#waiting += 1;
    return true;
  }

  /** What waited has been handed over. */
  noteTaken(): void {
    this.#waiting = 0;
  }

  #keysOf(minute: number): Set<string> | null {
    const present = this.#keysByMinute.get(minute);
    if (present !== undefined) return present;
    const keys = new Set<string>();
    this.#keysByMinute.set(minute, keys);
    // A clock that is set back must not keep the minutes of the future forever.
    while (this.#keysByMinute.size > MINUTES_KEPT) {
      const [oldest] = this.#keysByMinute.keys();
      if (oldest === undefined) break;
      this.#keysByMinute.delete(oldest);
    }
    return this.#keysByMinute.get(minute) ?? null;
  }
}
