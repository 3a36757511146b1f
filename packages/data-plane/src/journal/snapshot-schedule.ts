import type { JournalFile } from './journal-file';

/** How much is appended to a snapshot before a new one is written. */
const JOURNAL_BYTES_MAX = 64 * 1_048_576;
/** How long changes stay behind the snapshot. */
const SNAPSHOT_INTERVAL_MS = 3_600_000;

export interface SnapshotScheduleOptions {
  /** Monotonic, in ms. */
  readonly nowMs?: () => number;
  readonly journalBytesMax?: number;
}

/** When a journal should begin anew with a snapshot. */
export class SnapshotSchedule {
  readonly #nowMs: () => number;
  readonly #journalBytesMax: number;
  #triedAtMs: number;
  #appendedBytesMax: number;

  constructor({ nowMs = () => performance.now(), journalBytesMax = JOURNAL_BYTES_MAX }: SnapshotScheduleOptions) {
    this.#nowMs = nowMs;
    this.#journalBytesMax = journalBytesMax;
    this.#appendedBytesMax = journalBytesMax;
    this.#triedAtMs = nowMs();
  }

  isDue({ hasChanged, appendedBytes }: Pick<JournalFile, 'hasChanged' | 'appendedBytes'>): boolean {
    const isOld = this.#nowMs() - this.#triedAtMs >= SNAPSHOT_INTERVAL_MS;
    return hasChanged && (isOld || appendedBytes >= this.#appendedBytesMax);
  }

  /** Notes that one is being written, which may fail. */
  noteTry({ appendedBytes }: Pick<JournalFile, 'appendedBytes'>): void {
    this.#triedAtMs = this.#nowMs();
    this.#appendedBytesMax = appendedBytes + this.#journalBytesMax;
  }

  /** Notes that one was written. */
  noteWritten(): void {
    this.#appendedBytesMax = this.#journalBytesMax;
  }
}
