import type { Coverage } from '@switchyard/contract';
import type { FileTable } from '../journal/covered-entries';
import { entrySlices } from './entry-slices';
import type { TableFile } from './prepare-at';
import type { WorkerLink } from './worker-link';
import type { RawEntry } from './worker-message';

/** A new snapshot takes the place of the file while it is read. */
const READS_MAX = 3;
/** How many entries are read before they are sent. */
const ENTRIES_READ_MAX = 100;

/** Whether a worker has read a table; or why it cannot. */
export type Loading =
  | { readonly kind: 'LOADED' }
  /** The worker has ended. */
  | { readonly kind: 'ENDED' }
  | { readonly kind: 'FAILED'; readonly reason: string };

export interface LoadOptions {
  readonly file: TableFile;
  /** Whether a revision leads to the served one, with what the worker gets after it. */
  readonly isUsable: (position: Coverage) => boolean;
  /** Called if the worker cannot read the file itself. */
  readonly onUnreadable: (reason: string) => void;
}

/**
 * Has a worker read the table in the journal's file. If it cannot, this process reads the table for it: the file is open here,
 * although its folder may have been removed, or made unreadable, since.
 */
export async function loadAt(worker: WorkerLink, options: LoadOptions): Promise<Loading> {
  const { file, isUsable, onUnreadable } = options;
  const loaded = await worker.ask({ kind: 'LOAD_FILE', path: file.path });
  if (loaded === null) return { kind: 'ENDED' };
  if (loaded.kind === 'LOADED' && isUsable(loaded.mark)) return { kind: 'LOADED' };
  onUnreadable(loaded.kind === 'LOADED' ? unusable(loaded.mark) : loaded.reason);
  let reason = '';
  for (let read = 0; read < READS_MAX; read += 1) {
    await worker.send({ kind: 'DISCARD' });
    const table = file.table();
    if (table === null) return { kind: 'FAILED', reason: 'it has no applied revision' };
    if (!isUsable(table.position)) return { kind: 'FAILED', reason: unusable(table.position) };
    try {
      await sendTable(worker, table);
      return { kind: 'LOADED' };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return { kind: 'FAILED', reason };
}

/** @throws JournalFault, or the file system's error, if the file cannot be read */
async function sendTable(worker: WorkerLink, table: FileTable): Promise<void> {
  let read: RawEntry[] = [];
  for await (const entry of table.entries()) {
    if (!worker.isRunning) return;
    read.push(entry);
    if (read.length < ENTRIES_READ_MAX) continue;
    await sendEntries(worker, read);
    read = [];
  }
  await sendEntries(worker, read);
}

async function sendEntries(worker: WorkerLink, entries: readonly RawEntry[]): Promise<void> {
  for (const slice of entrySlices(entries)) await worker.send({ kind: 'ENTRIES', entries: slice });
}

function unusable({ lineage, revision }: Coverage): string {
  return `its revision ${revision} of lineage ${lineage} does not lead to the served one`;
}
