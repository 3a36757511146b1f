import { type Coverage, isCovered } from '@switchyard/contract';
import type { FileHandle } from 'node:fs/promises';
import type { EntryRecord } from './journal-record';
import { type PlacedRecord, readRecords } from './read-records';
import { JOURNAL_HEADER, type JournalScan } from './scan-journal';

export interface LiveRecord extends PlacedRecord {
  readonly record: EntryRecord;
}

/**
 * The entries of a journal's last applied revision, each once: of each key the latest version that the mark covers. Only the
 * keys that were written since the snapshot are kept in memory meanwhile.
 */
export async function* liveRecords(
  file: FileHandle,
  { mark, markEnd, snapshotEnd }: Pick<JournalScan, 'mark' | 'markEnd' | 'snapshotEnd'>,
): AsyncGenerator<LiveRecord> {
  if (mark === null) return;
  const latest = new Map<string, Winner>();
  for await (const { record, start } of readRecords(file, snapshotEnd, markEnd)) {
    if (record.kind !== 'ENTRY' || !isCovered(record, mark)) continue;
    const known = latest.get(record.key);
    if (known !== undefined && known.revision > record.revision) continue;
    latest.set(record.key, { revision: record.revision, start });
  }
  for await (const placed of readRecords(file, JOURNAL_HEADER.length, markEnd)) {
    const { record, start } = placed;
    if (record.kind !== 'ENTRY' || record.encoded === null || !isCovered(record, mark)) continue;
    const written = latest.get(record.key);
    // An older version may have been put back for a while: it was never applied.
    const isLatest = written === undefined || written.start === start || written.revision < record.revision;
    if (!isLatest) continue;
    if (written !== undefined) latest.set(record.key, { revision: record.revision, start });
    yield { ...placed, record };
  }
}

/** The record that counts of a key that was written since the snapshot. */
interface Winner extends Pick<Coverage, 'revision'> {
  readonly start: number;
}
