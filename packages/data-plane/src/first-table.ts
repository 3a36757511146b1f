import type { StoredTable } from './journal/table-journal';
import type { TableFollower } from './table/table-follower';

/** How long a start with a stored table waits for a bucket that is reachable but slow. */
const BUCKET_WAIT_MS = 10_000;

type Followed = Pick<TableFollower, 'position' | 'isSettled' | 'onChange'>;

/**
 * Resolves when a data plane should begin to serve. With a table from its folder that is when it knows whether NATS has a newer
 * one: a revoked key must not come back for a moment. Without one it is when there is a table.
 *
 * @param tableWaitMs how long to wait for a first table
 * @throws the signal's reason once it is aborted
 */
export async function whenReadyToServe(
  follower: Followed,
  { tableWaitMs = 0, signal }: { readonly tableWaitMs?: number; readonly signal?: AbortSignal },
): Promise<void> {
  signal?.throwIfAborted();
  const isStored = follower.position !== null;
  const isReady = () => (isStored ? follower.isSettled : follower.position !== null);
  const waitMs = isStored ? BUCKET_WAIT_MS : tableWaitMs;
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

/** How long ago a stored table was last known to be current; infinite if that is not known. */
export function ageMs({ currentAtMs }: Pick<StoredTable, 'currentAtMs'>, nowMs: number): number {
  return currentAtMs === null ? Infinity : Math.max(0, nowMs - currentAtMs);
}
