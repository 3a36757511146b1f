import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { appendBytes } from './append-bytes';
import { encodeRecord } from './journal-record';
import { liveRecords } from './live-records';
import { readRecords } from './read-records';
import { JOURNAL_HEADER, type JournalScan } from './scan-journal';

/** A journal that begins with a snapshot. */
export interface Snapshot {
  readonly file: FileHandle;
  readonly end: number;
  readonly snapshotEnd: number;
  /** Where the mark ends. */
  readonly markEnd: number;
}

const WRITE_BYTES = 262_144;

/**
 * Writes a journal anew: each entry of the last applied revision once, its mark, and then what came after that. It takes the
 * place of the present file only when all of it is on the disk.
 *
 * @param end the length of the present file
 * @throws the file system's error, or JournalFault if the present file is damaged; it is untouched
 */
export async function writeSnapshot(
  path: string,
  file: FileHandle,
  scan: Pick<JournalScan, 'mark' | 'markEnd' | 'snapshotEnd'>,
  end: number,
): Promise<Snapshot> {
  const { mark, markEnd } = scan;
  if (mark === null) throw new Error('a journal without an applied revision has no snapshot');
  const unfinished = unfinishedPath(path);
  await rm(unfinished, { force: true });
  const copy = await open(unfinished, 'wx+', 0o600);
  try {
    const out = new Output(copy);
    await out.write(JOURNAL_HEADER);
    for await (const { bytes } of liveRecords(file, scan)) await out.write(bytes);
    await out.write(encodeRecord({ kind: 'SNAPSHOT_END' }));
    const snapshotEnd = out.length;
    await out.write(encodeRecord(mark));
    const newMarkEnd = out.length;
    for await (const { bytes } of readRecords(file, markEnd, end)) await out.write(bytes);
    await out.flush();
    await copy.sync();
    await rename(unfinished, path);
    return { file: copy, end: out.length, snapshotEnd, markEnd: newMarkEnd };
  } catch (error) {
    await copy.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Where a file is written until it can take the place of the present one. */
export function unfinishedPath(path: string): string {
  return `${path}.new`;
}

/** Collects small writes to a file in one buffer. */
class Output {
  readonly #buffer = Buffer.allocUnsafe(WRITE_BYTES);
  #buffered = 0;
  #written = 0;

  constructor(private readonly file: FileHandle) {}

  get length(): number {
    return this.#written + this.#buffered;
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.#buffered + bytes.length > WRITE_BYTES) await this.flush();
    if (bytes.length > WRITE_BYTES) {
      await appendBytes(this.file, bytes, this.#written);
      this.#written += bytes.length;
      return;
    }
    bytes.copy(this.#buffer, this.#buffered);
    this.#buffered += bytes.length;
  }

  async flush(): Promise<void> {
    await appendBytes(this.file, this.#buffer.subarray(0, this.#buffered), this.#written);
    this.#written += this.#buffered;
    this.#buffered = 0;
  }
}
