import { type Coverage, coveredVersion, decodeEntry } from '@switchyard/contract';
import type { FileHandle } from 'node:fs/promises';
import { liveRecords } from './live-records';
import type { JournalScan } from './scan-journal';

/** The key of an entry and its JSON, one character per byte; null if the revision does not have it. */
export type CoveredEntry = readonly [key: string, raw: string | null];

/** The table of the last revision in a journal's file, as workers take it. */
export interface FileTable {
  readonly position: Coverage;
  /** Of a key that comes twice, the later one counts. @throws JournalFault, or the file system's error */
  entries(): AsyncIterable<CoveredEntry>;
}

/** What a journal's last mark covers of each entry. Of a key that comes twice, the later one counts, also if that is null. */
export async function* coveredEntries(
  file: FileHandle,
  scan: Pick<JournalScan, 'mark' | 'markEnd' | 'snapshotEnd'>,
): AsyncGenerator<CoveredEntry> {
  const { mark } = scan;
  if (mark === null) return;
  for await (const { record } of liveRecords(file, scan)) {
    const { key, encoded } = record;
    const version = encoded === null ? null : coveredVersion(decodeEntry(encoded), mark);
    yield [key, version?.raw ?? null];
  }
}
