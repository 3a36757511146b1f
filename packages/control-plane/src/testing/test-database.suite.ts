import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { pino } from 'pino';
import { migrateDatabase } from '../wiring/database/migrate-database';

/** Any number: it keeps two workers from migrating the template at once. */
const TEMPLATE_LOCK = 4_803_117;
const TEMPLATE = 'migrated';

/** A database on the Postgres that all test files of a run share (shared-postgres.suite.ts of local-services). */
export interface TestDatabase {
  readonly url: string;
  /** Drops it, and ends the sessions that are still open. */
  drop(): Promise<void>;
}

/** A copy of a migrated database, which is much faster than a migration. */
export async function createMigratedDatabase(): Promise<TestDatabase> {
  const sharedUrl = await sharedPostgresUrl();
  await ensureTemplate(sharedUrl);
  return createDatabase(sharedUrl, `TEMPLATE ${TEMPLATE}`);
}

/** A database without a schema. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase(await sharedPostgresUrl());
}

async function sharedPostgresUrl(): Promise<string> {
  const lenderUrl = process.env['TEST_POSTGRES_LENDER_URL'];
  if (lenderUrl === undefined)
    throw new Error('no Postgres is shared: run Jest with the jest.config.js of this project');
  const response = await fetch(lenderUrl);
  const text = await response.text();
  if (!response.ok) throw new Error(`the shared Postgres did not start: ${text}`);
  return text;
}

async function createDatabase(sharedUrl: string, options = ''): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runOn(sharedUrl, `CREATE DATABASE ${name} ${options}`);
  return { url: urlOf(sharedUrl, name), drop: () => runOn(sharedUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function ensureTemplate(sharedUrl: string): Promise<void> {
  const client = new Client({ connectionString: sharedUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [
      TEMPLATE,
    ]);
    if (rowCount !== 0) return;
    // One without the mark is what a failed migration has left.
    await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
    await migrateDatabase(urlOf(sharedUrl, TEMPLATE), pino({ level: 'silent' }));
    await client.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true`);
  } finally {
    // The lock goes with the session.
    await client.end();
  }
}

function urlOf(sharedUrl: string, database: string): string {
  const url = new URL(sharedUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function runOn(databaseUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
