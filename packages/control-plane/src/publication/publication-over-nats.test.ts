import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsClient, NatsKeyValueStore, openNats } from '@switchyard/contract';
import { type LocalNats, startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { Client } from 'pg';
import { PostgresPublicationLease } from './postgres-publication-lease';
import { FakeDatabase, keyOf } from '../testing/fake-database.suite';
import { CutOffStore, isPublished, readTable, silentLog } from '../testing/publication.suite';
import { PublisherUnderTest } from '../testing/publisher-under-test.suite';
import { describeRepairs } from '../testing/repairs.suite';
import { createMigratedDatabase, type TestDatabase } from '../testing/test-database.suite';

/** For tens of thousands of entries. No speed is demanded, because the machine may be slow and busy. */
const LARGE_TABLE = { withinMs: 240_000 };

let nats: LocalNats;
let leaseDatabase: TestDatabase;
let database: FakeDatabase;
let bucket: string;
let bucketCount = 0;
const running: { close(): Promise<void> | void }[] = [];

function openStore() {
  const client: NatsClient = openNats(nats.url, { name: 'test', log: silentLog });
  running.unshift(client);
  return new NatsKeyValueStore(client, bucket, { log: silentLog });
}

function startControlPlane() {
  const store = new CutOffStore(openStore());
  const lease = new PostgresPublicationLease({
    connectionString: leaseDatabase.url,
    log: silentLog,
    onCommit: () => publisher.notify(),
  });
  const publisher: PublisherUnderTest = new PublisherUnderTest({ database, store, lease, pollIntervalMs: 20 });
  running.unshift(publisher);
  return { publisher, store, lease };
}

/** Ends the session that holds the lease, as a broken connection does: the holder continues for a while. */
async function endLeaseSession(): Promise<void> {
  const client = new Client({ connectionString: leaseDatabase.url });
  await client.connect();
  await client.query('SELECT pg_terminate_backend(backend_pid) FROM publication_lease');
  await client.end();
}

beforeAll(async () => {
  [nats, leaseDatabase] = await Promise.all([startNats(), createMigratedDatabase()]);
});
beforeEach(() => {
  database = new FakeDatabase();
  bucket = `table-${(bucketCount += 1)}`;
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});
afterAll(async () => {
  await Promise.all([nats.stop(), leaseDatabase.drop()]);
});

test('leaves readers the last committed table when a publisher is killed between two entries, and a second one takes over', async () => {
  const reader = openStore();
  database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'a' } });
  const first = startControlPlane();
  await until(() => isPublished(reader, database), 'the table is published');
  const before = await readTable(reader);
  first.store.writesLeft = 1;
  database.commit({ [keyOf(1)]: { name: 'b' }, [keyOf(2)]: { name: 'b' } });
  await first.store.cutOff;
  expect(await readTable(reader)).toEqual(before);
  const second = startControlPlane();
  await endLeaseSession();
  await until(() => isPublished(reader, database), 'the revision is published');
  expect([first.lease.held, second.lease.held]).toEqual([false, true]);
  expect(database.mints).toBe(0);
});

test('stops the writes of a publisher that lost its lease without noticing', async () => {
  const reader = openStore();
  startControlPlane();
  await until(() => isPublished(reader, database), 'the table is published');
  const { lastSequence } = await reader.read();
  startControlPlane();
  await endLeaseSession();
  // The successor's claim moves the sequence, before it has anything to publish.
  await until(async () => (await reader.read()).lastSequence > lastSequence, 'the head is claimed');
  await expect(
    openStore().writeFenced([{ key: keyOf(1), value: Buffer.from('stale') }], lastSequence),
  ).rejects.toMatchObject({ name: 'StaleWriteError' });
});

test('rewrites everything after NATS was wiped', async () => {
  const reader = openStore();
  database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'b' } });
  startControlPlane();
  await until(() => isPublished(reader, database), 'the table is published');
  await nats.kill();
  await nats.wipeStore();
  await nats.restart();
  await until(() => isPublished(reader, database).catch(() => false), 'the table is published again');
  expect(database.mints).toBe(0);
});

test('publishes what was committed during a NATS outage when NATS is back, and reports the problem until then', async () => {
  const reader = openStore();
  const { publisher } = startControlPlane();
  await until(() => isPublished(reader, database), 'the table is published');
  await nats.kill();
  database.commit({ [keyOf(1)]: { name: 'a' } });
  await until(() => publisher.state.problem !== null, 'there is a problem');
  database.commit({ [keyOf(2)]: { name: 'b' } });
  await nats.restart();
  await until(() => isPublished(reader, database).catch(() => false), 'the table is published');
  await until(() => publisher.state.problem === null, 'there is no problem');
});

describe('a NATS without room', () => {
  let small: LocalNats;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-small-nats-'));
    const configurationFile = join(folder, 'nats.conf');
    await writeFile(configurationFile, 'jetstream { max_file_store: 1000000 }');
    small = await startNats({ directory: join(folder, 'store'), configurationFile });
  });
  afterAll(async () => {
    await small.stop();
    await rm(folder, { recursive: true });
  });

  test('is named with what to do, and publication goes on by itself as soon as there is room', async () => {
    const client = openNats(small.url, { name: 'test', log: silentLog });
    running.unshift(client);
    const connection = await client.reachable(60_000);
    const manager = await connection.jetstreamManager({ timeout: 60_000 });
    const store = new NatsKeyValueStore(client, bucket, { log: silentLog, limits: { bytesMax: 100_000 } });
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const publisher = new PublisherUnderTest({ database, store, pollIntervalMs: 20 });
    running.unshift(publisher);
    await until(() => isPublished(store, database), 'the table is published');
    await manager.streams.add({ name: 'filler', subjects: ['filler'] });
    const fill = () => connection.jetstream({ timeout: 60_000 }).publish('filler', Buffer.alloc(2_000));
    await expect(
      (async () => {
        for (;;) await fill();
      })(),
    ).rejects.toMatchObject({ api_error: { description: 'insufficient resources' } });
    database.commit({ [keyOf(2)]: { name: 'b'.repeat(4_000) } });
    await until(() => publisher.state.problem !== null, 'there is a problem');
    expect(publisher.state.problem).toMatch(
      /^NATS has no room left \(insufficient resources\): free space in its JetStream/,
    );
    await expect(store.put('status', Buffer.alloc(4_000))).rejects.toThrow('NATS has no room left');
    await manager.streams.delete('filler');
    await until(() => isPublished(store, database), 'the revision is published');
    await until(() => publisher.state.problem === null, 'there is no problem');
  });
});

test('shows readers no part of a large revision when NATS is killed in the middle of it, and publishes it afterwards', async () => {
  const reader = openStore();
  database.commit({ [keyOf(1)]: { name: 'a' } });
  startControlPlane();
  await until(() => isPublished(reader, database), 'the table is published');
  const before = await readTable(reader);
  const changes = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [keyOf(index), { name: 'b' }]));
  const { lastSequence } = await reader.read();
  database.commit(changes);
  await until(async () => (await reader.read()).lastSequence > lastSequence, 'the first entries are written');
  await nats.kill();
  await nats.restart();
  // Either the previous table or, if the publisher had finished, the complete new one.
  const seen = await readTable(openStore());
  expect([before?.table, database.table]).toContainEqual(seen?.table);
  await until(() => isPublished(reader, database).catch(() => false), 'the table is published', LARGE_TABLE);
});

test('publishes from one of two control planes, and both know what is published', async () => {
  const reader = openStore();
  const planes = [startControlPlane(), startControlPlane()];
  await until(() => isPublished(reader, database), 'the table is published');
  expect(planes.filter(({ lease }) => lease.held)).toHaveLength(1);
  database.commit({ [keyOf(1)]: { name: 'a' } });
  await until(() => planes.every(({ publisher }) => publisher.state.publishedRevision === 1), 'both know it');
  expect(planes.map(({ publisher }) => publisher.state.problem)).toEqual([null, null]);
});

test('publishes a hundred thousand entries in seconds', async () => {
  database.entriesPerPage = 1_000;
  database.commit(
    Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [keyOf(index), { name: 'a', index }])),
  );
  const reader = openStore();
  const since = performance.now();
  const { publisher } = startControlPlane();
  await until(() => publisher.state.publishedRevision === 1, 'the table is published', LARGE_TABLE);
  expect(await isPublished(reader, database)).toBe(true);
  // Reported, not gated.
  process.stdout.write(`100,000 entries published and read in ${Math.round(performance.now() - since)} ms\n`);
});

describe('repairs without a change, at the same revision and lineage, within 10 s', () => {
  describeRepairs(async () => {
    const store = openStore();
    const client = openNats(nats.url, { name: 'somebody', log: silentLog });
    return {
      store,
      wipe: async () => {
        const manager = await (await client.reachable(60_000)).jetstreamManager({ timeout: 60_000 });
        await manager.streams.purge(`KV_${bucket}`);
      },
      close: () => client.close(),
    };
  });
});
