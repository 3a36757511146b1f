const SLOT_MS = 2;

/**
 * Sends something to each of many streams at a steady interval. The streams are spread over the interval as they come, so
 * that they do not all send in the same moment.
 */
export class StreamSchedule<T> {
  readonly #slots: readonly Set<T>[];
  readonly #send: (stream: T) => void;
  readonly #nowMs: () => number;
  readonly #startedAtMs: number;
  #slotsDone = 0;
  #added = 0;

  /** @param nowMs a monotonic clock */
  constructor(intervalMs: number, send: (stream: T) => void, nowMs: () => number) {
    this.#slots = Array.from({ length: Math.max(1, Math.round(intervalMs / SLOT_MS)) }, () => new Set());
    this.#send = send;
    this.#nowMs = nowMs;
    this.#startedAtMs = nowMs();
  }

  /** How often to call `sendDue`. */
  static readonly everyMs = SLOT_MS;

  /** Adds a stream to the slot that follows the one of the stream before. */
  add(stream: T): void {
    this.#slots[this.#added % this.#slots.length]?.add(stream);
    this.#added += 1;
  }

  delete(stream: T): void {
    for (const slot of this.#slots) if (slot.delete(stream)) return;
  }

  /** Sends to every stream whose turn has come since the last call; a late call makes up for it, by one interval at most. */
  sendDue(): void {
    const due = Math.floor((this.#nowMs() - this.#startedAtMs) / SLOT_MS);
    this.#slotsDone = Math.max(this.#slotsDone, due - this.#slots.length);
    for (; this.#slotsDone < due; this.#slotsDone += 1) {
      for (const stream of this.#slots[this.#slotsDone % this.#slots.length] ?? []) this.#send(stream);
    }
  }
}
