import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchOf, type SpooledBatch } from './batch-store';
import { readSpoolRecords } from './spool-record';

/** `<incarnation>.<number>.usage` */
const SEGMENT_NAME = /^([0-9a-f-]{36})\.(\d{1,9})\.usage$/;

/** One of the files of a spool. */
export interface Segment {
  readonly path: string;
  readonly incarnation: string;
  readonly number: number;
  bytes: number;
  /** Where the batches stand that the queue does not have yet, by their sequence numbers. */
  readonly waiting: Map<number, { readonly offset: number; readonly bytes: number; readonly batch: SpooledBatch }>;
}

/** What a start finds in one file. */
export interface ReadSegment {
  readonly segment: Segment;
  readonly isClosed: boolean;
  /** When it was begun, and up to when it has all, in ms since the epoch; null if it was too short for that. */
  readonly openedAtMs: number | null;
  readonly lastAtMs: number | null;
}

export function segmentPath(folder: string, incarnation: string, number: number): string {
  return join(folder, `${incarnation}.${number}.usage`);
}

/** The batches of a segment that the queue does not have yet. */
export function batchesOf({ waiting }: Segment): SpooledBatch[] {
  return Array.from(waiting.values(), ({ batch }) => batch);
}

/** Reads the segments in a folder: the files of a process by their numbers, and the processes by when their first file was begun. */
export async function readSegments(folder: string): Promise<readonly ReadSegment[]> {
  const names = (await readdir(folder)).flatMap((name) => {
    const [, owner = '', number = ''] = SEGMENT_NAME.exec(name) ?? [];
    return owner === '' ? [] : [{ path: join(folder, name), incarnation: owner, number: Number(number) }];
  });
  const read: ReadSegment[] = [];
  for (const name of names) read.push(await readSegment(name));
  return inOrderOfTime(read);
}

function inOrderOfTime(read: readonly ReadSegment[]): readonly ReadSegment[] {
  const beganAtMs = new Map<string, number>();
  for (const { segment, openedAtMs } of read) {
    const present = beganAtMs.get(segment.incarnation) ?? Infinity;
    beganAtMs.set(segment.incarnation, Math.min(present, openedAtMs ?? Infinity));
  }
  // Of a process that wrote nothing there is nothing to send, so its place does not matter.
  const began = ({ segment }: ReadSegment) => beganAtMs.get(segment.incarnation) ?? Infinity;
  return read.toSorted((one, other) => {
    const [first, second] = [one.segment, other.segment];
    if (first.incarnation === second.incarnation) return first.number - second.number;
    if (began(one) !== began(other)) return began(one) < began(other) ? -1 : 1;
    return first.incarnation < second.incarnation ? -1 : 1;
  });
}

async function readSegment(name: Pick<Segment, 'path' | 'incarnation' | 'number'>): Promise<ReadSegment> {
  const records = readSpoolRecords(await readFile(name.path));
  const waiting = new Map(
    records
      .filter(({ mark }) => mark === null)
      .map((record) => {
        const { sequence, offset, bytes } = record;
        return [sequence, { offset, bytes: bytes.length, batch: batchOf(name.incarnation, record) }];
      }),
  );
  const last = records.at(-1);
  const segment: Segment = { ...name, bytes: last?.end ?? 0, waiting };
  return {
    segment,
    isClosed: last?.mark === 'CLOSING',
    openedAtMs: records[0]?.atMs ?? null,
    lastAtMs: last?.countedToMs ?? null,
  };
}
