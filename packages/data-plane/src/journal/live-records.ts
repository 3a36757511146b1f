import type { FileHandle } from 'node:fs/promises';
import type { EntryRecord } from './journal-record';
import { type PlacedRecord, readRecords } from './read-records';
import { JOURNAL_HEADER, type JournalScan } from './scan-journal';

export interface LiveRecord extends PlacedRecord {
  readonly record: EntryRecord;
}

/**
 * What the bucket held at a journal's last mark: of each key the last record before the mark. Only the keys that were written
 * since the snapshot are kept in memory meanwhile; a key may stand twice in the snapshot, and its last record counts.
 */
export async function* liveRecords(
  file: FileHandle,
  { mark, markEnd, snapshotEnd }: Pick<JournalScan, 'mark' | 'markEnd' | 'snapshotEnd'>,
): AsyncGenerator<LiveRecord> {
  if (mark === null) return;
  const lastStarts = new Map<string, number>();
  for await (const { record, start } of readRecords(file, snapshotEnd, markEnd)) {
    if (record.kind === 'ENTRY') lastStarts.set(record.key, start);
  }
  for await (const placed of readRecords(file, JOURNAL_HEADER.length, markEnd)) {
    const { record, start } = placed;
    if (record.kind !== 'ENTRY') continue;
    if ((lastStarts.get(record.key) ?? start) === start) yield { ...placed, record };
  }
}
