import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';

/** How long the lease lasts after its last renewal. */
export const LEASE_DURATION_MS = 5_000;
const DURATION = `interval '${LEASE_DURATION_MS} milliseconds'`;

/**
 * While the transaction that asserts the lease stands still, no other control plane can take it over. It has the same time
 * as a holder that does not renew.
 */
const ASSERTING_IDLE_TIMEOUT_MS = LEASE_DURATION_MS;

/**
 * SQL: whether the row `lease` belongs to a control plane that may publish. All times are by the database's clock; one too
 * far ahead was written before that clock was set back. Without its session the holder has ended. Postgres hides when the
 * session of another role began.
 */
export const LEASE_IS_VALID = `(
  lease.valid_until BETWEEN clock_timestamp() AND clock_timestamp() + 2 * ${DURATION}
  AND EXISTS (
    SELECT FROM pg_stat_activity AS session
    WHERE session.pid = lease.backend_pid AND COALESCE(session.backend_start = lease.backend_start, true)
  )
)`;

/** A session of Postgres, as the view `pg_stat_activity` identifies it. */
export interface PostgresSession {
  readonly pid: number;
  /** With microseconds, as Postgres writes it. */
  readonly startedAt: string;
}

export interface LeaseHolder {
  /** A UUID, new for each time that the lease is acquired. */
  readonly id: string;
  /** For operators: which control plane it is. */
  readonly name: string;
  readonly session: PostgresSession;
}

export async function readSession(client: Client): Promise<PostgresSession> {
  const { rows } = await client.query<PostgresSession>(
    'SELECT pid, backend_start::text AS "startedAt" FROM pg_stat_activity WHERE pid = pg_backend_pid()',
  );
  const [session] = rows;
  if (session === undefined) throw new Error('this session is missing from pg_stat_activity');
  return session;
}

/** Whether the lease can be taken over. Locks nothing. */
export async function isLeaseFree(client: Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT FROM publication_lease AS lease WHERE ${LEASE_IS_VALID}`);
  return rows.length === 0;
}

/** Takes the lease over if it is free. Waits for a transaction that asserts it. Returns whether it succeeded. */
export async function takeOverLease(client: Client, { id, name, session }: LeaseHolder): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO publication_lease AS lease (holder, holder_name, backend_pid, backend_start, valid_until)
     VALUES ($1, $2, $3, $4, clock_timestamp() + ${DURATION})
     ON CONFLICT (singleton) DO UPDATE
     SET holder = excluded.holder, holder_name = excluded.holder_name, backend_pid = excluded.backend_pid,
       backend_start = excluded.backend_start, valid_until = clock_timestamp() + ${DURATION}
     WHERE NOT ${LEASE_IS_VALID}`,
    [id, name, session.pid, session.startedAt],
  );
  return rowCount === 1;
}

/** Returns false if another holder has taken the lease over. */
export async function renewLease(client: Client, holderId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE publication_lease SET valid_until = clock_timestamp() + ${DURATION} WHERE holder = $1`,
    [holderId],
  );
  return rowCount === 1;
}

export async function deleteLease(client: Client, holderId: string): Promise<void> {
  await client.query('DELETE FROM publication_lease WHERE holder = $1', [holderId]);
}

/** Locks the lease against a takeover until the transaction ends. Returns false if the holder has lost it. */
export async function lockLease(manager: EntityManager, holderId: string): Promise<boolean> {
  // FOR KEY SHARE, because the holder goes on renewing meanwhile.
  const rows: unknown[] = await manager.query(
    `SELECT 1 FROM publication_lease AS lease
     WHERE lease.holder = $1 AND lease.valid_until > clock_timestamp() FOR KEY SHARE`,
    [holderId],
  );
  await manager.query(`SET LOCAL idle_in_transaction_session_timeout = ${ASSERTING_IDLE_TIMEOUT_MS}`);
  return rows.length === 1;
}
