import type { Coverage } from '@switchyard/contract';
import type { FileHandle } from 'node:fs/promises';
import type { EntryRecord } from './journal-record';
import { liveRecords } from './live-records';
import type { JournalScan } from './scan-journal';

/** The table of the last applied revision, from the file. */
export interface StoredTable extends Coverage {
  /** The bytes of the head, and the lineages that were left until then. */
  readonly head: string;
  readonly leftLineages: readonly string[];
  /** When it was last known to be current, in ms since the epoch. */
  readonly currentAtMs: number;
  /** What the bucket held; of a key that comes twice, the later one counts. */
  entries(): AsyncIterable<Omit<EntryRecord, 'kind'>>;
}

/** The table that a file has; null if it has no applied revision. */
export function storedTable(file: FileHandle, scan: JournalScan): StoredTable | null {
  const { mark, currentAtMs } = scan;
  if (mark === null || currentAtMs === null) return null;
  const { lineage, revision, head, leftLineages } = mark;
  return {
    lineage,
    revision,
    head,
    leftLineages,
    currentAtMs,
    async *entries() {
      for await (const { record } of liveRecords(file, scan)) yield record;
    },
  };
}
