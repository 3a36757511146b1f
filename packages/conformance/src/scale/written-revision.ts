import { performance } from 'node:perf_hooks';
import type { Client } from 'pg';
import { copyRows } from './object-copies';

/** Where control planes learn of a committed revision. */
const REVISION_CHANNEL = 'switchyard_revision';

export interface WrittenRevision {
  readonly revision: number;
  /** When the commit was sent, on the clock of `performance.now()`. */
  readonly committedAtMs: number;
}

/**
 * Makes a change by SQL as a revision, in one transaction, as a control plane does: the lineage's revision, the revision
 * with its changes, the entries to publish, and the notification.
 *
 * @param write makes the change in the given revision. @returns how many objects it changed, and a SELECT of the keys of the
 *   routing table's entries that it touches
 */
export async function writeRevision(
  client: Client,
  write: (revision: number) => Promise<{ readonly changeCount: number; readonly touchedKeys: string }>,
): Promise<WrittenRevision> {
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ revision: number }>('SELECT revision FROM lineage FOR UPDATE');
    const revision = (rows[0]?.revision ?? 0) + 1;
    // Any revision that a user made.
    const newest = `JOIN (SELECT max(number) AS number FROM revision WHERE operation = 'issueConsumerKey') AS newest
      ON newest.number = original.number`;
    await copyRows(client, 'revision', newest, {
      number: String(revision),
      commit_id: 'gen_random_uuid()',
      committed_at: 'now()',
    });
    const { changeCount, touchedKeys } = await write(revision);
    await client.query('UPDATE revision SET change_count = $2 WHERE number = $1', [revision, changeCount]);
    await client.query('UPDATE lineage SET revision = $1', [revision]);
    await client.query(
      `INSERT INTO dirty_entry (key, revision) SELECT key, ${revision} FROM (${touchedKeys}) AS touched (key)
       ON CONFLICT (key) DO UPDATE SET revision = excluded.revision`,
    );
    await client.query('SELECT pg_notify($1, $2)', [REVISION_CHANNEL, String(revision)]);
    const committedAtMs = performance.now();
    await client.query('COMMIT');
    return { revision, committedAtMs };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
