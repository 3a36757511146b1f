import type { DataSource, EntityManager } from 'typeorm';
import { together } from '../kernel/database/together';
import { translateDatabaseError } from '../kernel/database/translate-database-error';
import { type LockedLineage, lockLineage } from './lock-lineage';

/** What is done under the lineage lock. */
export interface LockedWork<T> {
  readonly result: T;
  /** The last statements, already sent. */
  readonly sent: Promise<unknown>;
}

/**
 * Runs work in a transaction (READ COMMITTED) that holds the lineage lock. Everybody waits for the lock, so it is held for
 * as few round trips as possible: the statement that takes it is sent with the one that begins the transaction, and the
 * commit with the last statements of the work. If one of those fails, Postgres rolls back when it is told to commit.
 *
 * @throws DomainError for an error of the database that callers may see; what the work throws
 */
export async function inChangeTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager, locked: LockedLineage) => Promise<LockedWork<T>>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    // TypeORM's own way to begin waits for the answer.
    Object.assign(runner, { isTransactionActive: true });
    const [, locked] = await together([runner.query('START TRANSACTION'), lockLineage(runner.manager)]);
    const { result, sent } = await work(runner.manager, locked);
    await together([sent, runner.query('COMMIT')]);
    return result;
  } catch (error) {
    // Fails if the connection is lost, and then the transaction is as well.
    await runner.query('ROLLBACK').catch(() => undefined);
    throw translateDatabaseError(error);
  } finally {
    await runner.release();
  }
}
