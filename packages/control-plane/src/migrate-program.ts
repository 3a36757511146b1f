import 'reflect-metadata';
import { openLogSink } from '@switchyard/runtime';
import { type Logger, pino } from 'pino';
import { StartError } from './kernel/errors/start-error';
import { fail } from './program';
import { acceptOlderCompiler } from './publication/compiler-state';
import { COMPILER_VERSION } from './publication/compiler-version';
import { readMigrationSettings } from './settings';
import { createDataSource } from './wiring/database/data-source';
import { migrateDatabase } from './wiring/database/migrate-database';
import { openDatabase } from './wiring/database/open-database';

const NAME = 'switchyard-migrate';
const ACCEPT_OLDER_COMPILER = '--accept-older-compiler';

/** Runs `migrate`, prints what it did, and sets the exit code 1 if it failed. */
export async function runMigrations(environment: NodeJS.ProcessEnv, args: readonly string[]): Promise<void> {
  try {
    for (const line of await migrate(environment, args)) process.stdout.write(`${line}\n`);
  } catch (error) {
    fail('Could not migrate', error);
  }
}

/**
 * Migrates the database of DATABASE_URL; with `--accept-older-compiler`, also lets this build publish again after a newer
 * one has.
 *
 * @returns what it did, in lines for the operator
 * @throws StartError if an argument or a setting is invalid, or Postgres cannot be reached
 */
export async function migrate(environment: NodeJS.ProcessEnv, args: readonly string[]): Promise<string[]> {
  const unknown = args.find((argument) => argument !== ACCEPT_OLDER_COMPILER);
  if (unknown !== undefined)
    throw new StartError(`unknown argument ${JSON.stringify(unknown)}: the only option is ${ACCEPT_OLDER_COMPILER}.`);
  const { databaseUrl, logLevel } = readMigrationSettings(environment);
  const log = pino({ name: NAME, level: logLevel }, openLogSink(1, { name: NAME }));
  const ran = await migrateDatabase(databaseUrl, log);
  const migrated = ran.length > 0 ? `migrated: ${ran.join(', ')}` : 'the database is up to date';
  return args.length === 0 ? [migrated] : [migrated, await goBackToOlderCompiler(databaseUrl, log)];
}

async function goBackToOlderCompiler(databaseUrl: string, log: Logger): Promise<string> {
  const dataSource = createDataSource(databaseUrl, log);
  await openDatabase(dataSource, databaseUrl);
  try {
    const newer = await acceptOlderCompiler(dataSource);
    return newer === null
      ? 'nothing to accept: no newer control plane has published to this database'
      : `accepted this build's compiler version ${COMPILER_VERSION} in place of ${newer}: its control planes publish again, ` +
          'once those of the newer build are stopped';
  } finally {
    await dataSource.destroy();
  }
}
