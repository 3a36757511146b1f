import type { Coverage } from '@switchyard/contract';
import { type Backoff, pause, retry } from '@switchyard/runtime';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { appendBytes, appendBytesNow } from './append-bytes';
import { JournalFault } from './journal-fault';
import { encodeRecord, type EntryRecord, type MarkRecord } from './journal-record';
import { liveRecords } from './live-records';
import { RecordBuffer } from './record-buffer';
import { JOURNAL_HEADER, type JournalScan, scanJournal } from './scan-journal';
import { syncFolder } from './sync-folder';
import { unfinishedPath, writeSnapshot } from './write-snapshot';

/** How much is appended to a snapshot before a new one is written. */
export const JOURNAL_BYTES_MAX = 64 * 1_048_576;
/** How long changes stay behind the snapshot. */
export const SNAPSHOT_INTERVAL_MS = 3_600_000;
/** How much may wait in memory while nothing can be written. */
const WAITING_BYTES_MAX = 64 * 1_048_576;
const WRITE_BACKOFF: Backoff = { firstMs: 1_000, mostMs: 30_000 };

export interface TableJournalOptions {
  readonly log: Logger;
  /** Monotonic, in ms. */
  readonly nowMs?: () => number;
  readonly writeBackoff?: Backoff;
  readonly journalBytesMax?: number;
}

/** The table of the last applied revision, from the file. */
export interface StoredTable extends Coverage {
  /** The bytes of the head, and the lineages that were left until then. */
  readonly head: string;
  readonly leftLineages: readonly string[];
  /** When it was last known to be current, in ms since the epoch. */
  readonly currentAtMs: number;
  /** What the bucket held; of a key that comes twice, the later one counts. */
  entries(): AsyncIterable<Pick<EntryRecord, 'key' | 'encoded'>>;
}

/**
 * Keeps the routing table in a file, so that a data plane that starts while NATS is away has it. The file begins with a snapshot
 * and goes on with what has changed since. Whoever reports a revision as applied waits until it is durable here, so that a restart
 * never goes behind what was reported.
 *
 * While the file cannot be written, what is to be written waits in memory, up to a limit, and nothing more becomes durable.
 */
export class TableJournal {
  readonly #path: string;
  readonly #log: Logger;
  readonly #nowMs: () => number;
  readonly #writeBackoff: Backoff;
  readonly #journalBytesMax: number;
  readonly #buffer = new RecordBuffer();
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  #file: FileHandle;
  /** The file's length. */
  #end: number;
  #snapshotEnd: number;
  #snapshotAtMs: number;
  /** How many of the bytes that were taken in since the start are in the file. */
  #writtenBytes = 0;
  /** How many bytes are being written. */
  #bytesInHand = 0;
  /** The marks that are not in the file, and where they end among the bytes that were taken in. */
  #waitingMarks: WaitingMark[] = [];
  /** The file that this one will take the place of, once it has a revision; null for none. */
  #replaced: Replaced | null = null;
  /** Whether too much waited, so that nothing is written any more. */
  #hasGivenUp = false;
  /** The last mark in the file, durable or not. */
  #written: { readonly mark: MarkRecord | null; readonly markEnd: number };
  #durable: Coverage | null;
  #isSynced = true;
  /** Whether the snapshot is not the last applied revision. */
  #hasChanged: boolean;
  /** How much may be appended to the snapshot until there should be a new one. */
  #appendedBytesMax: number;
  #problem: string | null = null;
  #work: Promise<void> | null = null;

  private constructor(path: string, file: FileHandle, scan: JournalScan, options: TableJournalOptions) {
    this.#path = path;
    this.#file = file;
    this.#log = options.log;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#writeBackoff = options.writeBackoff ?? WRITE_BACKOFF;
    this.#journalBytesMax = options.journalBytesMax ?? JOURNAL_BYTES_MAX;
    this.#end = scan.markEnd;
    this.#snapshotEnd = scan.snapshotEnd;
    this.#snapshotAtMs = this.#nowMs();
    this.#appendedBytesMax = this.#journalBytesMax;
    this.#written = scan;
    this.#hasChanged = scan.mark !== null;
    this.#durable = coverageOf(scan.mark);
  }

  /**
   * Opens the file, or creates it. One that cannot be used is put aside as `<path>.refused`, and a new one begins.
   *
   * @returns what it has; null if it has nothing that can be used
   * @throws the file system's error
   */
  static async open(
    path: string,
    options: TableJournalOptions,
  ): Promise<{ readonly journal: TableJournal; readonly stored: StoredTable | null }> {
    const { log } = options;
    const file = await openOrCreate(path);
    try {
      const scan = await scanJournal(file);
      if (scan.isTorn)
        log.warn(
          { path, revision: scan.mark?.revision ?? null },
          'stored routing table ends in the middle of a record, as after a crash; going on from the last whole revision',
        );
      // What comes after the mark was not applied; it comes again from the bucket.
      await file.truncate(scan.markEnd);
      const journal = new TableJournal(path, file, scan, options);
      // It came after the mark.
      if (scan.currentAtMs !== null) journal.noteCurrent(scan.currentAtMs);
      return { journal, stored: storedTable(file, scan) };
    } catch (error) {
      if (!(error instanceof JournalFault)) {
        await file.close();
        throw error;
      }
      const empty = { mark: null, markEnd: 0, snapshotEnd: 0, currentAtMs: null, isTorn: false };
      const journal = new TableJournal(path, file, empty, options);
      await journal.putAside(error.message);
      return { journal, stored: null };
    }
  }

  /** Begins a new file, and keeps the present one as `<path>.refused`. Only before anything was noted. @throws the file system's error */
  async putAside(reason: string): Promise<void> {
    const path = this.#path;
    const aside = `${path}.refused`;
    this.#log.error({ path, aside, reason }, 'stored routing table is not used; waiting for NATS');
    await this.#file.close();
    await rename(path, aside);
    this.#file = await openOrCreate(path);
    this.#end = JOURNAL_HEADER.length;
    this.#snapshotEnd = JOURNAL_HEADER.length;
    this.#written = { mark: null, markEnd: JOURNAL_HEADER.length };
    this.#hasChanged = false;
    this.#durable = null;
  }

  /**
   * Goes on in a new file, which takes the place of the present one once it has a revision: for a table that is read from the
   * bucket from its beginning. Only before anything was noted. @throws the file system's error
   */
  async beginAnew(): Promise<void> {
    await this.settled();
    const path = unfinishedPath(this.#path);
    await rm(path, { force: true });
    const file = await openOrCreate(path);
    this.#replaced = { file: this.#file, end: this.#end, snapshotEnd: this.#snapshotEnd, written: this.#written };
    this.#file = file;
    this.#end = JOURNAL_HEADER.length;
    this.#snapshotEnd = JOURNAL_HEADER.length;
    this.#written = { mark: null, markEnd: JOURNAL_HEADER.length };
  }

  /** Goes back to the file from before `beginAnew`, unless the new one has a revision, and forgets what was noted since. */
  async goBack(): Promise<void> {
    this.#buffer.clear();
    await this.settled();
    const replaced = this.#replaced;
    if (replaced === null) return;
    this.#replaced = null;
    this.#buffer.clear();
    await this.#file.close();
    await rm(unfinishedPath(this.#path), { force: true });
    this.#file = replaced.file;
    this.#end = replaced.end;
    this.#snapshotEnd = replaced.snapshotEnd;
    this.#written = replaced.written;
  }

  /** The last revision that a restart would have; null for none. */
  get durable(): Coverage | null {
    return this.#durable;
  }

  /** Why nothing can be written at the moment; null if it can. */
  get problem(): string | null {
    return this.#problem;
  }

  /** The file's length in bytes. */
  get bytes(): number {
    return this.#end;
  }

  /** Calls back when `durable` or `problem` changes. Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes in what the bucket holds under a key. */
  noteEntry(entry: Omit<EntryRecord, 'kind'>): void {
    if (!this.#isOpen) return;
    this.#buffer.addEntry(entry);
    if (!this.#buffer.hasFullChunk) return;
    if (this.#hasMark || this.#work !== null) this.#beginToWrite();
    else this.#writeNow();
  }

  /** Takes in that what the bucket holds was applied. */
  noteApplied(mark: Omit<MarkRecord, 'kind'>): void {
    if (!this.#isOpen) return;
    // All of a first table is as good as a snapshot.
    const isFirst = !this.#hasMark;
    if (isFirst) this.#buffer.add(encodeRecord({ kind: 'SNAPSHOT_END' }));
    const record: MarkRecord = { kind: 'MARK', ...mark };
    const bytes = encodeRecord(record);
    this.#buffer.add(bytes);
    const notedEnd = this.#writtenBytes + this.#bytesInHand + this.#buffer.length;
    this.#waitingMarks.push({ mark: record, bytes: bytes.length, isFirst, notedEnd });
    this.#beginToWrite();
  }

  /** Takes in that the applied table is current at this time, in ms since the epoch. */
  noteCurrent(atMs: number): void {
    if (this.#problem === null) this.#add(encodeRecord({ kind: 'CURRENT', atMs }));
  }

  /** Resolves when all that was taken in is durable, or could not be written. */
  async settled(): Promise<void> {
    while (this.#work !== null && this.#problem === null) await Promise.race([this.#work, this.#nextChange()]);
  }

  /** Writes what is left, if that is possible at once, and closes the file. */
  async close(): Promise<void> {
    await this.settled();
    this.#closing.abort();
    await this.#work;
    await this.#file.close();
    await this.#replaced?.file.close();
  }

  get #isOpen(): boolean {
    return !this.#closing.signal.aborted && !this.#hasGivenUp;
  }

  get #hasMark(): boolean {
    return this.#written.mark !== null || this.#waitingMarks.length > 0;
  }

  #add(record: Buffer): void {
    if (!this.#isOpen) return;
    this.#buffer.add(record);
    this.#beginToWrite();
  }

  #beginToWrite(): void {
    if (this.#problem !== null && this.#buffer.length > WAITING_BYTES_MAX) this.#giveUp();
    else this.#work ??= this.#writeAll();
  }

  /** Until there is a table no request waits, and what is written takes no memory. */
  #writeNow(): void {
    const chunks = this.#buffer.take();
    for (const [index, chunk] of chunks.entries()) {
      try {
        appendBytesNow(this.#file, chunk, this.#end);
      } catch {
        // It is tried again, and told, with what follows.
        this.#buffer.putBack(chunks.slice(index));
        this.#beginToWrite();
        return;
      }
      this.#noteWritten(chunk.length);
    }
  }

  #giveUp(): void {
    this.#hasGivenUp = true;
    this.#buffer.clear();
    this.#waitingMarks = [];
    this.#problem = `${this.#problem}; too much has changed meanwhile: make room and restart this data plane`;
    this.#notify();
  }

  async #writeAll(): Promise<void> {
    // What is noted in this turn is written together.
    await Promise.resolve();
    try {
      while (this.#isOpen && (this.#buffer.length > 0 || !this.#isSynced)) {
        await retry(() => this.#write(), {
          what: `write the routing table to ${this.#path}`,
          backoff: this.#writeBackoff,
          failuresMax: Infinity,
          signal: this.#closing.signal,
          log: this.#log,
          pause,
        });
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
    } finally {
      this.#work = null;
    }
  }

  async #write(): Promise<void> {
    try {
      while (this.#buffer.length > 0) await this.#append();
      if (!this.#isSynced) {
        await this.#file.datasync();
        await this.#replace();
        this.#isSynced = true;
      }
    } catch (error) {
      if (this.#hasGivenUp) return;
      this.#problem = (error as Error).message;
      this.#notify();
      throw error;
    }
    const durable = coverageOf(this.#written.mark);
    const isChanged =
      this.#problem !== null ||
      durable?.revision !== this.#durable?.revision ||
      durable?.lineage !== this.#durable?.lineage;
    this.#problem = null;
    this.#durable = durable;
    if (isChanged) this.#notify();
    if (this.#isSnapshotDue) await this.#writeSnapshot();
  }

  async #replace(): Promise<void> {
    if (this.#replaced === null || this.#written.mark === null) return;
    await rename(unfinishedPath(this.#path), this.#path);
    await syncFolder(dirname(this.#path));
    await this.#replaced.file.close();
    this.#replaced = null;
  }

  async #append(): Promise<void> {
    const chunks = this.#buffer.take();
    this.#bytesInHand = chunks.reduce((sum, { length }) => sum + length, 0);
    for (const [index, chunk] of chunks.entries()) {
      try {
        await appendBytes(this.#file, chunk, this.#end);
      } catch (error) {
        if (!this.#hasGivenUp) this.#buffer.putBack(chunks.slice(index));
        this.#bytesInHand = 0;
        throw error;
      }
      this.#bytesInHand -= chunk.length;
      this.#noteWritten(chunk.length);
    }
  }

  #noteWritten(bytes: number): void {
    this.#end += bytes;
    this.#writtenBytes += bytes;
    for (;;) {
      const [next] = this.#waitingMarks;
      if (next === undefined || next.notedEnd > this.#writtenBytes) return;
      this.#waitingMarks.shift();
      const markEnd = this.#end - (this.#writtenBytes - next.notedEnd);
      this.#written = { mark: next.mark, markEnd };
      this.#isSynced = false;
      if (next.isFirst) this.#snapshotEnd = markEnd - next.bytes;
      this.#hasChanged = !next.isFirst;
    }
  }

  get #isSnapshotDue(): boolean {
    if (!this.#hasChanged) return false;
    const isOld = this.#nowMs() - this.#snapshotAtMs >= SNAPSHOT_INTERVAL_MS;
    return isOld || this.#end - this.#snapshotEnd >= this.#appendedBytesMax;
  }

  async #writeSnapshot(): Promise<void> {
    this.#snapshotAtMs = this.#nowMs();
    try {
      const scan = { ...this.#written, snapshotEnd: this.#snapshotEnd };
      const { file, end, snapshotEnd, markEnd } = await writeSnapshot(this.#path, this.#file, scan, this.#end);
      await this.#file.close();
      this.#file = file;
      this.#end = end;
      this.#snapshotEnd = snapshotEnd;
      this.#written = { ...this.#written, markEnd };
      this.#hasChanged = false;
      this.#appendedBytesMax = this.#journalBytesMax;
    } catch (error) {
      this.#log.warn(
        { err: error },
        `cannot write a new snapshot of the routing table to ${this.#path}; the present file grows on`,
      );
      this.#appendedBytesMax = this.#end - this.#snapshotEnd + this.#journalBytesMax;
    }
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const forget = this.onChange(() => {
        forget();
        resolve();
      });
    });
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

interface WaitingMark {
  readonly mark: MarkRecord;
  /** How long its record is, and where it ends among the bytes that were taken in since the start. */
  readonly bytes: number;
  readonly notedEnd: number;
  readonly isFirst: boolean;
}

interface Replaced {
  readonly file: FileHandle;
  readonly end: number;
  readonly snapshotEnd: number;
  readonly written: { readonly mark: MarkRecord | null; readonly markEnd: number };
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await withHeader(await open(path, 'wx+', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return withHeader(await open(path, 'r+'));
  }
}

/** A file that was created, but died before it had its first line, gets it. */
async function withHeader(file: FileHandle): Promise<FileHandle> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(JOURNAL_HEADER.length), 0, JOURNAL_HEADER.length, 0);
    const isUnfinished =
      bytesRead < JOURNAL_HEADER.length && JOURNAL_HEADER.subarray(0, bytesRead).equals(buffer.subarray(0, bytesRead));
    if (isUnfinished) {
      await file.truncate(0);
      await appendBytes(file, JOURNAL_HEADER, 0);
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function coverageOf(mark: MarkRecord | null): Coverage | null {
  return mark === null ? null : { lineage: mark.lineage, revision: mark.revision };
}

function storedTable(file: FileHandle, scan: JournalScan): StoredTable | null {
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
