import type { Logger } from 'pino';
import type { KeptTable } from './journal/kept-table';
import type { StoredTable } from './journal/stored-table';
import { SilentDisk, whileDiskAnswers } from './journal/while-disk-answers';
import type { TableFollower } from './table/table-follower';

/** How long a start with a stored table waits for a bucket that is reachable but slow. */
const BUCKET_WAIT_MS = 10_000;
const MS_PER_SECOND = 1_000;

/** A stored table that is too old to be served. */
export interface TooOldTable {
  readonly ageSeconds: number;
  readonly ageSecondsMax: number;
}

export interface FirstTableOptions {
  /** How old a stored table may be to be served; any age by default. */
  readonly tableAgeMsMax?: number;
  /** How long to wait for a first table if none is stored; 0 by default. */
  readonly tableWaitMs?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
  /** Called if the stored table is too old to be served. */
  readonly onTooOld?: (table: TooOldTable) => void;
  readonly log: Logger;
}

type Kept = Pick<KeptTable, 'stored'> & {
  readonly folder: Pick<KeptTable['folder'], 'tableFile'>;
  readonly journal: Pick<KeptTable['journal'], 'beginAnew' | 'giveUp'>;
};
type Follower = Pick<
  TableFollower<unknown>,
  'position' | 'isSettled' | 'onChange' | 'start' | 'expectStored' | 'restore'
>;

/**
 * Begins to follow the bucket, and resolves when a data plane should begin to serve: when there is a table, or after
 * `tableWaitMs`. A stored table is served only if the bucket has none that is as new: a revoked key must not come back for a
 * moment.
 *
 * @param kept what the folder had at the start; null without a folder
 * @throws the signal's reason once it is aborted
 */
export async function serveFirstTable(
  follower: Follower,
  kept: Kept | null,
  options: FirstTableOptions,
): Promise<void> {
  const { tableWaitMs = 0, signal } = options;
  const stored = kept?.stored ?? null;
  const until = (isReady: () => boolean, waitMs: number) => wait(follower, isReady, waitMs, signal);
  if (kept !== null && stored !== null) {
    follower.expectStored(stored);
    await beginAnew(kept);
    follower.start();
    await until(() => follower.isSettled || follower.position !== null, BUCKET_WAIT_MS);
    if (follower.position === null && isYoungEnough(stored, kept, options)) await follower.restore(stored);
  } else {
    follower.start();
  }
  await until(() => follower.position !== null, tableWaitMs);
}

/** What the bucket has is read from its beginning, and takes the place of the stored table. */
async function beginAnew({ journal }: Kept): Promise<void> {
  try {
    await whileDiskAnswers(() => journal.beginAnew());
  } catch (error) {
    journal.giveUp(error instanceof SilentDisk ? error.message : `no new file can be written (${String(error)})`);
  }
}

function isYoungEnough(
  stored: StoredTable,
  { folder }: Kept,
  { tableAgeMsMax = Infinity, onTooOld, log }: FirstTableOptions,
): boolean {
  const { lineage, revision } = stored;
  const storedAgeMs = ageMs(stored, Date.now());
  const ageSeconds = Math.round(storedAgeMs / MS_PER_SECOND);
  const fields = { path: folder.tableFile, lineage, revision, ageSeconds };
  if (storedAgeMs <= tableAgeMsMax) {
    log.info(fields, 'serving the stored routing table until NATS has one that is as new');
    return true;
  }
  onTooOld?.({ ageSeconds, ageSecondsMax: tableAgeMsMax / MS_PER_SECOND });
  log.error(
    fields,
    'stored routing table is too old to be served (SWITCHYARD_TABLE_MAX_AGE_SECONDS); waiting for NATS',
  );
  return false;
}

/** Resolves when it is ready, or the time is over. @throws the signal's reason once it is aborted */
async function wait(
  follower: Pick<Follower, 'onChange'>,
  isReady: () => boolean,
  waitMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  if (isReady() || waitMs === 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = follower.onChange(() => {
    if (isReady()) resolve();
  });
  const timer = setTimeout(resolve, waitMs);
  const stop = () => resolve();
  signal?.addEventListener('abort', stop, { once: true });
  await promise;
  signal?.removeEventListener('abort', stop);
  clearTimeout(timer);
  forget();
  signal?.throwIfAborted();
}

/** How long ago a stored table was last known to be current. */
export function ageMs({ currentAtMs }: Pick<StoredTable, 'currentAtMs'>, nowMs: number): number {
  return Math.max(0, nowMs - currentAtMs);
}
