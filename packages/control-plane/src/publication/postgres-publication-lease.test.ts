import { type LocalPostgres, SilentProxy } from '@switchyard/local-services';
import { countedMs, until } from '@switchyard/runtime';
import { Client } from 'pg';
import { pino } from 'pino';
import { REVISION_CHANNEL } from '../change/revision-channel';
import { inTransaction } from '../kernel/database/in-transaction';
import { silentLog } from '../testing/publication.suite';
import { LeaseProcess } from '../testing/lease-process.suite';
import { startMigratedPostgres } from '../testing/test-database.suite';
import { createDataSource } from '../wiring/database/data-source';
import { PostgresPublicationLease, type PostgresPublicationLeaseOptions } from './postgres-publication-lease';

/** Far below the five seconds that a lease lasts. */
const AT_ONCE_MS = 3_000;
/** What a standby may take when the holder falls silent. */
const TAKEOVER_MS = 10_000;

let postgres: LocalPostgres;
const leases: PostgresPublicationLease[] = [];
const closing = new AbortController();
function leaseOf(options: Partial<PostgresPublicationLeaseOptions> = {}) {
  const lease = new PostgresPublicationLease({
    connectionString: postgres.url,
    log: silentLog,
    onCommit: () => {},
    ...options,
  });
  leases.push(lease);
  return lease;
}
async function query<T = Record<string, unknown>>(sql: string): Promise<T[]> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows as T[];
}
function messageLog() {
  const messages: string[] = [];
  const log = pino({}, { write: (line: string) => void messages.push((JSON.parse(line) as { msg: string }).msg) });
  return { log, messages };
}
const holderName = async () =>
  (await query<{ holder_name: string }>('SELECT holder_name FROM publication_lease'))[0]?.holder_name;

beforeAll(async () => {
  postgres = await startMigratedPostgres();
});
afterEach(async () => {
  await Promise.all(leases.splice(0).map((lease) => lease.release()));
});
afterAll(async () => {
  closing.abort();
  await postgres.stop();
});

test('gives the lease to one holder for as long as it renews, and to the next at once after its release', async () => {
  const [first, second] = [leaseOf({ holderName: 'first' }), leaseOf({ holderName: 'second' })];
  await first.acquire(closing.signal);
  const waiting = second.acquire(closing.signal);
  // Longer than the lease lasts without renewals.
  await query('SELECT pg_sleep(6)');
  expect([first.held, second.held, await holderName()]).toEqual([true, false, 'first']);
  expect(await countedMs(first.release().then(() => waiting))).toBeLessThan(AT_ONCE_MS);
  expect([first.held, second.held, await holderName()]).toEqual([false, true, 'second']);
});

test('asks before each attempt whether it may acquire the lease', async () => {
  const lease = leaseOf();
  let attempts = 0;
  await lease.acquire(closing.signal, async () => (attempts += 1) === 3);
  expect([attempts, lease.held]).toEqual([3, true]);
});

test('gives the lease to one of several that ask at the same time', async () => {
  const contenders = Array.from({ length: 6 }, () => leaseOf());
  const aborting = new AbortController();
  const outcomes = contenders.map((lease) => lease.acquire(aborting.signal).catch(() => undefined));
  await Promise.race(outcomes);
  await query('SELECT pg_sleep(0.6)');
  expect(contenders.filter(({ held }) => held)).toHaveLength(1);
  aborting.abort();
  await Promise.all(outcomes);
});

test('notices the loss of the lease when its session ends, and another one takes it over at once', async () => {
  const { log, messages } = messageLog();
  const [first, second] = [leaseOf({ log }), leaseOf()];
  await first.acquire(closing.signal);
  const waiting = second.acquire(closing.signal);
  const took = countedMs(waiting);
  await query('SELECT pg_terminate_backend(backend_pid) FROM publication_lease');
  await until(() => !first.held, 'the lease is lost');
  expect(await took).toBeLessThan(AT_ONCE_MS);
  expect(messages).toEqual([
    'acquired the publication lease; this control plane publishes',
    'lost the publication lease: the connection to Postgres closed',
  ]);
});

test('takes over at once from a process that was killed', async () => {
  const holder = await LeaseProcess.start(postgres.url);
  const second = leaseOf();
  const waiting = second.acquire(closing.signal);
  await until(
    async () =>
      (await query("SELECT FROM pg_stat_activity WHERE application_name = 'switchyard publisher'")).length > 1,
    'the standby asks',
  );
  expect(second.held).toBe(false);
  await holder.end('SIGKILL');
  expect(await countedMs(waiting)).toBeLessThan(AT_ONCE_MS);
});

test('takes over from a process that was stopped, which does not believe in the lease when it is resumed', async () => {
  const holder = await LeaseProcess.start(postgres.url);
  const second = leaseOf();
  const waiting = second.acquire(closing.signal);
  holder.signal('SIGSTOP');
  expect(await countedMs(waiting)).toBeLessThan(TAKEOVER_MS);
  holder.forget();
  holder.signal('SIGCONT');
  await until(() => holder.seen.length > 10, 'the resumed process reports');
  expect(new Set(holder.seen)).toEqual(new Set(['false']));
  expect(second.held).toBe(true);
  await holder.end('SIGKILL');
});

test('takes over from a holder that is cut off silently, which stops believing in the lease before that', async () => {
  const proxy = await SilentProxy.start(postgres.port);
  const [first, second] = [leaseOf({ connectionString: proxy.urlFor(postgres.url) }), leaseOf()];
  await first.acquire(closing.signal);
  const waiting = second.acquire(closing.signal);
  proxy.cut();
  let heldAtTakeover = true;
  const took = await countedMs(waiting.then(() => (heldAtTakeover = first.held)));
  expect(took).toBeLessThan(TAKEOVER_MS);
  expect(heldAtTakeover).toBe(false);
  await first.release();
  await proxy.close();
});

test('is not held from a second before its end, by a clock that nobody sets, and stays lost', async () => {
  let nowMs = 0;
  const { log, messages } = messageLog();
  const lease = leaseOf({ monotonicMs: () => nowMs, log });
  await lease.acquire(closing.signal);
  nowMs = 3_999;
  expect(lease.held).toBe(true);
  nowMs = 4_000;
  expect(lease.held).toBe(false);
  const [{ holder } = { holder: '' }] = await query<{ holder: string }>('SELECT holder FROM publication_lease');
  await lease.acquire(closing.signal);
  expect(lease.held).toBe(true);
  expect(await query('SELECT holder FROM publication_lease')).not.toEqual([{ holder }]);
  expect(messages).toContain('lost the publication lease: it was not renewed in time');
});

test('takes over from a holder whose time was written before the clock of Postgres was set back', async () => {
  // The session of this statement, which is open, stands for a holder that does not renew.
  const session = new Client({ connectionString: postgres.url });
  await session.connect();
  await session.query(
    `INSERT INTO publication_lease (holder, holder_name, backend_pid, backend_start, valid_until)
     SELECT gen_random_uuid(), 'other', pid, backend_start, clock_timestamp() + interval '1 hour'
     FROM pg_stat_activity WHERE pid = pg_backend_pid()`,
  );
  const lease = leaseOf();
  expect(await countedMs(lease.acquire(closing.signal))).toBeLessThan(AT_ONCE_MS);
  await session.end();
});

test('notifies only the holder of a commit', async () => {
  const told: string[] = [];
  const [first, second] = [
    leaseOf({ onCommit: () => told.push('first') }),
    leaseOf({ onCommit: () => told.push('second') }),
  ];
  await first.acquire(closing.signal);
  const waiting = second.acquire(closing.signal);
  await query(`BEGIN; SELECT pg_notify('${REVISION_CHANNEL}', '7'); COMMIT`);
  await until(() => told.length > 0, 'it is told');
  expect(told).toEqual(['first']);
  await first.release();
  await waiting;
});

test('does not keep a lease that it is granted after the abort', async () => {
  const [first, second] = [leaseOf(), leaseOf()];
  const aborting = new AbortController();
  const aborted = expect(first.acquire(aborting.signal)).rejects.toMatchObject({ name: 'AbortError' });
  aborting.abort();
  await aborted;
  expect(first.held).toBe(false);
  await second.acquire(closing.signal);
  expect(second.held).toBe(true);
});

describe('a transaction that asserts the lease', () => {
  const dataSource = () => createDataSource(postgres.url, silentLog).initialize();

  it('is not overtaken by another holder, even when the lease ends meanwhile, and lets the holder renew', async () => {
    const database = await dataSource();
    const [first, second] = [leaseOf({ holderName: 'first' }), leaseOf({ holderName: 'second' })];
    await first.acquire(closing.signal);
    const waiting = second.acquire(closing.signal);
    await inTransaction(database, async (manager) => {
      await first.assertHeld(manager);
      const [before] = await query('SELECT valid_until FROM publication_lease');
      await until(async () => {
        const [now] = await query('SELECT valid_until FROM publication_lease');
        return JSON.stringify(now) !== JSON.stringify(before);
      }, 'it is renewed');
      await query('SELECT pg_terminate_backend(backend_pid) FROM publication_lease');
      await until(() => !first.held, 'the lease is lost');
      await manager.query('SELECT pg_sleep(2)');
      expect([second.held, await holderName()]).toEqual([false, 'first']);
    });
    await waiting;
    expect(await holderName()).toBe('second');
    await database.destroy();
  });

  it('ends by an error where the lease is lost', async () => {
    const database = await dataSource();
    const [first, second] = [leaseOf(), leaseOf()];
    const assert = () => inTransaction(database, (manager) => first.assertHeld(manager));
    await expect(assert()).rejects.toThrow('lost the publication lease');
    await first.acquire(closing.signal);
    await assert();
    const assertPastItsEnd = inTransaction(database, async (manager) => {
      await manager.query("UPDATE publication_lease SET valid_until = clock_timestamp() - interval '1 ms'");
      await first.assertHeld(manager);
    });
    await expect(assertPastItsEnd).rejects.toThrow('lost the publication lease');
    await query('DELETE FROM publication_lease');
    await expect(assert()).rejects.toThrow('lost the publication lease');
    await second.acquire(closing.signal);
    await expect(assert()).rejects.toThrow('lost the publication lease');
    await database.destroy();
  });

  it('is ended when it stands still for as long as the lease lasts', async () => {
    const database = await dataSource();
    const lease = leaseOf();
    await lease.acquire(closing.signal);
    await inTransaction(database, async (manager) => {
      await lease.assertHeld(manager);
      expect(await manager.query('SHOW idle_in_transaction_session_timeout')).toEqual([
        { idle_in_transaction_session_timeout: '5s' },
      ]);
    });
    expect(await database.query('SHOW idle_in_transaction_session_timeout')).toEqual([
      { idle_in_transaction_session_timeout: '30s' },
    ]);
    await database.destroy();
  });
});

test('waits for Postgres during an outage, and stops acquiring when it is aborted', async () => {
  await postgres.kill();
  const lease = leaseOf();
  const acquiring = lease.acquire(closing.signal);
  const aborting = new AbortController();
  const aborted = expect(leaseOf().acquire(aborting.signal)).rejects.toMatchObject({ name: 'AbortError' });
  aborting.abort();
  await aborted;
  await postgres.restart();
  await acquiring;
  expect(lease.held).toBe(true);
  await postgres.kill();
  await until(() => !lease.held, 'the lease is lost');
  await postgres.restart();
});
