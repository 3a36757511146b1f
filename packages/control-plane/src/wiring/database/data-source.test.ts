import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { SilentProxy } from '@switchyard/local-services';
import { Stopwatch } from '@switchyard/runtime';
import { pino } from 'pino';
import { inTransaction } from '../../kernel/database/in-transaction';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { changeWarnings } from '../../objects/warnings/change-warnings';
import { ChangeCorridor } from '../../change/commit-change';
import { ADMINISTRATOR } from '../../kernel/caller/caller';
import { refuseUnservable } from '../../publication/refuse-unservable';
import { createDataSource } from './data-source';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

it('ends an idle change, so that it does not block the others forever', async () => {
  const log = pino({ level: 'silent' });
  const dataSource = createDataSource(underTest.databaseUrl, log, { idleInTransactionTimeoutMs: 2_000 });
  await dataSource.initialize();
  const corridor = new ChangeCorridor(dataSource, refuseUnservable, changeWarnings, () => new Date());
  const request = { caller: { actor: ADMINISTRATOR, correlationId: 'test' }, operation: 'test' };
  const locked = Promise.withResolvers<void>();
  const thaw = Promise.withResolvers<void>();
  const frozen = corridor.commit(request, async (change) => {
    locked.resolve();
    await thaw.promise;
    await change.manager.query('SELECT 1');
    return {};
  });
  // On a machine so busy that the change is ended before it has the lock, this fails at once instead of waiting.
  await Promise.race([locked.promise, frozen]);
  await underTest.change('createConsumer', { name: 'patient' }, 'revision');
  thaw.resolve();
  await expect(frozen).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await dataSource.destroy();
});

it('ends it after 30 seconds by default', async () => {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }));
  await dataSource.initialize();
  expect(await dataSource.query('SHOW idle_in_transaction_session_timeout')).toEqual([
    { idle_in_transaction_session_timeout: '30s' },
  ]);
  await dataSource.destroy();
});

it('lets the server end the session of a client that vanished within about 10 seconds', async () => {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }));
  await dataSource.initialize();
  const [settings] = await dataSource.query(`SELECT current_setting('tcp_keepalives_idle') AS idle,
    current_setting('tcp_keepalives_interval') AS interval, current_setting('tcp_keepalives_count') AS count,
    current_setting('tcp_user_timeout') AS timeout`);
  expect(settings).toEqual({ idle: '5', interval: '2', count: '3', timeout: '10000' });
  await dataSource.destroy();
});

it('gives up a connection that was cut off silently, once, and works again when the network does', async () => {
  const proxy = await SilentProxy.start(Number(new URL(underTest.databaseUrl).port));
  const dataSource = createDataSource(proxy.urlFor(underTest.databaseUrl), pino({ level: 'silent' }), {
    connectionsMax: 1,
    statementTimeoutMs: 1_000,
  });
  await dataSource.initialize();
  const stopwatch = new Stopwatch();
  const cutOff = inTransaction(dataSource, async (manager) => {
    await manager.query('SELECT 1');
    proxy.cut();
    await manager.query('SELECT 1');
  });
  await expect(cutOff).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  // The statement's second and 5 more; the rollback does not wait as long again.
  expect(stopwatch.stop()).toBeLessThan(10_000);
  proxy.restore();
  const untilRestored = new Stopwatch();
  expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(untilRestored.stop()).toBeLessThan(5_000);
  await dataSource.destroy();
  await proxy.close();
});

it('fails the first statement on a used connection to a stopped Postgres within 10 seconds', async () => {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }), { connectionsMax: 1 });
  await dataSource.initialize();
  const [{ pid }] = await dataSource.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
  process.kill(pid, 'SIGSTOP');
  try {
    const stopwatch = new Stopwatch();
    const asked = inTransaction(dataSource, (manager) => manager.query('SELECT 1'));
    await expect(asked).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('not answer') });
    expect(stopwatch.stop()).toBeLessThan(10_000);
    const next = await dataSource.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
    expect(next[0].pid).not.toBe(pid);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await dataSource.destroy();
});

it('takes another connection when the server ended the used ones', async () => {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }), { connectionsMax: 2 });
  await dataSource.initialize();
  const pidsOf = () =>
    Promise.all([1, 2].map(() => dataSource.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid, pg_sleep(0.1)')));
  const before = (await pidsOf()).map(([{ pid }]) => pid);
  expect(new Set(before).size).toBe(2);
  await underTest.sql(`SELECT pg_terminate_backend(pid) FROM unnest('{${before.join()}}'::int[]) AS pid`);
  const after = (await pidsOf()).map(([{ pid }]) => pid);
  expect(before).not.toEqual(expect.arrayContaining([after[0]]));
  expect(before).not.toEqual(expect.arrayContaining([after[1]]));
  await dataSource.destroy();
});

it('is unavailable, soon, while new connections are not answered', async () => {
  const proxy = await SilentProxy.start(Number(new URL(underTest.databaseUrl).port));
  const dataSource = createDataSource(proxy.urlFor(underTest.databaseUrl), pino({ level: 'silent' }), {
    connectTimeoutMs: 500,
  });
  await dataSource.initialize();
  const holder = dataSource.createQueryRunner();
  await holder.connect();
  proxy.cut();
  const asked = inTransaction(dataSource, (manager) => manager.query('SELECT 1'));
  await expect(asked).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await holder.release();
  await dataSource.destroy();
  await proxy.close();
});

describe('a server that ends as soon as it has taken a connection', () => {
  /** AuthenticationOk, ReadyForQuery and a fatal ErrorResponse (PostgreSQL documentation, "Message Formats"). */
  const TAKEN_AND_ENDED = Buffer.concat([
    Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]),
    Buffer.from([0x5a, 0, 0, 0, 5, 0x49]),
    errorResponse('SFATAL', 'C57P01', 'Mterminating connection due to administrator command'),
  ]);
  const sockets: Socket[] = [];
  let isEnding = false;
  let server: Server;

  function errorResponse(...fields: string[]): Buffer {
    const body = Buffer.from(`${fields.map((field) => `${field}\0`).join('')}\0`);
    const head = Buffer.from([0x45, 0, 0, 0, 0]);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  }

  beforeAll(async () => {
    const { port } = new URL(underTest.databaseUrl);
    server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      if (isEnding) socket.once('data', () => socket.end(TAKEN_AND_ENDED));
      else socket.pipe(connect(Number(port), '127.0.0.1').on('error', () => undefined)).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('is an error to whoever asks, and does not end the process', async () => {
    const url = new URL(underTest.databaseUrl);
    url.port = String((server.address() as AddressInfo).port);
    const dataSource = createDataSource(url.href, pino({ level: 'silent' }));
    await dataSource.initialize();
    const holder = dataSource.createQueryRunner();
    await holder.connect();
    isEnding = true;
    await expect(dataSource.query('SELECT 1')).rejects.toThrow(/not queryable|terminat/);
    expect(await holder.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await holder.release();
    await dataSource.destroy();
  });
});
