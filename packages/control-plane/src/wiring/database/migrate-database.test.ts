import { Client } from 'pg';
import { pino } from 'pino';
import { createEmptyDatabase, type TestDatabase } from '../../testing/test-database.suite';
import { createDataSource } from './data-source';
import { migrateDatabase } from './migrate-database';

const log = pino({ level: 'silent' });
const databases: TestDatabase[] = [];
const NAMES = [
  'Configuration1764000000001',
  'Accounting1764500000002',
  'Labels1764510000003',
  'AdministratorMarks1764520000004',
  'UsageDays1764530000005',
];

afterAll(() => Promise.all(databases.map((database) => database.drop())));

async function emptyDatabase(): Promise<string> {
  const database = await createEmptyDatabase();
  databases.push(database);
  return database.url;
}

async function lineageOf(url: string): Promise<object[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT id, revision FROM lineage');
  await client.end();
  return rows;
}

it('runs each migration once, even in two concurrent runs, and mints one lineage', async () => {
  const url = await emptyDatabase();
  const ran = await Promise.all([migrateDatabase(url, log), migrateDatabase(url, log)]);
  expect(ran.flat()).toEqual(NAMES);
  const before = await lineageOf(url);
  expect(before).toEqual([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), revision: 0 }]);
  expect(await migrateDatabase(url, log)).toEqual([]);
  expect(await lineageOf(url)).toEqual(before);
});

it('removes everything that it made when it is undone, so it can run again', async () => {
  const url = await emptyDatabase();
  await migrateDatabase(url, log);
  const dataSource = await createDataSource(url, log).initialize();
  for (const _ of NAMES) await dataSource.undoLastMigration();
  const left: object[] = await dataSource.query(`SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S') AND relname NOT LIKE 'migration%'`);
  await dataSource.destroy();
  expect(left).toEqual([]);
  expect(await migrateDatabase(url, log)).toEqual(NAMES);
});

it('gives each database its own lineage', async () => {
  const urls = [await emptyDatabase(), await emptyDatabase()];
  for (const url of urls) await migrateDatabase(url, log);
  const [one, other] = await Promise.all(urls.map(lineageOf));
  expect(one).not.toEqual(other);
});

it('reports in one line, without the password, that Postgres cannot be reached', async () => {
  const migrating = migrateDatabase('postgres://user:geheim@127.0.0.1:1/nowhere', log);
  await expect(migrating).rejects.toThrow(
    /^Cannot reach Postgres at 127\.0\.0\.1:1\/nowhere \(.*\): check DATABASE_URL\.$/,
  );
  await expect(migrating).rejects.not.toThrow(/geheim/);
});
