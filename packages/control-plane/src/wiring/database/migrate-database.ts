import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source';
import { openDatabase } from './open-database';

/** An arbitrary number that no other program uses on the same database: concurrent migrations would collide. */
const MIGRATION_LOCK = 7_305_471;

/**
 * Brings a database's schema up to date. Running it again, or twice at once, is harmless.
 *
 * @returns the names of the migrations that it ran
 * @throws StartError if Postgres cannot be reached
 */
export async function migrateDatabase(databaseUrl: string, log: Logger): Promise<string[]> {
  // A statement over a long history may take longer than any request's.
  const dataSource = createDataSource(databaseUrl, log, { statementTimeoutMs: 0 });
  await openDatabase(dataSource, databaseUrl);
  try {
    return await runUnderLock(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function runUnderLock(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations({ transaction: 'all' });
    return ran.map(({ name }) => name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await lock.release();
  }
}
