import { InProcessKeyValueStore, signVersion, encodeEntry, encodeHead, HEAD_KEY } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { FakeDatabase, keyOf } from '../testing/fake-database.suite';
import { CutOffStore, isPublished, readTable, TEST_TABLE_KEY, tombstonesIn } from '../testing/publication.suite';
import { PublisherUnderTest } from '../testing/publisher-under-test.suite';
import { describeRepairs } from '../testing/repairs.suite';
import { COMPARISON_INTERVAL_MS, COMPARISONS_PER_READING } from './background-comparison';
import { STORE_CHECK_INTERVAL_MS } from './publisher';
import { UNAUTHENTIC_TOMBSTONE_KEPT_MS } from './tombstone-purge';

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
        sumMac: '0'.repeat(64),
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

  test('if bucket and database were restored together, what data planes report mints one, once per lineage', async () => {
    const applied = [{ lineage: database.lineage, revision: database.revision + 10 }];
    const publisher = publish(applied);
    await published();
    expect(database.mints).toBe(1);
    applied.push({ lineage: randomUUID(), revision: 99 });
    publisher.pass(STORE_CHECK_INTERVAL_MS);
    await until(() => database.mints === 2, 'another lineage is minted');
    await published();
    const state = jest.spyOn(store, 'state');
    for (let check = 1; check <= 3; check += 1) {
      publisher.pass(STORE_CHECK_INTERVAL_MS);
      await until(() => state.mock.calls.length >= check, 'the store is checked');
    }
    state.mockRestore();
    expect(database.mints).toBe(2);
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

  test('reads the bucket anew every so many comparisons, and repairs what the mirror does not know of', async () => {
    const publisher = publish();
    await published();
    // A store that was put back to another content with the same state, as whoever has its disk can do.
    const { entries } = await store.read();
    const right = entries.get(keyOf(1))!;
    const swapped = { ...right, value: Buffer.from('garbage') };
    const read = jest.spyOn(store, 'read').mockImplementation(async () => ({
      entries: new Map([...entries, [keyOf(1), swapped]]),
      lastSequence: (await store.state()).lastSequence,
    }));
    const written = jest.spyOn(store, 'writeFenced');
    const compared = jest.spyOn(database, 'all');
    let comparisons = 0;
    while (read.mock.calls.length === 0) {
      expect(written).not.toHaveBeenCalled();
      const before = compared.mock.calls.length;
      publisher.pass(COMPARISON_INTERVAL_MS);
      comparisons += 1;
      await until(() => compared.mock.calls.length > before || read.mock.calls.length > 0, 'the table is compared');
    }
    // The start may have taken one.
    expect([COMPARISONS_PER_READING - 1, COMPARISONS_PER_READING]).toContain(comparisons);
    await until(() => written.mock.calls.length > 0, 'the difference is repaired');
    expect(written.mock.calls[0]?.[0].map(({ key }) => key)).toContain(keyOf(1));
    for (const spy of [read, written, compared]) spy.mockRestore();
    expect(database.mints).toBe(0);
  });

  test('reading the bucket anew changes nothing if it is right, whatever is published meanwhile', async () => {
    const publisher = publish();
    await published();
    const read = store.read.bind(store);
    const reading = jest.spyOn(store, 'read').mockImplementationOnce(async () => {
      const snapshot = await read();
      database.commit({ [keyOf(1)]: { name: 'b' }, [keyOf(2)]: { name: 'new' } });
      publisher.notify();
      await until(async () => (await read()).lastSequence > snapshot.lastSequence, 'it is published');
      return snapshot;
    });
    const compared = jest.spyOn(database, 'all');
    for (let comparison = 1; comparison <= COMPARISONS_PER_READING; comparison += 1) {
      publisher.pass(COMPARISON_INTERVAL_MS);
      await until(() => compared.mock.calls.length >= comparison, 'the table is compared');
    }
    expect(reading).toHaveBeenCalledTimes(1);
    for (const spy of [reading, compared]) spy.mockRestore();
    await published();
  });

  describe('more keys that no control plane wrote than it keeps in memory', () => {
    const unauthenticMax = { keys: 20, bytes: 10_000 };
    const strange = async () => [...(await store.read()).entries.keys()].filter((key) => key.startsWith('strange.'));

    test('are left out as they are read and removed, and the table is published meanwhile', async () => {
      for (let index = 0; index < 2_500; index += 1) await store.put(`strange.${index}`, Buffer.from('garbage'));
      const read = jest.spyOn(store, 'read');
      const publisher = new PublisherUnderTest({ database, store, unauthenticMax });
      running.push(publisher);
      // Each reading keeps as many, and leaves deletions of them.
      await until(async () => (await strange()).length <= 3 * unauthenticMax.keys, 'the others are removed');
      const first = read.mock.results[read.mock.calls.findIndex(([keeps]) => keeps !== undefined)]!;
      expect((await first.value).entries.size).toBe(unauthenticMax.keys);
      await published();
      await until(
        async () => (await tombstonesIn(store)).length === (await strange()).length,
        'only deletions are left',
      );
      database.commit({ [keyOf(2)]: { name: 'later' } });
      publisher.notify();
      await published();
      await until(async () => {
        publisher.pass(UNAUTHENTIC_TOMBSTONE_KEPT_MS);
        return (await store.state()).keyCount === 3;
      }, 'the deletions are purged');
      expect(database.mints).toBe(0);
      // Each removal is known, so the bucket need not be read again.
      const readings = read.mock.calls.filter(([keeps]) => keeps !== undefined).length;
      read.mockRestore();
      expect(readings).toBeLessThanOrEqual(3);
    });

    test('have a bound in bytes too, and what control planes wrote is kept beyond both, garbled or not', async () => {
      database.commit(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [keyOf(index), { name: 'a' }])));
      const first = publish();
      await published();
      await first.close();
      await store.put('strange.large', Buffer.alloc(unauthenticMax.bytes));
      await store.put(keyOf(7), Buffer.from('garbage'));
      const before = await store.state();
      const publisher = new PublisherUnderTest({ database, store, unauthenticMax });
      running.push(publisher);
      await published();
      await until(async () => (await strange()).length === 0, 'the large one is removed');
      // Of the entries only the one that was garbled is written, besides the head, which claims the store.
      expect((await store.state()).lastSequence).toBe(before.lastSequence + 2);
    });
  });
});
