import { batchOf, type BatchStore, type OnDropped, type SpooledBatch } from './batch-store';
import type { SpoolRecord } from './spool-record';

interface Held {
  readonly batch: SpooledBatch;
  readonly bytes: Buffer;
}

/** Batches in memory, for a process without a data folder, or whose folder cannot be written to. They end with it. */
export class MemorySpool implements BatchStore {
  readonly #incarnation: string;
  readonly bytesMax: number;
  readonly #onDropped: OnDropped;
  /** By sequence number, the oldest first. */
  readonly #held = new Map<number, Held>();
  #bytes = 0;

  constructor(incarnation: string, bytesMax: number, onDropped: OnDropped) {
    this.#incarnation = incarnation;
    this.bytesMax = bytesMax;
    this.#onDropped = onDropped;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Those that wait, the oldest first. */
  get batches(): readonly SpooledBatch[] {
    return Array.from(this.#held.values(), ({ batch }) => batch);
  }

  has({ incarnation, sequence }: SpooledBatch): boolean {
    return incarnation === this.#incarnation && this.#held.has(sequence);
  }

  append(record: SpoolRecord): Promise<void> {
    const { sequence, bytes } = record;
    const batch = batchOf(this.#incarnation, record);
    this.#held.set(sequence, { batch, bytes });
    this.#bytes += bytes.length;
    for (const oldest of this.#held.values()) {
      if (this.#bytes <= this.bytesMax || this.#held.size === 1) break;
      this.#remove(oldest.batch);
      this.#onDropped([oldest.batch]);
    }
    return Promise.resolve();
  }

  read({ sequence }: SpooledBatch): Promise<Buffer | null> {
    return Promise.resolve(this.#held.get(sequence)?.bytes ?? null);
  }

  abandon(batch: SpooledBatch): Promise<readonly SpooledBatch[]> {
    return Promise.resolve(this.#remove(batch) ? [batch] : []);
  }

  drop(batch: SpooledBatch): Promise<void> {
    this.#remove(batch);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#held.clear();
    this.#bytes = 0;
    return Promise.resolve();
  }

  #remove({ sequence }: SpooledBatch): boolean {
    this.#bytes -= this.#held.get(sequence)?.bytes.length ?? 0;
    return this.#held.delete(sequence);
  }
}
