import { encodeHead, HEAD_KEY, InProcessKeyValueStore, type KeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { FakeDatabase, keyOf } from '../testing/fake-database.suite';
import { CutOffStore, isPublished, readTable, TEST_TABLE_KEY } from '../testing/publication.suite';
import { PublisherUnderTest } from '../testing/publisher-under-test.suite';
import { COMPARISON_RETRY_MS } from './background-comparison';

const running: PublisherUnderTest[] = [];
function publisherOf(database: FakeDatabase, store: KeyValueStore): PublisherUnderTest {
  const publisher = new PublisherUnderTest({ database, store });
  running.push(publisher);
  return publisher;
}

afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

describe('Publisher', () => {
  let database: FakeDatabase;
  let store: InProcessKeyValueStore;
  const published = () => until(() => isPublished(store, database), 'the table is published');

  beforeEach(() => {
    database = new FakeDatabase();
    store = new InProcessKeyValueStore();
  });

  test('publishes an empty database as an empty table', async () => {
    publisherOf(database, store);
    await published();
    expect(await readTable(store)).toMatchObject({ revision: 0, entryCount: 0, table: new Map() });
  });

  test('reports no problem when it is closed during a publication', async () => {
    const slow = new CutOffStore(store);
    const [written, resume] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    slow.onWrite = () => {
      written.resolve();
      return resume.promise;
    };
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const publisher = publisherOf(database, slow);
    await written.promise;
    const closed = publisher.close();
    resume.resolve();
    await closed;
    expect(publisher.state.problem).toBeNull();
  });

  test('publishes commits and deletions without a notification', async () => {
    publisherOf(database, store);
    database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'b' } });
    await published();
    database.commit({ [keyOf(1)]: null, [keyOf(3)]: { name: 'c' } });
    await published();
    expect((await readTable(store))?.table).toEqual(database.table);
  });

  test('sends large entries in batches of a bounded size', async () => {
    const written = jest.spyOn(store, 'writeFenced');
    const large = Array.from({ length: 60 }, (_, index) => [keyOf(index), { name: 'x'.repeat(400_000) }] as const);
    database.commit(Object.fromEntries(large));
    publisherOf(database, store);
    await published();
    const sizes = written.mock.calls.map(([writes]) => writes.reduce((sum, { value }) => sum + value.byteLength, 0));
    written.mockRestore();
    // Of 24 MB; a page has three entries.
    expect(Math.max(...sizes)).toBeLessThan(10 * 1024 * 1024);
    expect(sizes.filter((size) => size > 1024 * 1024).length).toBeGreaterThanOrEqual(3);
  });

  test('writes the head after every entry of its revision', async () => {
    const writes = new CutOffStore(store);
    publisherOf(database, writes);
    database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'b' } });
    await published();
    expect(writes.written.at(-1)).toBe(HEAD_KEY);
    expect(writes.written.toSorted()).toEqual(expect.arrayContaining([keyOf(1), keyOf(2)]));
  });

  test('publishes a burst of commits once, with the last values', async () => {
    const writes = new CutOffStore(store);
    const publisher = publisherOf(database, writes);
    await published();
    await until(() => publisher.state.publishedRevision === 0, 'revision 0 is seen');
    writes.written.length = 0;
    for (let name = 0; name < 100; name += 1) database.commit({ [keyOf(1)]: { name } });
    publisher.notify();
    await published();
    expect(writes.written).toEqual([keyOf(1), HEAD_KEY]);
    expect((await readTable(store))?.table).toEqual(new Map([[keyOf(1), { name: 99 }]]));
  });

  test('does not rewrite an entry that a revision touched without a change', async () => {
    const writes = new CutOffStore(store);
    database.commit({ [keyOf(1)]: { name: 'a', enabled: true } });
    publisherOf(database, writes);
    await published();
    writes.written.length = 0;
    database.commit({ [keyOf(1)]: { name: 'a', enabled: true } });
    await published();
    expect(writes.written).toEqual([HEAD_KEY]);
  });

  test('reports the published revision and its time in its state', async () => {
    const publisher = publisherOf(database, store);
    expect(publisher.state).toEqual({ publishedRevision: null, publishedAt: null, problem: null });
    database.commit({ [keyOf(1)]: { name: 'a' } });
    await until(() => publisher.state.publishedRevision === 1, 'revision 1 is published');
    expect(Math.abs(Date.now() - (publisher.state.publishedAt?.getTime() ?? 0))).toBeLessThan(60_000);
  });

  test('reports an unavailable database as the problem, without its internals, until it is back', async () => {
    const publisher = publisherOf(database, store);
    await published();
    database.away = true;
    await until(() => publisher.state.problem !== null, 'there is a problem');
    expect(publisher.state.problem).toBe('failed to read the database');
    database.away = false;
    database.commit({ [keyOf(1)]: { name: 'a' } });
    await published();
    await until(() => publisher.state.problem === null, 'there is no problem');
  });

  test('names an oversized entry, publishes nothing of its revision, and continues with a smaller one', async () => {
    const publisher = publisherOf(database, store);
    database.commit({ [keyOf(1)]: { name: 'a' } });
    await published();
    const before = await store.read();
    database.commit({ [keyOf(1)]: { name: 'b' }, [keyOf('large')]: { name: 'x'.repeat(1024 * 1024) } });
    await until(() => publisher.state.problem !== null, 'there is a problem');
    expect(publisher.state.problem).toMatch(
      /the entry consumer-key\.large has 1\d{6} bytes, but NATS accepts at most 1\d{6}/,
    );
    expect((await store.read()).lastSequence).toBe(before.lastSequence);
    database.commit({ [keyOf('large')]: { name: 'small' } });
    publisher.notify();
    await published();
    await until(() => publisher.state.problem === null, 'there is no problem');
    expect((await readTable(store))?.table).toEqual(database.table);
  });

  test('leaves the last committed table intact when it is killed between two entries, and its successor publishes the revision', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'a' } });
    const writes = new CutOffStore(store);
    const killed = publisherOf(database, writes);
    await published();
    const before = await readTable(store);
    writes.writesLeft = 1;
    database.commit({ [keyOf(1)]: { name: 'b' }, [keyOf(2)]: { name: 'b' } });
    killed.notify();
    await writes.cutOff;
    expect(await readTable(store)).toEqual(before);
    publisherOf(database, store);
    await published();
    expect((await readTable(store))?.table).toEqual(database.table);
    expect(database.mints).toBe(0);
  });

  test('replaces the entries of an old store with those of a new database, under a new lineage', async () => {
    database.commit({ [keyOf('revoked')]: { name: 'a' } });
    const old = publisherOf(database, store);
    await published();
    await old.close();
    const fresh = new FakeDatabase();
    publisherOf(fresh, store);
    await until(() => isPublished(store, fresh), 'the table is published');
    expect(await readTable(store)).toMatchObject({ revision: 0, table: new Map() });
    expect(fresh.lineage).not.toBe(database.lineage);
  });

  test('continues under a new lineage after the database was restored from a backup', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const restore = database.backUp();
    const { lineage } = database;
    database.commit({ [keyOf(2)]: { name: 'later' } });
    const first = publisherOf(database, store);
    await published();
    await first.close();
    restore();
    publisherOf(database, store);
    await until(
      async () => database.lineage !== lineage && (await isPublished(store, database)),
      'the table is published',
    );
    expect((await readTable(store))?.table).toEqual(new Map([[keyOf(1), { name: 'a' }]]));
    expect(database.mints).toBe(1);
  });

  test('mints a lineage if a restored database has other revisions up to the same number', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const restore = database.backUp();
    const { lineage } = database;
    database.commit({ [keyOf(2)]: { name: 'lost' } });
    const first = publisherOf(database, store);
    await published();
    await first.close();
    restore();
    database.commit({ [keyOf(3)]: { name: 'b' } });
    publisherOf(database, store);
    await published();
    expect([database.mints, database.lineage === lineage]).toEqual([1, false]);
  });

  test('mints a lineage if the database is restored, and overtakes the bucket, while it publishes', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const restore = database.backUp();
    publisherOf(database, store);
    database.commit({ [keyOf(2)]: { name: 'lost' } });
    await published();
    restore();
    for (const name of ['b', 'c', 'd']) database.commit({ [keyOf(3)]: { name } });
    await published();
    expect(database.mints).toBe(1);
    expect((await readTable(store))?.table).toEqual(database.table);
  });

  describe('taking over a bucket that is as its head says', () => {
    /** Readings of the whole table wait until this is called. */
    let resume: () => void;
    let readings: jest.SpyInstance;

    const takeOver = () => {
      const held = Promise.withResolvers<void>();
      resume = held.resolve;
      const all = database.all.bind(database);
      readings = jest.spyOn(database, 'all').mockImplementation(async (use) => {
        await held.promise;
        return all(use);
      });
      return publisherOf(database, store);
    };

    beforeEach(async () => {
      database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf('revoked')]: { name: 'b' } });
      const first = publisherOf(database, store);
      await published();
      await first.close();
    });
    afterEach(() => resume());

    test('publishes what changed meanwhile, and what changes then, before it has compared the whole table', async () => {
      database.commit({ [keyOf('revoked')]: null });
      const successor = takeOver();
      await published();
      database.commit({ [keyOf(1)]: { name: 'c' } });
      successor.notify();
      await published();
      await until(() => readings.mock.calls.length > 0, 'the table is being compared');
      expect(database.mints).toBe(0);
    });

    test('then compares the whole table, and repairs what differs without a change', async () => {
      database.edit(keyOf(1), { name: 'edited by hand' });
      takeOver();
      resume();
      await until(async () => (await readTable(store))?.table.get(keyOf(1)) !== undefined, 'there is a table');
      await published();
      expect(database.revision).toBe(1);
    });

    test('tries again if the comparison fails', async () => {
      database.edit(keyOf(1), { name: 'edited by hand' });
      const successor = takeOver();
      const held = readings.getMockImplementation();
      readings.mockRejectedValue(new Error('statement timeout'));
      await until(() => readings.mock.calls.length > 0, 'the comparison fails');
      readings.mockImplementation(held);
      resume();
      await until(() => {
        successor.pass(COMPARISON_RETRY_MS);
        return isPublished(store, database);
      }, 'the difference is repaired');
    });

    test('compares it first if the database does not have the revision of the head', async () => {
      const lost = jest.spyOn(database, 'commitIdOf').mockResolvedValue(null);
      database.commit({ [keyOf('revoked')]: null });
      takeOver();
      await until(() => readings.mock.calls.length > 0, 'the table is being compared');
      expect(await isPublished(store, database)).toBe(false);
      resume();
      await published();
      lost.mockRestore();
    });
  });

  test('repairs a store that differs from the database at the start, at the same revision and lineage', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const first = publisherOf(database, store);
    await published();
    await first.close();
    const before = await readTable(store);
    await store.put(keyOf(1), Buffer.from('no entry'));
    expect(await readTable(store)).toBeNull();
    publisherOf(database, store);
    await published();
    expect(await readTable(store)).toEqual(before);
    expect(database.mints).toBe(0);
  });

  test('leaves a table of a newer format alone, and says what to do', async () => {
    const head = {
      formatVersion: 99,
      lineage: database.lineage,
      revision: 7,
      entryCount: 0,
      sumMac: '0'.repeat(64),
      leftLineages: [],
      publishedAt: new Date().toISOString(),
    };
    await store.put(HEAD_KEY, encodeHead(TEST_TABLE_KEY, head));
    const publisher = publisherOf(database, store);
    await until(() => publisher.state.problem !== null, 'there is a problem');
    expect(publisher.state.problem).toMatch(
      /newer control plane \(unknown table format 99;.*\): run the newer control plane/,
    );
    expect((await store.read()).lastSequence).toBe(1);
  });

  test('mints no lineage and changes no entry on a restart without changes', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'b' } });
    const first = publisherOf(database, store);
    await published();
    await first.close();
    const before = await readTable(store);
    const writes = new CutOffStore(store);
    publisherOf(database, writes);
    await until(() => writes.written.length > 0, 'the head is claimed');
    database.commit({ [keyOf(3)]: { name: 'c' } });
    await published();
    expect(new Set(writes.written)).toEqual(new Set([HEAD_KEY, keyOf(3)]));
    expect(before?.lineage).toBe(database.lineage);
  });
});
