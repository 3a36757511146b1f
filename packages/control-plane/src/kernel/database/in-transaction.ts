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

/** Runs the work in a transaction and always rolls it back, even if it resolves. */
export async function inRolledBackTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const done: { result?: T } = {};
  const rollBack = new Error('the work is done; rolling back');
  try {
    await inTransaction(dataSource, async (manager) => {
      done.result = await work(manager);
      throw rollBack;
    });
  } catch (error) {
    if (error !== rollBack) throw error;
  }
  return done.result as T;
}

/** Runs the work in a read-only transaction on one snapshot of the database. */
export async function inSnapshot<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    await manager.query('SET TRANSACTION READ ONLY');
    return work(manager);
  });
}
