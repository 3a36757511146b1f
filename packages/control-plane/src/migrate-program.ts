import 'reflect-metadata';
import { pino } from 'pino';
import { migrateDatabase } from './wiring/database/migrate-database';
import { fail } from './program';
import { readMigrationSettings } from './settings';

/** Migrates the database of DATABASE_URL, and prints the migrations that it ran. */
export async function runMigrations(environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    const { databaseUrl, logLevel } = readMigrationSettings(environment);
    const ran = await migrateDatabase(databaseUrl, pino({ level: logLevel }));
    process.stdout.write(ran.length > 0 ? `migrated: ${ran.join(', ')}\n` : 'the database is up to date\n');
  } catch (error) {
    fail('Could not migrate', error);
  }
}
