import { isCovered } from '@switchyard/contract';
import type { EntryRecord, JournalRecord, MarkRecord } from './journal-record';

/** Records that are not in the file yet. However long it cannot be written, they stay about as many as the table has entries. */
export class PendingRecords {
  #records: JournalRecord[] = [];
  #settledCount = 0;

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  add(record: JournalRecord): void {
    this.#records.push(record);
    if (record.kind === 'MARK' && this.#records.length > 2 * this.#settledCount + SETTLE_COUNT_MIN)
      this.#settle(record);
  }

  /** Takes out the next records, up to this many bytes of text and at least one. */
  take(bytesMax: number): readonly JournalRecord[] {
    let bytes = 0;
    let count = 0;
    for (const record of this.#records) {
      bytes += record.kind === 'ENTRY' ? (record.encoded?.length ?? 0) : 0;
      if (count > 0 && bytes > bytesMax) break;
      count += 1;
    }
    return this.#records.splice(0, count);
  }

  /** Puts records back that were taken out last and could not be written. */
  putBack(records: readonly JournalRecord[]): void {
    this.#records = [...records, ...this.#records];
  }

  /** Drops what the mark makes superfluous: older marks, and versions that a later one replaces. */
  #settle(mark: MarkRecord): void {
    const covered = new Map<string, EntryRecord>();
    const ahead: EntryRecord[] = [];
    for (const record of this.#records) {
      if (record.kind !== 'ENTRY') continue;
      if (!isCovered(record, mark)) {
        if (!mark.leftLineages.includes(record.lineage)) ahead.push(record);
        continue;
      }
      const known = covered.get(record.key);
      if (known === undefined || known.revision <= record.revision) covered.set(record.key, record);
    }
    this.#records = [...covered.values(), ...ahead, mark];
    this.#settledCount = this.#records.length;
  }
}

const SETTLE_COUNT_MIN = 1_000;
