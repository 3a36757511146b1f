import { type LocalPostgres, startPostgres } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { Client } from 'pg';
import { REVISION_CHANNEL } from '../change/revision-channel';
import { PostgresPublicationLock } from './postgres-publication-lock';
import { silentLog } from '../testing/publication.suite';

let postgres: LocalPostgres;
const locks: PostgresPublicationLock[] = [];
const closing = new AbortController();
function lockOf(onCommit = () => {}) {
  const lock = new PostgresPublicationLock({ connectionString: postgres.url, log: silentLog, onCommit });
  locks.push(lock);
  return lock;
}
async function query(sql: string): Promise<void> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

beforeAll(async () => {
  postgres = await startPostgres();
});
afterEach(async () => {
  await Promise.all(locks.splice(0).map((lock) => lock.release()));
});
afterAll(async () => {
  closing.abort();
  await postgres.stop();
});

test('gives the lock to one holder, and to the next soon after its release', async () => {
  const [first, second] = [lockOf(), lockOf()];
  await first.acquire(closing.signal);
  const waiting = second.acquire(closing.signal);
  await query('SELECT pg_sleep(0.6)');
  expect([first.held, second.held]).toEqual([true, false]);
  await first.release();
  await waiting;
  expect([first.held, second.held]).toEqual([false, true]);
});

test('notices the loss of the lock when its session ends, and another holder gets it', async () => {
  const [first, second] = [lockOf(), lockOf()];
  await first.acquire(closing.signal);
  const waiting = second.acquire(closing.signal);
  await query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");
  await until(() => !first.held, 'the lock is lost');
  await waiting;
});

test('notifies only the holder of a commit', async () => {
  const told: string[] = [];
  const [first, second] = [lockOf(() => told.push('first')), lockOf(() => told.push('second'))];
  await first.acquire(closing.signal);
  const waiting = second.acquire(closing.signal);
  await query(`BEGIN; SELECT pg_notify('${REVISION_CHANNEL}', '7'); COMMIT`);
  await until(() => told.length > 0, 'it is told');
  expect(told).toEqual(['first']);
  await first.release();
  await waiting;
});

test('does not keep a lock that it is granted after the abort', async () => {
  const [first, second] = [lockOf(), lockOf()];
  const aborting = new AbortController();
  const aborted = expect(first.acquire(aborting.signal)).rejects.toMatchObject({ name: 'AbortError' });
  aborting.abort();
  await aborted;
  expect(first.held).toBe(false);
  await second.acquire(closing.signal);
  expect(second.held).toBe(true);
});

test('waits for Postgres during an outage, and stops acquiring when it is aborted', async () => {
  await postgres.kill();
  const lock = lockOf();
  const acquiring = lock.acquire(closing.signal);
  const aborting = new AbortController();
  const aborted = expect(lockOf().acquire(aborting.signal)).rejects.toMatchObject({ name: 'AbortError' });
  aborting.abort();
  await aborted;
  await postgres.restart();
  await acquiring;
  expect(lock.held).toBe(true);
  await postgres.kill();
  await until(() => !lock.held, 'the lock is lost');
  await postgres.restart();
});
