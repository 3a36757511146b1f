import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { connect, type KV, type NatsConnection } from 'nats';
import { freePort, type LocalNats, startNats, startPostgres } from './index';

let nats: LocalNats;
beforeAll(async () => {
  nats = await startNats();
});
afterAll(() => nats.stop());

async function withBucket<T>(work: (bucket: KV, connection: NatsConnection) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: nats.url, reconnect: false });
  try {
    return await work(await connection.jetstream({ timeout: 60_000 }).views.kv('marks'), connection);
  } finally {
    await connection.close();
  }
}
const put = (value: string) => withBucket((bucket) => bucket.put('mark', value));
const get = () => withBucket(async (bucket) => (await bucket.get('mark'))?.string() ?? null);

test('the JetStream store survives kill() and halt(), on the same port', async () => {
  await put('before the kill');
  await nats.kill();
  await expect(put('no server')).rejects.toThrow('CONNECTION_REFUSED');
  await nats.restart();
  expect(await get()).toBe('before the kill');
  await put('before the halt');
  await nats.halt();
  await nats.restart();
  expect(await get()).toBe('before the halt');
});

test('wipeStore() empties JetStream, but refuses while the server runs', async () => {
  await put('to be forgotten');
  await expect(nats.wipeStore()).rejects.toThrow('nats-server is running: halt() or kill() it before wipeStore()');
  await nats.halt();
  await nats.wipeStore();
  await nats.restart();
  const streams = await withBucket(async (bucket, connection) => {
    expect(await bucket.get('mark')).toBeNull();
    return (await connection.jetstreamManager({ timeout: 60_000 })).streams.list().next();
  });
  expect(streams.map((stream) => stream.config.name)).toEqual(['KV_marks']);
});

test('stop() removes the temporary store', async () => {
  const other = await startNats();
  expect(existsSync(other.storeDirectory)).toBe(true);
  await other.stop();
  expect(existsSync(other.storeDirectory)).toBe(false);
});

test('a Postgres and a nats-server start at the same time', async () => {
  const [postgres, otherNats] = await Promise.all([startPostgres(), startNats()]);
  expect(new Set([postgres.port, otherNats.port, nats.port]).size).toBe(3);
  await Promise.all([postgres.stop(), otherNats.stop()]);
});

test('if the given port is in use, the error says so in one line', async () => {
  const port = await freePort();
  const holder = createServer((socket) => socket.end('not NATS\r\n'));
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  try {
    await expect(startNats({ port })).rejects.toThrow(
      new RegExp(`^nats-server did not start on port ${port}: another program uses that port`),
    );
  } finally {
    holder.close();
  }
});

test('another nats-server on the given port is not mistaken for this one', async () => {
  await expect(startNats({ port: nats.port })).rejects.toThrow('nats-server did not start');
});
