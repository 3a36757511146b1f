/** Tracks which keys have changed, and releases each at most once per interval. */
export class PacedKeys {
  readonly #changed = new Set<string>();
  /** When each key was last released, if that is less than an interval ago. */
  readonly #releasedMs = new Map<string, number>();

  constructor(private readonly intervalMs: number) {}

  touch(key: string): void {
    this.#changed.add(key);
  }

  /** Releases the changed keys that are due. */
  takeDue(nowMs: number): string[] {
    for (const [key, releasedMs] of this.#releasedMs)
      if (nowMs - releasedMs >= this.intervalMs) this.#releasedMs.delete(key);
    const due = [...this.#changed].filter((key) => !this.#releasedMs.has(key));
    for (const key of due) {
      this.#changed.delete(key);
      this.#releasedMs.set(key, nowMs);
    }
    return due;
  }

  /** The time until the next changed key is due; null if none has changed. */
  waitMs(nowMs: number): number | null {
    let leastMs: number | null = null;
    for (const key of this.#changed) {
      const waitMs = Math.max(0, (this.#releasedMs.get(key) ?? -Infinity) + this.intervalMs - nowMs);
      leastMs = Math.min(waitMs, leastMs ?? waitMs);
    }
    return leastMs;
  }
}
