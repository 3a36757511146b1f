import type { DataSource, EntityManager } from 'typeorm';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { DomainError } from '../../kernel/errors/domain-error';
import { HAS_PASSED } from '../secrets/expiry';
import { PLAYGROUND_CONSUMER } from './playground-consumer';

/**
 * A key ends with the session and the token that it was issued with. How long these last is part of `expires_at`;
 * signing out deletes the session's row, a revoked access token has its time, and a start with another administrator token
 * expires the keys of the one before.
 */
const IS_OVER = `(${HAS_PASSED}
  OR (session_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM console_session session WHERE session.id = session_id))
  OR EXISTS (SELECT 1 FROM access_token token WHERE token.id = access_token_id AND token.revoked_at IS NOT NULL))`;

export async function anyPlaygroundKeyIsOver(manager: EntityManager, now: Date): Promise<boolean> {
  const rows = await manager.query<object[]>(`SELECT 1 FROM playground_key WHERE ${IS_OVER} LIMIT 1`, [now]);
  return rows.length > 0;
}

/** Nobody can renew one, so that nothing of it is kept. The last one takes the entry of its consumer along. */
export async function removeEndedPlaygroundKeys(change: ChangeInProgress, now: Date): Promise<void> {
  const [ended] = await change.manager.query<[{ keyHash: string }[], number]>(
    `DELETE FROM playground_key WHERE ${IS_OVER} RETURNING key_hash AS "keyHash"`,
    [now],
  );
  for (const { keyHash } of ended) change.touch('consumer-key', keyHash);
  if (ended.length > 0) change.touch('consumer', PLAYGROUND_CONSUMER.id);
}

/** Expires the keys of an administrator token that is no longer the setting. */
export async function expireKeysOfOtherAdministratorTokens(
  dataSource: Pick<DataSource, 'query'>,
  administratorMark: string,
  now: Date,
): Promise<void> {
  await dataSource.query(
    `UPDATE playground_key SET expires_at = least($2, clock_timestamp())
     WHERE administrator_mark <> $1 AND expires_at > least($2, clock_timestamp())`,
    [administratorMark, now],
  );
}

/** After an operator has signed out. If it fails, the publisher removes the keys within a minute. */
export async function endPlaygroundKeys(corridor: ChangeCorridor, now: Date): Promise<void> {
  try {
    await corridor.commitSystem('EXPIRE_KEYS', (change) => removeEndedPlaygroundKeys(change, now), {
      isDue: (manager) => anyPlaygroundKeyIsOver(manager, now),
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}
