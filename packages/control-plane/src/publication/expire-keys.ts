import type { EntityManager } from 'typeorm';
import type { ChangeInProgress } from '../change/change-in-progress';
import type { ChangeCorridor } from '../change/commit-change';
import type { ChangeGuard } from '../change/system-operation';
import { anyPlaygroundKeyIsOver, removeEndedPlaygroundKeys } from '../objects/playground/ended-playground-keys';
import { HAS_PASSED } from '../objects/secrets/expiry';

/** How many keys one revision expires at most, so that it holds up the changes of callers only briefly. */
export const KEYS_EXPIRED_PER_REVISION_MAX = 10_000;

/** The condition of the index `consumer_key_to_expire`. */
const IS_DUE = `${HAS_PASSED} AND revoked_at IS NULL AND NOT entry_expired`;

/**
 * Removes the entries of all consumer keys that have expired by `now`, and of the playground's keys that are over, in as
 * many revisions as the limit requires. Only the publisher does so. Until then, and if clocks differ, data planes refuse an
 * expired key by its time.
 *
 * @param guard runs in each transaction; what it throws leaves the keys of that revision as they were
 * @returns the last revision; null if no key was due
 */
export async function expireKeys(
  corridor: ChangeCorridor,
  guard: ChangeGuard,
  now: Date,
  keysMax = KEYS_EXPIRED_PER_REVISION_MAX,
): Promise<number | null> {
  const isDue = (manager: EntityManager) => anyIsDue(manager, now);
  let last: number | null = null;
  for (;;) {
    const expire = (change: ChangeInProgress) => expireSome(change, now, keysMax);
    const revision = await corridor.commitSystem('EXPIRE_KEYS', expire, { guard, isDue });
    if (revision === null) return last;
    last = revision;
  }
}

async function anyIsDue(manager: EntityManager, now: Date): Promise<boolean> {
  const rows = await manager.query<object[]>(`SELECT 1 FROM consumer_key WHERE ${IS_DUE} LIMIT 1`, [now]);
  return rows.length > 0 || (await anyPlaygroundKeyIsOver(manager, now));
}

/** Marks the keys that have been expired for longest, and touches their entries: one statement, whatever their number. */
async function expireSome(change: ChangeInProgress, now: Date, keysMax: number): Promise<void> {
  const expired = await change.manager.query<{ keyHash: string }[]>(
    `WITH due AS MATERIALIZED (
       SELECT id FROM consumer_key WHERE ${IS_DUE} ORDER BY expires_at LIMIT $2
     ), expired AS (
       UPDATE consumer_key AS key SET entry_expired = true FROM due WHERE key.id = due.id RETURNING key.key_hash
     )
     SELECT key_hash AS "keyHash" FROM expired`,
    [now, keysMax],
  );
  for (const { keyHash } of expired) change.touch('consumer-key', keyHash);
  await removeEndedPlaygroundKeys(change, now);
}
