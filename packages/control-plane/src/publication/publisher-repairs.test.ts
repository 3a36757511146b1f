import { InProcessKeyValueStore, signVersion, encodeEntry, encodeHead, HEAD_KEY } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { FakeDatabase, keyOf } from '../testing/fake-database.suite';
import { CutOffStore, isPublished, readTable, TEST_TABLE_KEY } from '../testing/publication.suite';
import { PublisherUnderTest } from '../testing/publisher-under-test.suite';
import { describeRepairs } from '../testing/repairs.suite';
import { REPORTED_LINEAGE_INTERVAL_MS } from './table-publication';
import { COMPARISON_INTERVAL_MS } from './publisher';

describe('repairs without a change, at the same revision and lineage, within 10 s', () => {
  describeRepairs(async () => {
    const store = new InProcessKeyValueStore();
    return {
      store,
      wipe: async () => {
        const keys = [...(await store.read()).entries.keys()];
        await store.purge(keys.map((key) => ({ key, upToSequence: Number.MAX_SAFE_INTEGER })));
      },
      close: async () => undefined,
    };
  });
});

describe('lineages', () => {
  let database: FakeDatabase;
  let store: InProcessKeyValueStore;
  const running: PublisherUnderTest[] = [];
  const publish = (appliedPositions: readonly { lineage: string; revision: number }[] = []) => {
    const publisher = new PublisherUnderTest({ database, store, appliedPositions });
    running.push(publisher);
    return publisher;
  };
  const published = () => until(() => isPublished(store, database), 'the table is published');

  beforeEach(() => {
    database = new FakeDatabase();
    store = new InProcessKeyValueStore();
    database.commit({ [keyOf(1)]: { name: 'a' } });
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each.close();
  });

  test('a version of another lineage mints one, even if no head ever covered it, and once only', async () => {
    const foreign = { lineage: randomUUID(), revision: 3 };
    const newest = signVersion(TEST_TABLE_KEY, keyOf(1), foreign, { name: 'foreign' });
    const value = encodeEntry({ newest, previous: null });
    await store.put(keyOf(1), value);
    const first = publish();
    await published();
    expect(database.mints).toBe(1);
    await first.close();
    // Put back by somebody: the database has left that lineage.
    await store.put(keyOf(1), value);
    await store.put(keyOf('other'), value);
    publish();
    await published();
    expect(database.mints).toBe(1);
  });

  test('a version that is ahead of the database mints one: an older backup was restored', async () => {
    const { lineage } = database;
    const restore = database.backUp();
    database.commit({ [keyOf(1)]: { name: 'later' } });
    const writes = new CutOffStore(store);
    writes.writesLeft = 1;
    const killed = new PublisherUnderTest({ database, store: writes });
    await writes.cutOff;
    killed.lease.release().catch(() => undefined);
    restore();
    publish();
    await published();
    expect([database.mints, database.lineage === lineage]).toEqual([1, false]);
  });

  test('what is not authentic mints none, whatever lineage and revision it tells', async () => {
    const first = publish();
    await published();
    await first.close();
    const claimed = { lineage: randomUUID(), revision: 99 };
    const newest = { ...signVersion(TEST_TABLE_KEY, keyOf(1), claimed, { name: 'x' }), revision: 100 };
    await store.put(keyOf(1), encodeEntry({ newest, previous: null }));
    const signed = Buffer.from(
      encodeHead(TEST_TABLE_KEY, {
        ...claimed,
        formatVersion: 2,
        entryCount: 0,
        macSum: '0'.repeat(64),
        leftLineages: [],
        publishedAt: new Date().toISOString(),
      }),
    );
    await store.put(HEAD_KEY, Buffer.concat([signed, Buffer.from(' ')]));
    publish();
    await published();
    expect(database.mints).toBe(0);
  });

  test('a wiped bucket mints none if data planes serve revisions that the database has', async () => {
    publish([database]);
    await published();
    expect(database.mints).toBe(0);
  });

  test.each([
    ['ahead of the database', () => ({ lineage: database.lineage, revision: database.revision + 1 })],
    ['of another lineage', () => ({ lineage: randomUUID(), revision: 1 })],
  ])('a wiped bucket mints one if a data plane is %s, and once only', async (_how, position) => {
    const applied = [position()];
    const first = publish(applied);
    await published();
    expect(database.mints).toBe(1);
    await first.close();
    store = new InProcessKeyValueStore();
    publish(applied);
    await published();
    expect(database.mints).toBe(1);
  });

  test('if bucket and database were restored together, what data planes report mints one, at most once an hour', async () => {
    const applied = [{ lineage: database.lineage, revision: database.revision + 10 }];
    const publisher = publish(applied);
    await published();
    expect(database.mints).toBe(1);
    applied.push({ lineage: randomUUID(), revision: 99 });
    for (let passedMs = 0; passedMs < REPORTED_LINEAGE_INTERVAL_MS; passedMs += REPORTED_LINEAGE_INTERVAL_MS / 4) {
      expect(database.mints).toBe(1);
      publisher.pass(REPORTED_LINEAGE_INTERVAL_MS / 4);
    }
    await until(() => database.mints === 2, 'another lineage is minted');
    await published();
  });

  test('a removal while the bucket is read is noticed', async () => {
    const first = publish();
    await published();
    await first.close();
    const read = store.read.bind(store);
    const reading = jest.spyOn(store, 'read').mockImplementationOnce(async () => {
      const snapshot = await read();
      await store.purge([{ key: keyOf(1), upToSequence: snapshot.lastSequence }]);
      return snapshot;
    });
    publish();
    await until(() => reading.mock.calls.length > 1, 'the bucket is read again');
    reading.mockRestore();
    await published();
    expect((await readTable(store))?.table).toEqual(database.table);
  });

  test('compares the whole table every five minutes, without reading NATS, and repairs what differs', async () => {
    const publisher = publish();
    await published();
    const read = jest.spyOn(store, 'read');
    database.edit(keyOf(1), { name: 'edited by hand' });
    const reads = read.mock.calls.length;
    publisher.pass(COMPARISON_INTERVAL_MS - 1);
    publisher.pass(1);
    await until(
      async () =>
        (await readTable(store))?.table.get(keyOf(1)) !== undefined &&
        publisher.state.problem === null &&
        (await isPublished(store, database)),
      'the difference is repaired',
    );
    read.mockRestore();
    expect(reads).toBe(0);
    expect(database.mints).toBe(0);
  });
});
