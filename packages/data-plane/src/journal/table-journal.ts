import type { Coverage } from '@switchyard/contract';
import { type Backoff, pause, retry } from '@switchyard/runtime';
import type { FileTable } from './covered-entries';
import { JournalFile } from './journal-file';
import { JournalFault } from './journal-fault';
import { JournalHealth, type JournalLog } from './journal-health';
import type { EntryRecord, MarkRecord } from './journal-record';
import { RecordQueue } from './record-queue';
import { SnapshotSchedule, type SnapshotScheduleOptions } from './snapshot-schedule';
import { type StoredTable, storedTable } from './stored-table';

/** How much may wait in memory while nothing can be written. */
const WAITING_BYTES_MAX = 64 * 1_048_576;
/** How long the disk may take for what is written at one time, until it counts as hung. */
const HANG_MS = 30_000;
/** How long a stop waits for the disk. */
const CLOSE_MS_MAX = 3_000;
const WRITE_BACKOFF: Backoff = { firstMs: 1_000, mostMs: 30_000 };

export interface TableJournalOptions extends SnapshotScheduleOptions {
  readonly log: JournalLog;
  readonly writeBackoff?: Backoff;
  readonly waitingBytesMax?: number;
  readonly hangMs?: number;
  readonly closeMsMax?: number;
  /** Called whenever the disk has answered while the file is opened. */
  readonly onAnswer?: () => void;
}

/**
 * Keeps the routing table in a file, so that a data plane that starts while NATS is away has it. The file begins with a snapshot
 * and goes on with what has changed since. Whoever reports a revision as applied waits until it is durable here, so that a
 * restart never goes behind what was reported.
 *
 * While the file cannot be written, what is to be written waits in memory, up to a limit, and nothing more becomes durable.
 */
export class TableJournal {
  readonly #path: string;
  readonly #file: JournalFile;
  readonly #log: JournalLog;
  readonly #options: TableJournalOptions;
  readonly #queue: RecordQueue;
  readonly #snapshots: SnapshotSchedule;
  readonly #closing = new AbortController();
  readonly #health: JournalHealth;
  #durable: Coverage | null;
  /** Whether something was applied since the start. */
  #hasApplied = false;
  /** Whether what was appended after the last mark is superfluous. */
  #mustCutBack = false;
  #work: Promise<void> | null = null;
  /** The attempt to write that is under way. */
  #attempt: Promise<void> = Promise.resolve();

  private constructor(path: string, file: JournalFile, options: TableJournalOptions) {
    this.#path = path;
    this.#file = file;
    this.#queue = new RecordQueue(file);
    this.#log = options.log;
    this.#health = new JournalHealth(path, options.log);
    this.#snapshots = new SnapshotSchedule(options);
    this.#options = options;
    this.#durable = file.mark;
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
    const { journal: file, scan } = await JournalFile.open(path, options.onAnswer);
    const journal = new TableJournal(path, file, options);
    if (scan instanceof Error) {
      await journal.putAside(scan.message);
      return { journal, stored: null };
    }
    if (scan.isTorn) {
      options.log.warn(
        { path, revision: scan.mark?.revision ?? null },
        'stored routing table ends in the middle of a record, as after a crash; going on from the last whole revision',
      );
    }
    // It came after the mark.
    if (scan.currentAtMs !== null) journal.noteCurrent(scan.currentAtMs);
    return { journal, stored: storedTable(file.handle, scan) };
  }

  /** The last revision that a restart would have; null for none. */
  get durable(): Coverage | null {
    return this.#durable;
  }

  /** Why nothing can be written at the moment; null if it can. */
  get problem(): string | null {
    return this.#health.problem;
  }

  /** The file's length in bytes. */
  get bytes(): number {
    return this.#file.bytes;
  }

  /** The table of the last revision in the file, through the open file: also if its path leads nowhere any more. */
  get table(): FileTable | null {
    return this.#file.table;
  }

  /** Calls back when `durable` or `problem` changes. Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void {
    return this.#health.onChange(listener);
  }

  /** Takes in what the bucket holds under a key. */
  noteEntry(entry: Omit<EntryRecord, 'kind'>): void {
    if (!this.#isOpen) return;
    this.#queue.addEntry(entry);
    if (!this.#queue.hasFullChunk) return;
    if (this.#hasMark || this.#work !== null) this.#beginToWrite();
    else this.#writeNow();
  }

  /** Takes in that what the bucket holds was applied. */
  noteApplied(applied: Omit<MarkRecord, 'kind'>): void {
    if (!this.#isOpen) return;
    this.#hasApplied = true;
    // All of a first table is as good as a snapshot.
    this.#queue.addMark({ kind: 'MARK', ...applied }, !this.#hasMark);
    this.#beginToWrite();
  }

  /** Takes in that what the bucket holds is again what was applied last. */
  noteUnchanged(): void {
    if (!this.#isOpen || this.#queue.hasMark) return;
    this.#queue.forget();
    this.#mustCutBack = true;
    this.#beginToWrite();
  }

  /** Takes in that the applied table is current at this time, in ms since the epoch. */
  noteCurrent(atMs: number): void {
    if (!this.#isOpen || this.problem !== null) return;
    this.#queue.addCurrent(atMs);
    this.#beginToWrite();
  }

  /**
   * Goes on in a new file, which takes the place of the present one once it has a revision: for a table that is read from the
   * bucket from its beginning. Only before anything was noted. @throws the file system's error
   */
  async beginAnew(): Promise<void> {
    await this.settled();
    await this.#attempt;
    await this.#file.beginAnew();
  }

  /** Goes back to the file from before `beginAnew`, unless the new one has a revision, and forgets what was noted since. */
  async goBack(): Promise<void> {
    this.#queue.forget();
    await this.settled();
    await this.#attempt;
    this.#queue.forget();
    await this.#file.goBack();
  }

  /** Begins a new file, and keeps the present one as `<path>.refused`. Only before anything was noted. @throws the file system's error */
  async putAside(reason: string): Promise<void> {
    const path = this.#path;
    const aside = `${path}.refused`;
    this.#log.error({ path, aside, reason }, 'stored routing table is not used; waiting for NATS');
    await this.settled();
    await this.#attempt;
    this.#durable = null;
    await this.#file.putAside(aside);
  }

  /** Writes nothing any more: the file stays as it is, and so does `durable`. */
  giveUp(reason: string): void {
    if (this.#health.giveUp(reason)) this.#queue.close();
  }

  /** Resolves when all that was taken in is written, or cannot be. */
  async settled(): Promise<void> {
    while (this.#work !== null && this.problem === null) await Promise.race([this.#work, this.#health.nextChange()]);
  }

  /**
   * Writes what is left, if that is possible at once, and closes the file.
   *
   * @returns whether it has; false if the disk does not answer in time
   */
  async close(): Promise<boolean> {
    const { closeMsMax = CLOSE_MS_MAX } = this.#options;
    const waiting = new AbortController();
    const isClosed = await Promise.race([
      this.#writeRest().then(() => true),
      pause(closeMsMax, waiting.signal).then(() => false),
    ]);
    waiting.abort();
    this.#closing.abort();
    if (!isClosed) this.#log.error({ path: this.#path }, 'the disk does not answer; exiting without it');
    return isClosed;
  }

  async #writeRest(): Promise<void> {
    await this.settled();
    this.#closing.abort();
    await this.#work;
    await this.#file.close();
  }

  get #isOpen(): boolean {
    return !this.#closing.signal.aborted && !this.#health.hasGivenUp;
  }

  get #hasMark(): boolean {
    return this.#file.mark !== null || this.#queue.hasMark;
  }

  #beginToWrite(): void {
    const { waitingBytesMax = WAITING_BYTES_MAX } = this.#options;
    if (this.problem !== null && this.#queue.bytes > waitingBytesMax) {
      this.giveUp(`${this.problem}; too many changes are waiting to be written`);
    } else this.#work ??= this.#writeAll();
  }

  /** Until there is a table no request waits, and what is written takes no memory. */
  #writeNow(): void {
    try {
      this.#queue.writeFullNow();
    } catch {
      // It is tried again, and told, with what follows.
      this.#beginToWrite();
    }
  }

  async #writeAll(): Promise<void> {
    // What is noted in this turn is written together.
    await Promise.resolve();
    try {
      while (this.#isOpen && (this.#queue.bytes > 0 || this.#mustCutBack || !this.#file.isSynced)) {
        await retry(() => this.#tryToWrite(), {
          what: `write the routing table to ${this.#path}`,
          backoff: this.#options.writeBackoff ?? WRITE_BACKOFF,
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

  async #tryToWrite(): Promise<void> {
    const attempt = this.#write();
    this.#attempt = attempt.catch(() => undefined);
    await this.#health.watch(attempt, this.#options.hangMs ?? HANG_MS);
  }

  async #write(): Promise<void> {
    try {
      if (this.#mustCutBack) await this.#file.cutBack();
      this.#mustCutBack = false;
      while (this.#queue.bytes > 0) await this.#queue.write();
    } catch (error) {
      if (this.#health.hasGivenUp) return;
      this.#health.noteFailure((error as Error).message);
      throw error;
    }
    await this.#sync();
    if (this.#health.hasGivenUp) return;
    const durable = this.#file.mark;
    const known = this.#durable;
    const isChanged = durable?.revision !== known?.revision || durable?.lineage !== known?.lineage;
    if (durable !== null) this.#durable = durable;
    if (!this.#health.noteSuccess() && isChanged) this.#health.notify();
    if (this.#hasApplied && this.#snapshots.isDue(this.#file)) await this.#writeSnapshot();
  }

  /** What the system could not write it forgets, so that another attempt would seem to succeed. */
  async #sync(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (error) {
      this.giveUp(`it cannot be made durable (${(error as Error).message})`);
    }
  }

  async #writeSnapshot(): Promise<void> {
    this.#snapshots.noteTry(this.#file);
    try {
      await this.#file.writeSnapshot();
      this.#snapshots.noteWritten();
    } catch (error) {
      if (error instanceof JournalFault) return this.giveUp(error.message);
      const message = `cannot write a new snapshot of the routing table to ${this.#path}; the present file grows on`;
      this.#log.warn({ err: error }, message);
    }
  }
}
