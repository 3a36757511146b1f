import type { DataSource } from 'typeorm';

/** Any number that no other program uses on the same database: two migrations at a time would trip over each other. */
const MIGRATION_LOCK = 7_305_471;

/** Brings the database's schema up to date. Running it again, or twice at once, is harmless. Returns what it ran. */
export async function migrateDatabase(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations({ transaction: 'all' });
    return ran.map(({ name }) => name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).finally(() => lock.release());
  }
}
