import type { Coverage } from '@switchyard/contract';
import type { FileTable } from '../journal/covered-entries';
import { type EarlyReceived, entriesLeft } from './early-entries';
import { entrySlices } from './entry-slices';
import { type ChangedEntries, isSamePosition } from './unkept-revisions';
import type { WorkerLink } from './worker-link';
import type { Answer } from './worker-message';

/** The journal's file, from which workers read the table. */
export interface TableFile {
  readonly path: string;
  /** The last revision that it surely has; null for none. */
  readonly durable: () => Coverage | null;
  /** What it has, read through the file that this process has open; null if it has no table. */
  readonly table: () => FileTable | null;
}

/** A revision, as what has changed since what is served. */
export interface RevisionContent {
  readonly revision: Coverage;
  readonly entries: Map<string, string | null>;
  /** The file that has exactly this revision; null if workers need the entries. */
  readonly file: TableFile | null;
  /** What one worker has got of the entries before; null for nothing. */
  readonly early: EarlyReceived | null;
}

type ContentToSend = Omit<RevisionContent, 'entries'> & { readonly entries: ChangedEntries };
/** Of a worker that reads no file, and has got nothing before. */
export const NOTHING_RECEIVED = { file: null, early: null };

/**
 * Has a worker prepare a revision.
 *
 * @param reading the answer if it reads the file already
 * @returns null if it has ended
 */
export async function prepareAt(
  worker: WorkerLink,
  { revision, entries, file, early }: ContentToSend,
  reading?: Promise<Answer<'LOAD_FILE'> | null>,
): Promise<Answer<'PREPARE'> | null> {
  const loaded = file === null ? null : await (reading ?? worker.ask({ kind: 'LOAD_FILE', path: file.path }));
  if (loaded?.kind !== 'LOADED' || !isSamePosition(loaded.mark, revision)) {
    if (loaded?.kind === 'LOADED') await worker.send({ kind: 'DISCARD' });
    const left = early?.worker === worker ? entriesLeft(entries, early.entries) : entries;
    for (const slice of entrySlices(left)) await worker.send({ kind: 'ENTRIES', entries: slice });
  }
  return worker.ask({ kind: 'PREPARE', revision });
}
