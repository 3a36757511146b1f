import type { JournalFile } from './journal-file';
import { encodeRecord, type EntryRecord, type MarkRecord } from './journal-record';
import { RecordBuffer } from './record-buffer';

/** A mark that is not in the file, and where its record ends among the bytes that were taken in since the start. */
interface WaitingMark {
  readonly mark: MarkRecord;
  readonly recordBytes: number;
  readonly notedEnd: number;
  readonly endsSnapshot: boolean;
}

/** Records that are not in the file yet, in their order. The file learns of each mark once that is written. */
export class RecordQueue {
  readonly #file: JournalFile;
  readonly #buffer = new RecordBuffer();
  #waitingMarks: WaitingMark[] = [];
  /** How many of the bytes that were taken in since the start are in the file, and how many are being written. */
  #writtenBytes = 0;
  #bytesInHand = 0;
  #isClosed = false;

  constructor(file: JournalFile) {
    this.#file = file;
  }

  /** How many bytes wait. */
  get bytes(): number {
    return this.#buffer.length;
  }

  /** Whether so much waits that writing is worth it. */
  get hasFullChunk(): boolean {
    return this.#buffer.hasFullChunk;
  }

  /** Whether an applied revision waits. */
  get hasMark(): boolean {
    return this.#waitingMarks.length > 0;
  }

  addEntry(entry: Omit<EntryRecord, 'kind'>): void {
    this.#buffer.addEntry(entry);
  }

  /** Adds that the table is current. @param atMs since the epoch */
  addCurrent(atMs: number): void {
    this.#buffer.add(encodeRecord({ kind: 'CURRENT', atMs }));
  }

  /** Adds an applied revision. @param endsSnapshot whether all that comes before it is as good as a snapshot */
  addMark(mark: MarkRecord, endsSnapshot: boolean): void {
    if (endsSnapshot) this.#buffer.add(encodeRecord({ kind: 'SNAPSHOT_END' }));
    const record = encodeRecord(mark);
    this.#buffer.add(record);
    const notedEnd = this.#writtenBytes + this.#bytesInHand + this.#buffer.length;
    this.#waitingMarks.push({ mark, recordBytes: record.length, notedEnd, endsSnapshot });
  }

  /** Forgets what came after the last mark, if none waits. */
  forget(): void {
    this.#buffer.take();
  }

  /** Forgets everything, also what cannot be written from now on. */
  close(): void {
    this.#isClosed = true;
    this.#buffer.take();
    this.#waitingMarks = [];
  }

  /** Writes everything. @throws the file system's error; what was not written waits on */
  async write(): Promise<void> {
    const chunks = this.#buffer.take();
    this.#bytesInHand = chunks.reduce((sum, { length }) => sum + length, 0);
    for (const [index, chunk] of chunks.entries()) {
      try {
        await this.#file.append(chunk);
      } catch (error) {
        if (!this.#isClosed) this.#buffer.putBack(chunks.slice(index));
        this.#bytesInHand = 0;
        throw error;
      }
      this.#bytesInHand -= chunk.length;
      this.#noteWritten(chunk);
    }
  }

  /** Writes the chunks that are full, with the thread blocked. @throws as `write` */
  writeFullNow(): void {
    const chunks = this.#buffer.takeFull();
    for (const [index, chunk] of chunks.entries()) {
      try {
        this.#file.appendNow(chunk);
      } catch (error) {
        this.#buffer.putBack(chunks.slice(index));
        throw error;
      }
      this.#noteWritten(chunk);
    }
  }

  #noteWritten(chunk: Buffer): void {
    this.#writtenBytes += chunk.length;
    while (this.#waitingMarks[0] !== undefined && this.#waitingMarks[0].notedEnd <= this.#writtenBytes) {
      const { mark, notedEnd, ...place } = this.#waitingMarks[0];
      this.#waitingMarks.shift();
      this.#file.noteMark(mark, { ...place, bytesBehind: this.#writtenBytes - notedEnd });
    }
    this.#buffer.recycle(chunk);
  }
}
