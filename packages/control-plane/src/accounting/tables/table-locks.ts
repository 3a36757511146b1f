import type { DataSource, EntityManager } from 'typeorm';
import { LOCK_NOT_AVAILABLE, sqlState } from './sql-state';

/** How long a change of a table waits for readers and writers, who wait behind it. The next run tries again. */
const LOCK_TIMEOUT_MS = 300;

/**
 * Does what only one control plane at a time may do.
 *
 * @param lock the number of an advisory lock
 * @returns null if another one is at it
 */
export async function oneAtATime<T>(dataSource: DataSource, lock: number, work: () => Promise<T>): Promise<T | null> {
  const runner = dataSource.createQueryRunner();
  try {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [lock])) as [{ locked: boolean }];
    if (!row.locked) return null;
    try {
      return await work();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [lock]);
    }
  } finally {
    await runner.release();
  }
}

/**
 * Changes a table that others use, in one transaction.
 *
 * @returns whether it was done: false if others held the table for too long
 */
export async function changeUnlessHeld(
  dataSource: DataSource,
  change: (manager: EntityManager) => Promise<unknown>,
): Promise<boolean> {
  try {
    await dataSource.transaction(async (manager) => {
      await manager.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await change(manager);
    });
    return true;
  } catch (error) {
    if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
    return false;
  }
}
