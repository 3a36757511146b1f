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

/** Runs the work on one snapshot of the database, which it must only read. */
export async function inSnapshot<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    await manager.query('SET TRANSACTION READ ONLY');
    return work(manager);
  });
}
