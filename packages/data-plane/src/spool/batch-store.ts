import type { SpoolRecord } from './spool-record';

/** A batch in the spool that the queue does not have yet. */
export interface SpooledBatch extends Omit<SpoolRecord, 'bytes'> {
  readonly incarnation: string;
}

/** Where batches wait until the queue has them: in files, or in memory. */
export interface BatchStore {
  /** The size of all of it, and what it may be. */
  readonly bytes: number;
  readonly bytesMax: number;
  /** Appends a batch. If there is no room for it, the oldest go first: see `OnDropped`. @throws if it cannot be stored */
  append(record: SpoolRecord): Promise<void>;
  /** The bytes of a batch; null if it is no longer there. @throws `LostBatchError` if it never can be read, or the file system's error */
  read(batch: SpooledBatch): Promise<Buffer | null>;
  /** Gives up a batch that cannot be read. @returns the batches that go with it */
  abandon(batch: SpooledBatch): Promise<readonly SpooledBatch[]>;
  /** The queue has the batch. */
  drop(batch: SpooledBatch): Promise<void>;
  /** Ends it: properly, if nothing of this process is missing. @param atMs null if something is missing */
  close(atMs: number | null): Promise<void>;
}

/** A batch that stood in a file which is gone or damaged. */
export class LostBatchError extends Error {}

/** Called with batches that had to make room for others, the oldest first. */
export type OnDropped = (dropped: readonly SpooledBatch[]) => void;

/** A record without its bytes. */
export function batchOf(incarnation: string, { sequence, fromMs, countedToMs, atMs }: SpoolRecord): SpooledBatch {
  return { incarnation, sequence, fromMs, countedToMs, atMs };
}

/** Names a batch, in the queue too. */
export function keyOf({ incarnation, sequence }: Pick<SpooledBatch, 'incarnation' | 'sequence'>): string {
  return `${incarnation}.${sequence}`;
}
