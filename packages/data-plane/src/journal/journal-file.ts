import type { Coverage } from '@switchyard/contract';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appendBytes, appendBytesNow } from './append-bytes';
import { coveredEntries, type FileTable } from './covered-entries';
import { JournalFault } from './journal-fault';
import type { MarkRecord } from './journal-record';
import { JOURNAL_HEADER, type JournalScan, scanJournal } from './scan-journal';
import { syncFolder } from './sync-folder';
import { unfinishedPath, writeSnapshot } from './write-snapshot';

/** A file of records, and how far it has come. */
interface Contents {
  readonly file: FileHandle;
  /** The file's length. */
  readonly end: number;
  readonly snapshotEnd: number;
  /** The last mark, durable or not, and where it ends. */
  readonly mark: MarkRecord | null;
  readonly markEnd: number;
  /** Whether the mark is not the snapshot's. */
  readonly hasChanged: boolean;
}

/** Where a mark is among what was appended last. */
export interface MarkPlace {
  readonly recordBytes: number;
  /** How much was appended after it. */
  readonly bytesBehind: number;
  /** Whether all that comes before it is as good as a snapshot. */
  readonly endsSnapshot: boolean;
}

/** The journal's file: it is appended to, and written anew in one step. */
export class JournalFile {
  readonly #path: string;
  #contents: Contents;
  #isSynced = true;
  /** What this file will take the place of, once it has a revision; null for nothing. */
  #replaced: Contents | null = null;
  /** Whether the folder may not know the file's name after a power cut. */
  #isNameNew = true;

  private constructor(path: string, contents: Contents) {
    this.#path = path;
    this.#contents = contents;
  }

  /**
   * Opens the file, or creates it.
   *
   * @param onAnswer called whenever the disk has answered
   * @returns what it has, unless that is not usable: then why
   * @throws the file system's error
   */
  static async open(
    path: string,
    onAnswer?: () => void,
  ): Promise<{ readonly journal: JournalFile; readonly scan: JournalScan | Error }> {
    const file = await openOrCreate(path);
    try {
      const scan = await scanJournal(file, onAnswer);
      const { mark, markEnd, snapshotEnd } = scan;
      // What comes after the mark was not applied; it comes again from the bucket.
      await file.truncate(markEnd);
      const contents = { file, end: markEnd, snapshotEnd, mark, markEnd, hasChanged: mark !== null };
      return { journal: new JournalFile(path, contents), scan };
    } catch (error) {
      if (!(error instanceof JournalFault)) {
        await file.close();
        throw error;
      }
      return { journal: new JournalFile(path, emptyContents(file)), scan: error };
    }
  }

  get bytes(): number {
    return this.#contents.end;
  }

  /** How much was appended since the snapshot. */
  get appendedBytes(): number {
    return this.#contents.end - this.#contents.snapshotEnd;
  }

  get mark(): Coverage | null {
    const { mark } = this.#contents;
    return mark === null ? null : { lineage: mark.lineage, revision: mark.revision };
  }

  /** Whether a new snapshot would have another revision. */
  get hasChanged(): boolean {
    return this.#contents.hasChanged;
  }

  /** Whether its last mark is durable. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** For reading. */
  get handle(): FileHandle {
    return this.#contents.file;
  }

  /** The table of the last mark; null if there is none. To read it fails once another file takes the place of this one. */
  get table(): FileTable | null {
    const contents = this.#contents.mark === null ? this.#replaced : this.#contents;
    if (contents === null || contents.mark === null) return null;
    return { position: contents.mark, entries: () => coveredEntries(contents.file, contents) };
  }

  /** @throws the file system's error; nothing is appended then */
  async append(bytes: Buffer): Promise<void> {
    const { file, end } = this.#contents;
    await appendBytes(file, bytes, end);
    this.#contents = { ...this.#contents, end: end + bytes.length };
  }

  /** The same at once. */
  appendNow(bytes: Buffer): void {
    const { file, end } = this.#contents;
    appendBytesNow(file, bytes, end);
    this.#contents = { ...this.#contents, end: end + bytes.length };
  }

  /** Takes in that a mark was appended. */
  noteMark(mark: MarkRecord, { recordBytes, bytesBehind, endsSnapshot }: MarkPlace): void {
    const markEnd = this.#contents.end - bytesBehind;
    const snapshotEnd = endsSnapshot ? markEnd - recordBytes : this.#contents.snapshotEnd;
    this.#contents = { ...this.#contents, mark, markEnd, snapshotEnd, hasChanged: !endsSnapshot };
    this.#isSynced = false;
  }

  /** Makes everything durable. @throws the file system's error: what was written to the file may be lost then */
  async sync(): Promise<void> {
    if (this.#isSynced) return;
    await this.#contents.file.datasync();
    if (this.#replaced !== null) {
      await rename(unfinishedPath(this.#path), this.#path);
      const { file } = this.#replaced;
      this.#replaced = null;
      this.#isNameNew = true;
      await file.close();
    }
    if (this.#isNameNew) await syncFolder(dirname(this.#path));
    this.#isNameNew = false;
    this.#isSynced = true;
  }

  /** @throws the file system's error, or JournalFault if the present file is damaged; it is untouched then */
  async writeSnapshot(): Promise<void> {
    const { file, end } = this.#contents;
    const written = await writeSnapshot(this.#path, file, this.#contents, end);
    this.#contents = { ...this.#contents, ...written, hasChanged: false };
    this.#isNameNew = true;
    this.#isSynced = false;
    await file.close();
  }

  /** Forgets what was appended after the mark. */
  async cutBack(): Promise<void> {
    const { file, mark, markEnd } = this.#contents;
    if (mark === null) return;
    await file.truncate(markEnd);
    this.#contents = { ...this.#contents, end: markEnd };
  }

  /** Goes on in a new file, which takes the place of the present one once it has a durable revision. @throws the file system's error */
  async beginAnew(): Promise<void> {
    const path = unfinishedPath(this.#path);
    await rm(path, { force: true });
    const file = await openOrCreate(path);
    this.#replaced = this.#contents;
    this.#contents = emptyContents(file);
  }

  /** Goes back to the file from before `beginAnew`, if it was not replaced. */
  async goBack(): Promise<void> {
    if (this.#replaced === null) return;
    await this.#contents.file.close();
    await rm(unfinishedPath(this.#path), { force: true });
    this.#contents = this.#replaced;
    this.#replaced = null;
  }

  /** Begins a new file, and keeps the present one under this path. @throws the file system's error */
  async putAside(aside: string): Promise<void> {
    await this.#contents.file.close();
    await rename(this.#path, aside);
    this.#contents = emptyContents(await openOrCreate(this.#path));
  }

  async close(): Promise<void> {
    await this.#contents.file.close();
    await this.#replaced?.file.close();
  }
}

function emptyContents(file: FileHandle): Contents {
  const start = JOURNAL_HEADER.length;
  return { file, end: start, snapshotEnd: start, mark: null, markEnd: start, hasChanged: false };
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
