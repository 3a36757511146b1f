import type { Coverage, EndpointFault } from '@switchyard/contract';
import { type FileHandle, open } from 'node:fs/promises';
import type { Logger } from 'pino';
import { coveredEntries } from '../journal/covered-entries';
import { JournalFault } from '../journal/journal-fault';
import { scanJournal } from '../journal/scan-journal';
import { splitKey } from '../table/entry-map';
import type { ReadContent } from '../table/read-entry';
import { Refusal } from '../table/revision-refusal';
import type { EntryDifference, PreparedRevision, RevisionTarget } from '../table/revision-target';
import type { Answer, RawEntry } from './worker-message';

export interface WorkerTableOptions {
  readonly target: RevisionTarget<ReadContent>;
  /** The endpoints of the target that cannot be served. */
  readonly endpointFaults: () => readonly EndpointFault[];
  readonly log: Logger;
}

/** The table of a worker: it serves what the primary has verified, and verifies nothing itself. */
export class WorkerTable {
  readonly #options: WorkerTableOptions;
  /** What will differ from what is served, read but not prepared yet. */
  #differences = new Map<string, EntryDifference<ReadContent>>();
  #prepared: PreparedRevision | null = null;

  constructor(options: WorkerTableOptions) {
    this.#options = options;
  }

  /** Reads the last revision of the journal's file, which the primary goes on writing to. */
  async loadFile(path: string): Promise<Answer<'LOAD_FILE'>> {
    try {
      const file = await open(path);
      try {
        return { kind: 'LOADED', mark: await this.#read(file) };
      } finally {
        // A disk that does not answer would hold this up too.
        void file.close().catch(() => undefined);
      }
    } catch (error) {
      this.discard();
      return { kind: 'NOT_LOADED', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  receive(entries: readonly RawEntry[]): void {
    for (const [key, raw] of entries) this.#receive(key, raw);
  }

  /** Prepares what was read and received. */
  async prepare(revision: Coverage): Promise<Answer<'PREPARE'>> {
    const { target, log } = this.#options;
    try {
      this.#prepared = await target.prepare(revision, this.#differences.values(), false);
      return { kind: 'PREPARED', changeCount: this.#prepared.changeCount };
    } catch (error) {
      if (error instanceof Refusal) {
        const { code, entryKey, reason } = error;
        return { kind: 'REFUSED', code, entryKey, reason };
      }
      log.error({ err: error }, 'internal error while preparing the routing table');
      return { kind: 'FAILED', reason: String(error) };
    }
  }

  /** Serves what was prepared. */
  async apply(): Promise<Answer<'APPLY'>> {
    const prepared = this.#prepared;
    if (prepared === null) throw new Error('nothing was prepared');
    // They are let go first, because they and the new table are large.
    this.discard();
    const newFaults = await prepared.apply();
    return { kind: 'APPLIED', newFaults, endpointFaults: this.#options.endpointFaults() };
  }

  /** Forgets what was read, received and prepared. */
  discard(): void {
    this.#prepared = null;
    this.#differences = new Map();
    this.#options.target.reader.forget();
  }

  /** @returns the revision that it has @throws JournalFault if the file has no table; the file system's error */
  async #read(file: FileHandle): Promise<Coverage> {
    const scan = await scanJournal(file);
    if (scan.mark === null) throw new JournalFault('it has no applied revision');
    for await (const [key, raw] of coveredEntries(file, scan)) {
      // It may have been there under an earlier record.
      if (raw === null) this.#differences.delete(key);
      else this.#receive(key, raw);
    }
    const { lineage, revision } = scan.mark;
    return { lineage, revision };
  }

  #receive(key: string, raw: string | null): void {
    const content = raw === null ? null : this.#options.target.reader.read(key, raw);
    this.#differences.set(key, { key, ...splitKey(key), content });
  }
}
