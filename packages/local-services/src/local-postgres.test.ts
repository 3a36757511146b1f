import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { askPostgres } from './ask-postgres.suite';
import { freePort, type LocalPostgres, startPostgres } from './index';

let postgres: LocalPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

test('the URL is that of the database switchyard, on the loopback address only', async () => {
  expect(new URL(postgres.url)).toMatchObject({ hostname: '127.0.0.1', pathname: '/switchyard' });
  expect(await askPostgres(postgres.url, 'SELECT current_database()')).toEqual(['switchyard']);
  expect(await askPostgres(postgres.url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
});

test('a wrong password is refused', async () => {
  const url = new URL(postgres.url);
  url.password = 'guessed';
  await expect(askPostgres(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

test('each created database is empty and separate', async () => {
  const [first, second] = await Promise.all([postgres.createDatabase('first_one'), postgres.createDatabase('second')]);
  await askPostgres(first, 'CREATE TABLE things (id int)');
  expect(await askPostgres(second, `SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'`)).toEqual([0]);
  await expect(postgres.createDatabase('second')).rejects.toThrow('already exists');
});

test.each(['', 'Upper', 'with"quote', '1st', 'a'.repeat(64)])(
  '%j is refused as the name of a database',
  async (name) => {
    await expect(postgres.createDatabase(name)).rejects.toThrow('is not a valid database name');
  },
);

test('commits survive kill() and halt(), on the same port', async () => {
  const url = await postgres.createDatabase('survivor');
  await askPostgres(url, 'CREATE TABLE marks (mark text)');
  await askPostgres(url, `INSERT INTO marks VALUES ('before the kill')`);
  await postgres.kill();
  await expect(askPostgres(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await postgres.restart();
  await askPostgres(url, `INSERT INTO marks VALUES ('before the halt')`);
  await postgres.halt();
  await expect(askPostgres(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await postgres.restart();
  expect(await askPostgres(url, 'SELECT mark FROM marks ORDER BY mark')).toEqual([
    'before the halt',
    'before the kill',
  ]);
});

test('kill() and restart() work while a client has an open transaction', async () => {
  const client = new Client({ connectionString: postgres.url });
  const isBroken = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock(1)');
  await postgres.kill();
  await isBroken;
  await postgres.restart();
  expect(await askPostgres(postgres.url, 'SELECT pg_try_advisory_lock(1)')).toEqual([true]);
});

test('a running server is not restarted', async () => {
  await expect(postgres.restart()).rejects.toThrow('Postgres is running: halt() or kill() it before restart()');
});

test('the server does not run as root, even if root starts it', async () => {
  // The server owns this file.
  expect((await stat(join(postgres.dataDirectory, 'postmaster.pid'))).uid).toBeGreaterThan(0);
});

test('kill() and stop() leave neither the temporary store nor shared memory behind', async () => {
  const other = await startPostgres();
  const lockFile = await readFile(join(other.dataDirectory, 'postmaster.pid'), 'utf8');
  const segment = lockFile.split('\n')[6]!.trim().split(/\s+/)[1]!;
  expect(await sharedMemoryIds()).toContain(segment);
  await other.kill();
  await other.stop();
  expect(existsSync(dirname(other.dataDirectory))).toBe(false);
  expect(await sharedMemoryIds()).not.toContain(segment);
});

/** The second column alone: another one may have the same number. */
async function sharedMemoryIds(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ipcs', ['-m']);
  return stdout.split('\n').flatMap((line) => line.split(/\s+/)[1] ?? []);
}

test('a store in a given directory stays, with its password', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'switchyard-test-'));
  try {
    const directory = join(parent, 'postgres');
    const before = await startPostgres({ directory, durable: true });
    expect(await askPostgres(before.url, 'SHOW fsync')).toEqual(['on']);
    await askPostgres(before.url, 'CREATE TABLE kept (id int)');
    await before.stop();
    const after = await startPostgres({ directory, port: before.port });
    expect(after.url).toBe(before.url);
    expect(await askPostgres(after.url, 'SELECT count(*)::int FROM kept')).toEqual([0]);
    await after.stop();
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
});

test('if the given port is in use, the error says so in one line', async () => {
  const port = await freePort();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  try {
    await expect(startPostgres({ port })).rejects.toThrow(
      new RegExp(`^Postgres did not start on port ${port}: another program uses that port`),
    );
  } finally {
    holder.close();
  }
});
