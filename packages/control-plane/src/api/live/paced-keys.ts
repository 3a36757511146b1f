/** Which of many things have changed and may be told of, each of them at most once in an interval. */
export class PacedKeys {
  readonly #changed = new Set<string>();
  /** When each was last told of, for those where that is less than an interval ago. */
  readonly #toldMs = new Map<string, number>();

  constructor(private readonly intervalMs: number) {}

  touch(key: string): void {
    this.#changed.add(key);
  }

  /** Those that may be told of now, which counts as doing so. */
  takeDue(nowMs: number): string[] {
    for (const [key, toldMs] of this.#toldMs) if (nowMs - toldMs >= this.intervalMs) this.#toldMs.delete(key);
    const due = [...this.#changed].filter((key) => !this.#toldMs.has(key));
    for (const key of due) {
      this.#changed.delete(key);
      this.#toldMs.set(key, nowMs);
    }
    return due;
  }

  /** After how long the next one of those that have changed may be told of; null where none has changed. */
  waitMs(nowMs: number): number | null {
    let leastMs: number | null = null;
    for (const key of this.#changed) {
      const waitMs = Math.max(0, (this.#toldMs.get(key) ?? -Infinity) + this.intervalMs - nowMs);
      leastMs = Math.min(waitMs, leastMs ?? waitMs);
    }
    return leastMs;
  }
}
