import { type EntryRecord, entryRecordBytes, writeEntryRecord } from './journal-record';

const CHUNK_BYTES = 262_144;

/** Collects records as bytes until they are written: a hundred thousand texts would burden the garbage collector. */
export class RecordBuffer {
  /** Those that are full. */
  #chunks: Buffer[] = [];
  #chunk: Buffer | null = null;
  #chunkEnd = 0;
  /** One that was written, for what comes next: new memory costs a page fault for every 4 KB. */
  #spare: Buffer | null = null;
  #length = 0;

  /** How many bytes wait. */
  get length(): number {
    return this.#length;
  }

  /** Whether a chunk is full, so that writing is worth it. */
  get hasFullChunk(): boolean {
    return this.#chunks.length > 0;
  }

  addEntry(entry: Omit<EntryRecord, 'kind'>): void {
    const bytes = entryRecordBytes(entry);
    const { chunk, start } = this.#room(bytes);
    writeEntryRecord(entry, chunk, start);
  }

  add(record: Buffer): void {
    const { chunk, start } = this.#room(record.length);
    record.copy(chunk, start);
  }

  /** Takes everything out. */
  take(): readonly Buffer[] {
    this.#seal();
    return this.takeFull();
  }

  /** Takes out the chunks that are full. */
  takeFull(): readonly Buffer[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    for (const { length } of chunks) this.#length -= length;
    return chunks;
  }

  /** Puts back what was taken out last and could not be written. */
  putBack(chunks: readonly Buffer[]): void {
    this.#chunks = [...chunks, ...this.#chunks];
    for (const { length } of chunks) this.#length += length;
  }

  /** Takes back a chunk whose bytes are written, and nowhere else in use, as room for others. */
  recycle({ buffer }: Buffer): void {
    if (buffer.byteLength === CHUNK_BYTES) this.#spare = Buffer.from(buffer);
  }

  #room(bytes: number): { chunk: Buffer; start: number } {
    this.#length += bytes;
    if (this.#chunk !== null && this.#chunkEnd + bytes > this.#chunk.length) this.#seal();
    this.#chunk ??= this.#newChunk(bytes);
    const start = this.#chunkEnd;
    this.#chunkEnd += bytes;
    return { chunk: this.#chunk, start };
  }

  #newChunk(bytesMin: number): Buffer {
    const spare = this.#spare;
    if (spare === null || spare.length < bytesMin) return Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, bytesMin));
    this.#spare = null;
    return spare;
  }

  #seal(): void {
    if (this.#chunk !== null && this.#chunkEnd > 0) {
      const bytes = this.#chunk.subarray(0, this.#chunkEnd);
      // What waits for long must not keep an empty chunk in memory.
      this.#chunks.push(this.#chunkEnd < this.#chunk.length / 2 ? Buffer.from(bytes) : bytes);
    }
    this.#chunk = null;
    this.#chunkEnd = 0;
  }
}
