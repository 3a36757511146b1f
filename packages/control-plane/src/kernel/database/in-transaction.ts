import type { DataSource, EntityManager } from 'typeorm';
import { translateDatabaseError } from './translate-database-error';

/** Runs the work in a transaction (READ COMMITTED): committed when it resolves, rolled back when it rejects. */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  try {
    return await dataSource.transaction(work);
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/** Runs the work in a transaction as `inTransaction` does, and rolls it back when it resolves, too. */
export async function inTransactionTakenBack<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const done: { result?: T } = {};
  const takeBack = new Error('the work is done and is to be taken back');
  try {
    await inTransaction(dataSource, async (manager) => {
      done.result = await work(manager);
      throw takeBack;
    });
  } catch (error) {
    if (error !== takeBack) throw error;
  }
  return done.result as T;
}

/** Runs the work on one snapshot of the database, which it must only read. */
export async function inSnapshot<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    await manager.query('SET TRANSACTION READ ONLY');
    return work(manager);
  });
}
