import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** The environment variable with the URL at which test files ask for the Postgres that they share. */
export const LENDER_URL = 'TEST_POSTGRES_LENDER_URL';
/** Any number: it keeps two workers from making a template at once. */
const TEMPLATE_LOCK = 4_803_117;

/** The Postgres that all test files of a Jest run share. */
export interface Loan {
  /** Of the database `switchyard`. */
  readonly url: string;
  /** A folder that is removed with the server. */
  readonly folder: string;
}

/** A database on the Postgres that all test files of a Jest run share. */
export interface LentDatabase {
  readonly url: string;
  /** Drops it, and ends the sessions that are still open. */
  drop(): Promise<void>;
}

/** A database that is filled once per run and copied by each test, which is much faster than filling each copy. */
export interface DatabaseTemplate {
  /** Lower-case letters and underscores. */
  readonly name: string;
  /** Fills the empty database at this URL. All its connections are closed when it resolves. */
  fill(url: string): Promise<void>;
}

/** Lends an empty database. @throws Error if no Postgres is shared or if it did not start */
export async function lendEmptyDatabase(): Promise<LentDatabase> {
  return createDatabase((await sharedPostgres()).url);
}

/** Lends a copy of the template. @throws Error if no Postgres is shared, it did not start, or the template cannot be filled */
export async function lendCopyOf(template: DatabaseTemplate): Promise<LentDatabase> {
  const { url } = await sharedPostgres();
  // To copy files takes a third of the CPU of writing the copy to the log.
  return createDatabase(url, `TEMPLATE ${template.name} STRATEGY FILE_COPY`, async (client) => {
    if (!(await isFilled(client, template))) await ensureTemplate(url, template);
  });
}

/** @throws Error if no Postgres is shared or if it did not start */
export async function sharedPostgres(): Promise<Loan> {
  const lenderUrl = process.env[LENDER_URL];
  if (lenderUrl === undefined) {
    throw new Error('no Postgres is shared: run Jest with the jest.config.js of this project');
  }
  const response = await fetch(lenderUrl);
  const text = await response.text();
  if (!response.ok) throw new Error(`the shared Postgres did not start: ${text}`);
  return JSON.parse(text) as Loan;
}

/** Does what no two workers may do at once. @param client gives the session that holds the lock, on the shared server */
export async function alone<T>(sharedUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  return onSession(sharedUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    return work(client);
  });
}

async function createDatabase(
  sharedUrl: string,
  options = '',
  prepare: (client: Client) => Promise<void> = async () => {},
): Promise<LentDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onSession(sharedUrl, async (client) => {
    await prepare(client);
    await client.query(`CREATE DATABASE ${name} ${options}`);
  });
  const drop = () =>
    onSession(sharedUrl, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`)));
  return { url: urlOf(sharedUrl, name), drop };
}

async function isFilled(client: Client, { name }: DatabaseTemplate): Promise<boolean> {
  const sql = 'SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate';
  return (await client.query(sql, [name])).rowCount !== 0;
}

async function ensureTemplate(sharedUrl: string, template: DatabaseTemplate): Promise<void> {
  const { name } = template;
  await alone(sharedUrl, async (client) => {
    if (await isFilled(client, template)) return;
    // One without the mark is left over from a failed attempt.
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
    await client.query(`CREATE DATABASE ${name}`);
    await template.fill(urlOf(sharedUrl, name));
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  });
}

function urlOf(sharedUrl: string, database: string): string {
  const url = new URL(sharedUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function onSession<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    // What it holds, such as a lock, ends with it.
    await client.end();
  }
}
