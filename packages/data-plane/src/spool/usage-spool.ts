import { mkdir, open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { appendBytes } from '../journal/append-bytes';
import { encodeMark, encodeSpoolRecord, readSpoolRecords, SPOOL_FRAME_BYTES, type SpoolRecord } from './spool-record';

/** A segment that is longer is followed by another, and goes as a whole. */
const SEGMENT_BYTES = 4 * 1_048_576;
/** `<incarnation>.<number>.usage` */
const SEGMENT_NAME = /^([0-9a-f-]{36})\.(\d{1,9})\.usage$/;

/** A batch in the spool that the queue does not have yet. */
export interface SpooledBatch {
  readonly incarnation: string;
  readonly sequence: number;
  readonly atMs: number;
}

/** What a process before this one left. */
export interface LeftSpool {
  readonly incarnation: string;
  readonly batches: readonly SpooledBatch[];
  /** Whether it ended properly, so that nothing is missing. */
  readonly isClosed: boolean;
  /** When it last wrote, in ms since the epoch; null if it did not come to that. */
  readonly lastAtMs: number | null;
}

interface Segment {
  readonly path: string;
  readonly incarnation: string;
  readonly number: number;
  bytes: number;
  /** Where the batches stand that the queue does not have yet, by their sequence numbers. */
  readonly waiting: Map<number, { readonly offset: number; readonly bytes: number; readonly atMs: number }>;
}

/**
 * Batches in files, until the queue has them. They survive the end of the process, but are not synced one by one: a power cut may take
 * the last seconds.
 */
export class UsageSpool {
  readonly #folder: string;
  readonly #incarnation: string;
  readonly #bytesMax: number;
  /** The oldest first; the last is appended to. */
  #segments: Segment[];
  #file: FileHandle | null = null;
  #nextNumber = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, incarnation: string, bytesMax: number, segments: Segment[]) {
    this.#folder = folder;
    this.#incarnation = incarnation;
    this.#bytesMax = bytesMax;
    this.#segments = segments;
  }

  /**
   * Opens the spool, or creates it.
   *
   * @param incarnation of this process
   * @param atMs now, in ms since the epoch
   * @throws the file system's error
   */
  static async open(
    folder: string,
    incarnation: string,
    bytesMax: number,
    atMs: number,
  ): Promise<{ readonly spool: UsageSpool; readonly left: readonly LeftSpool[] }> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(folder)).flatMap((name) => {
      const [, owner = '', number = ''] = SEGMENT_NAME.exec(name) ?? [];
      return owner === '' ? [] : [{ path: join(folder, name), incarnation: owner, number: Number(number) }];
    });
    const left = new Map<string, LeftSpool>();
    const segments: Segment[] = [];
    for (const name of names.toSorted((a, b) => a.number - b.number)) {
      const { segment, isClosed, lastAtMs } = await readSegment(name);
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
    const spool = new UsageSpool(folder, incarnation, bytesMax, segments);
    // From now on a process that is killed leaves a trace.
    await spool.#beginSegment(atMs);
    return { spool, left: [...left.values()] };
  }

  /** The size of all files. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Appends a batch. If there is no room for it, the oldest segments go first.
   *
   * @returns the batches that went
   * @throws the file system's error; the batch is not in the spool then
   */
  append(record: SpoolRecord): Promise<readonly SpooledBatch[]> {
    return this.#inTurn(() => this.#append(record));
  }

  async #append(record: SpoolRecord): Promise<readonly SpooledBatch[]> {
    const encoded = encodeSpoolRecord(record);
    const dropped = await this.#makeRoom(encoded.length);
    const segment = await this.#segmentFor(record.atMs);
    const offset = await this.#write(segment, encoded);
    segment.waiting.set(record.sequence, { offset, bytes: record.bytes.length, atMs: record.atMs });
    return dropped;
  }

  /** The bytes of a batch; null if it is no longer in the spool. @throws the file system's error */
  async read({ incarnation, sequence }: SpooledBatch): Promise<Buffer | null> {
    const segment = this.#segments.find((each) => each.incarnation === incarnation && each.waiting.has(sequence));
    const place = segment?.waiting.get(sequence);
    if (segment === undefined || place === undefined) return null;
    const file = await open(segment.path, 'r');
    try {
      const bytes = Buffer.allocUnsafe(place.bytes);
      const { bytesRead } = await file.read(bytes, 0, place.bytes, place.offset + SPOOL_FRAME_BYTES);
      if (bytesRead < place.bytes) throw new Error(`${segment.path} is truncated`);
      return bytes;
    } finally {
      await file.close();
    }
  }

  /**
   * Gives up the file that a batch stands in, because it cannot be read.
   *
   * @returns the batches that go with it
   */
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

  /**
   * Ends the spool properly: nothing of this process is missing. If the queue has all of it, its files go.
   *
   * @throws the file system's error
   */
  close(atMs: number): Promise<void> {
    return this.#inTurn(() => this.#close(atMs));
  }

  async #close(atMs: number): Promise<void> {
    const last = this.#appended ?? (await this.#beginSegment(atMs));
    await this.#write(last, encodeMark('CLOSING', atMs));
    await this.#file?.close();
    this.#file = null;
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

  async #makeRoom(bytes: number): Promise<readonly SpooledBatch[]> {
    const dropped: SpooledBatch[] = [];
    while (this.#segments.length > 0 && this.bytes + bytes > this.#bytesMax) {
      const [oldest] = this.#segments;
      if (oldest === undefined) break;
      dropped.push(...batchesOf(oldest));
      await this.#remove(oldest);
    }
    return dropped;
  }

  async #segmentFor(atMs: number): Promise<Segment> {
    const present = this.#appended;
    if (present !== null && present.bytes < SEGMENT_BYTES) return present;
    const next = await this.#beginSegment(atMs);
    if (present !== null && present.waiting.size === 0) await this.#remove(present);
    return next;
  }

  async #beginSegment(atMs: number): Promise<Segment> {
    // Somebody may have removed the folder.
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const number = this.#nextNumber;
    const path = join(this.#folder, `${this.#incarnation}.${number}.usage`);
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

  async #remove(segment: Segment): Promise<void> {
    if (segment === this.#appended) {
      await this.#file?.close();
      this.#file = null;
    }
    this.#segments = this.#segments.filter((each) => each !== segment);
    await rm(segment.path, { force: true });
  }
}

function batchesOf({ incarnation, waiting }: Segment): SpooledBatch[] {
  return [...waiting].map(([sequence, { atMs }]) => ({ incarnation, sequence, atMs }));
}

async function readSegment(name: Pick<Segment, 'path' | 'incarnation' | 'number'>) {
  const records = readSpoolRecords(await readFile(name.path));
  const waiting = new Map(
    records
      .filter(({ mark }) => mark === null)
      .map(({ sequence, offset, bytes, atMs }) => [sequence, { offset, bytes: bytes.length, atMs }]),
  );
  const last = records.at(-1);
  const segment: Segment = { ...name, bytes: last?.end ?? 0, waiting };
  return { segment, isClosed: last?.mark === 'CLOSING', lastAtMs: last?.atMs ?? null };
}
