import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { appendBytes } from '../journal/append-bytes';
import { batchOf, type BatchStore, LostBatchError, type OnDropped, type SpooledBatch } from './batch-store';
import { encodeMark, encodeSpoolRecord, SPOOL_FRAME_BYTES, type SpoolRecord } from './spool-record';
import { batchesOf, readSegments, type Segment, segmentPath } from './spool-segment';

/** A segment that is longer is followed by another, and goes as a whole. A small spool has several too. */
const SEGMENT_BYTES = 4 * 1_048_576;
const SEGMENTS_LEAST = 8;

/** What a process before this one left. */
export interface LeftSpool {
  readonly incarnation: string;
  readonly batches: readonly SpooledBatch[];
  /** Whether it ended properly, so that nothing is missing. */
  readonly isClosed: boolean;
  /** Up to when it wrote all that it had counted, in ms since the epoch; null if it did not come to that. */
  readonly lastAtMs: number | null;
}

export interface SpoolOptions {
  readonly folder: string;
  /** Of this process. */
  readonly incarnation: string;
  readonly bytesMax: number;
  readonly onDropped: OnDropped;
}

/**
 * Batches in files, until the queue has them. They survive the end of the process, but each write is not synced: a power cut may
 * take the last seconds.
 */
export class UsageSpool implements BatchStore {
  readonly #folder: string;
  readonly #incarnation: string;
  readonly bytesMax: number;
  readonly #segmentBytes: number;
  readonly #onDropped: OnDropped;
  /** The oldest first; the last is appended to. */
  #segments: Segment[];
  #file: FileHandle | null = null;
  #nextNumber = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor({ folder, incarnation, bytesMax, onDropped }: SpoolOptions, segments: Segment[]) {
    this.#folder = folder;
    this.#incarnation = incarnation;
    this.bytesMax = bytesMax;
    this.#segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(bytesMax / SEGMENTS_LEAST));
    this.#onDropped = onDropped;
    this.#segments = segments;
  }

  /**
   * Opens the spool, or creates it.
   *
   * @param atMs now, in ms since the epoch
   * @returns also what earlier processes left, the earliest first
   * @throws the file system's error
   */
  static async open(
    options: SpoolOptions,
    atMs: number,
  ): Promise<{ readonly spool: UsageSpool; readonly left: readonly LeftSpool[] }> {
    const { folder } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const left = new Map<string, LeftSpool>();
    const segments: Segment[] = [];
    for (const { segment, isClosed, lastAtMs } of await readSegments(folder)) {
      segments.push(segment);
      const batches = batchesOf(segment);
      const before = left.get(segment.incarnation);
      left.set(segment.incarnation, {
        incarnation: segment.incarnation,
        batches: [...(before?.batches ?? []), ...batches],
        isClosed,
        lastAtMs: lastAtMs ?? before?.lastAtMs ?? null,
      });
    }
    const spool = new UsageSpool(options, segments);
    // From now on a process that is killed leaves a trace.
    await spool.#beginSegment(atMs);
    return { spool, left: [...left.values()] };
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whole files go to make room. @throws the file system's error; the batch is not in the spool then */
  append(record: SpoolRecord): Promise<void> {
    return this.#inTurn(() => this.#append(record));
  }

  async #append(record: SpoolRecord): Promise<void> {
    const encoded = encodeSpoolRecord(record);
    await this.#makeRoom(encoded.length);
    const segment = await this.#segmentFor(record.fromMs);
    const offset = await this.#write(segment, encoded);
    const batch = batchOf(segment.incarnation, record);
    segment.waiting.set(record.sequence, { offset, bytes: record.bytes.length, batch });
  }

  async read({ incarnation, sequence }: SpooledBatch): Promise<Buffer | null> {
    const segment = this.#segments.find((each) => each.incarnation === incarnation && each.waiting.has(sequence));
    const place = segment?.waiting.get(sequence);
    if (segment === undefined || place === undefined) return null;
    const file = await open(segment.path, 'r').catch((error: unknown) => {
      throw isGone(error) ? new LostBatchError(`${segment.path} is gone`) : error;
    });
    try {
      const bytes = Buffer.allocUnsafe(place.bytes);
      const { bytesRead } = await file.read(bytes, 0, place.bytes, place.offset + SPOOL_FRAME_BYTES);
      if (bytesRead < place.bytes) throw new LostBatchError(`${segment.path} is truncated`);
      return bytes;
    } finally {
      await file.close();
    }
  }

  /** Gives up the file that the batch stands in. */
  abandon(batch: SpooledBatch): Promise<readonly SpooledBatch[]> {
    return this.#inTurn(() => this.#abandon(batch));
  }

  async #abandon({ incarnation, sequence }: SpooledBatch): Promise<readonly SpooledBatch[]> {
    const segment = this.#segments.find((each) => each.incarnation === incarnation && each.waiting.has(sequence));
    if (segment === undefined) return [];
    const lost = batchesOf(segment);
    await this.#remove(segment).catch(() => undefined);
    return lost;
  }

  /** The queue has the batch. A segment of which it has all goes, unless it is appended to. @throws the file system's error */
  drop(batch: SpooledBatch): Promise<void> {
    return this.#inTurn(() => this.#drop(batch));
  }

  async #drop({ incarnation, sequence }: SpooledBatch): Promise<void> {
    const segment = this.#segments.find((each) => each.incarnation === incarnation && each.waiting.has(sequence));
    segment?.waiting.delete(sequence);
    // The last one stays, because a process without a file leaves no trace when it is killed.
    if (segment === undefined || segment.waiting.size > 0 || segment === this.#appended) return;
    await this.#remove(segment);
  }

  /** If the queue has all of this process, its files go. @throws the file system's error */
  close(atMs: number | null): Promise<void> {
    return this.#inTurn(() => this.#close(atMs));
  }

  async #close(atMs: number | null): Promise<void> {
    try {
      if (atMs === null) return;
      const last = this.#appended ?? (await this.#beginSegment(atMs));
      await this.#write(last, encodeMark('CLOSING', atMs));
    } finally {
      await this.#file?.close();
      this.#file = null;
    }
    const own = this.#segments.filter(({ incarnation }) => incarnation === this.#incarnation);
    if (own.some(({ waiting }) => waiting.size > 0)) return;
    for (const segment of own) await this.#remove(segment);
  }

  /** Of an earlier process, whose gap was reported. @throws the file system's error */
  forget(incarnation: string): Promise<void> {
    return this.#inTurn(() => this.#forget(incarnation));
  }

  async #forget(incarnation: string): Promise<void> {
    const empty = this.#segments.filter((each) => each.incarnation === incarnation && each.waiting.size === 0);
    for (const segment of empty) await this.#remove(segment);
  }

  /** A file must not go while it is appended to. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  get #appended(): Segment | null {
    return this.#file === null ? null : (this.#segments.at(-1) ?? null);
  }

  /** What goes is told even if its file cannot be removed, or the batch cannot be written then. */
  async #makeRoom(bytes: number): Promise<void> {
    while (this.#segments.length > 0 && this.bytes + bytes > this.bytesMax) {
      const [oldest] = this.#segments;
      if (oldest === undefined) break;
      const dropped = batchesOf(oldest);
      const removed = this.#remove(oldest);
      if (dropped.length > 0) this.#onDropped(dropped);
      await removed;
    }
  }

  async #segmentFor(atMs: number): Promise<Segment> {
    const present = this.#appended;
    if (present !== null && present.bytes < this.#segmentBytes) return present;
    const next = await this.#beginSegment(atMs);
    if (present !== null && present.waiting.size === 0) await this.#remove(present);
    return next;
  }

  async #beginSegment(atMs: number): Promise<Segment> {
    // Somebody may have removed the folder.
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const number = this.#nextNumber;
    const path = segmentPath(this.#folder, this.#incarnation, number);
    const file = await open(path, 'wx+', 0o600);
    this.#nextNumber += 1;
    await this.#file?.close();
    this.#file = file;
    const segment: Segment = { path, incarnation: this.#incarnation, number, bytes: 0, waiting: new Map() };
    this.#segments.push(segment);
    await this.#write(segment, encodeMark('OPENING', atMs));
    return segment;
  }

  /** @returns where it stands */
  async #write(segment: Segment, encoded: Buffer): Promise<number> {
    if (this.#file === null) throw new Error('the spool has no open segment');
    const offset = segment.bytes;
    await appendBytes(this.#file, encoded, offset);
    segment.bytes += encoded.length;
    return offset;
  }

  /** From the call on it does not belong to the spool, even if its file cannot be removed. @throws the file system's error */
  async #remove(segment: Segment): Promise<void> {
    const file = segment === this.#appended ? this.#file : null;
    if (file !== null) this.#file = null;
    this.#segments = this.#segments.filter((each) => each !== segment);
    await file?.close();
    await rm(segment.path, { force: true });
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
