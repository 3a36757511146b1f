import { isNativeError } from 'node:util/types';
import type { DataSource } from 'typeorm';
import { StartError } from '../../kernel/errors/start-error';

/** Connects. @throws StartError, in one line without the password, if Postgres cannot be reached */
export async function openDatabase(dataSource: DataSource, url: string): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    const reason = error instanceof AggregateError ? error.errors.map(messageOf).join(', ') : messageOf(error);
    throw new StartError(`Cannot reach Postgres at ${addressOf(url)} (${reason}): check DATABASE_URL.`);
  }
}

/** @throws StartError if the database's schema is not up to date */
export async function requireMigrations(dataSource: DataSource): Promise<void> {
  if (!(await dataSource.showMigrations())) return;
  throw new StartError(
    "The database has pending migrations: run `node dist/migrate.js` in this program's folder first.",
  );
}

function addressOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'DATABASE_URL' : `${parsed.host}${parsed.pathname}`;
}

function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message || error.name : 'unknown reason';
}
