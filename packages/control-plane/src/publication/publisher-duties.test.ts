import { InProcessKeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { FakeDatabase, keyOf } from '../testing/fake-database.suite';
import { isPublished, readTable, tombstonesIn, UncontendedLease } from '../testing/publication.suite';
import { PublisherUnderTest } from '../testing/publisher-under-test.suite';
import { OWN_IS_OLDER_MESSAGE } from './compiler-state';
import { DUTIES_INTERVAL_MS, STORE_CHECK_INTERVAL_MS } from './publisher';
import { TOMBSTONE_KEPT_MS } from './tombstone-purge';

let database: FakeDatabase;
let store: InProcessKeyValueStore;
const running: PublisherUnderTest[] = [];

beforeEach(() => {
  database = new FakeDatabase();
  store = new InProcessKeyValueStore();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

const publisherOf = (compilerVersion = 1, lease = new UncontendedLease()) => {
  const publisher = new PublisherUnderTest({ database: database.compiledBy(compilerVersion), store, lease });
  running.push(publisher);
  return publisher;
};
const published = () => until(() => isPublished(store, database), 'the table is published');
const commit = async (changes: Readonly<Record<string, object | null>>) => {
  database.commit(changes);
  await published();
};
/** One more round of the publisher, which has then done everything that was due before. */
const aRound = async (publisher: PublisherUnderTest) => {
  const state = jest.spyOn(store, 'state');
  for (const times of [1, 2]) {
    let polls = 0;
    const hasLooked = () => {
      // Again only if it has just read the store for another reason, after which the interval starts again.
      if (polls % POLLS_OF_A_ROUND === 0) publisher.pass(STORE_CHECK_INTERVAL_MS);
      polls += 1;
      return state.mock.calls.length >= times;
    };
    await until(hasLooked, 'the publisher looks at the store');
  }
  state.mockRestore();
};
const POLLS_OF_A_ROUND = 200;

test('expires keys each minute, as a revision', async () => {
  database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'b' } });
  const publisher = publisherOf();
  await published();
  await aRound(publisher);
  database.expiring.add(keyOf(1));
  await aRound(publisher);
  expect(database.revision).toBe(1);
  publisher.pass(DUTIES_INTERVAL_MS);
  await until(() => database.revision === 2, 'the key expires');
  await published();
  expect([...database.table.keys()]).toEqual([keyOf(2)]);
});

test('deletes what published revisions touched, and a bucket whose head is older is compared whole', async () => {
  const old = new InProcessKeyValueStore();
  database.commit({ [keyOf(1)]: { name: 'a' } });
  const first = publisherOf();
  await published();
  for (const [key, { value }] of (await store.read()).entries) await old.put(key, value);
  await commit({ [keyOf(1)]: { name: 'b' }, [keyOf(2)]: { name: 'b' } });
  first.pass(DUTIES_INTERVAL_MS);
  await until(() => database.dirtySince === 2, 'what is published is no longer dirty');
  await first.close();
  store = old;
  publisherOf();
  await published();
  expect(database.mints).toBe(0);
});

describe('deletions', () => {
  beforeEach(async () => {
    database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'b' } });
  });

  test('leave the bucket once head has covered them for an hour, by a clock that is never set', async () => {
    const publisher = publisherOf();
    await published();
    await commit({ [keyOf(1)]: null });
    await aRound(publisher);
    publisher.pass(DUTIES_INTERVAL_MS);
    await aRound(publisher);
    publisher.pass(TOMBSTONE_KEPT_MS - DUTIES_INTERVAL_MS);
    await aRound(publisher);
    expect(await tombstonesIn(store)).toEqual([keyOf(1)]);
    publisher.pass(2 * DUTIES_INTERVAL_MS);
    await until(async () => (await tombstonesIn(store)).length === 0, 'the deletion leaves');
    await aRound(publisher);
    expect((await store.read()).entries.has(keyOf(1))).toBe(false);
    await commit({ [keyOf(1)]: { name: 'again' } });
    expect((await readTable(store))?.table).toEqual(database.table);
  });

  test('that were written again meanwhile stay, however long ago the first one was', async () => {
    const publisher = publisherOf();
    await published();
    await commit({ [keyOf(1)]: null });
    publisher.pass(DUTIES_INTERVAL_MS);
    await aRound(publisher);
    publisher.pass(TOMBSTONE_KEPT_MS / 2);
    await commit({ [keyOf(1)]: { name: 'c' } });
    await commit({ [keyOf(1)]: null });
    await aRound(publisher);
    publisher.pass(TOMBSTONE_KEPT_MS / 2);
    await aRound(publisher);
    expect(await tombstonesIn(store)).toEqual([keyOf(1)]);
  });

  test('that a stale publisher purges do no harm: a key that was created again stays', async () => {
    const publisher = publisherOf();
    await published();
    await commit({ [keyOf(1)]: null });
    const { sequence } = (await store.read()).entries.get(keyOf(1))!;
    await commit({ [keyOf(1)]: { name: 'again' } });
    await store.purge([{ key: keyOf(1), upToSequence: sequence }]);
    await aRound(publisher);
    expect((await readTable(store))?.table).toEqual(database.table);
  });

  test('ten thousand of them leave the bucket as it was', async () => {
    database.entriesPerPage = 1_000;
    const publisher = publisherOf();
    await published();
    const before = (await store.read()).entries.size;
    const keys = Array.from({ length: 10_000 }, (_, index) => keyOf(`key-${index}`));
    for (const value of [{ name: 'a' }, null]) {
      database.commit(Object.fromEntries(keys.map((key) => [key, value])));
      publisher.notify();
      await until(() => publisher.state.publishedRevision === database.revision, 'the revision is published');
    }
    for (const ms of [DUTIES_INTERVAL_MS, TOMBSTONE_KEPT_MS]) {
      publisher.pass(ms);
      await aRound(publisher);
    }
    const isPurged = async () => {
      publisher.notify();
      return (await store.state()).keyCount === before;
    };
    await until(isPurged, 'the deletions leave');
    expect((await readTable(store))?.table).toEqual(database.table);
  });
});

describe('two builds with different compilers', () => {
  test('the newer one recompiles what differs in one revision; the older one leaves publication to it, and says so', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'b' } });
    const older = publisherOf(1);
    await published();
    await older.close();
    publisherOf(2);
    await until(() => database.compilerVersion === 2, 'the newer one has recompiled');
    await published();
    expect([database.revision, database.systemRevisions]).toEqual([2, ['RECOMPILE']]);
    expect((await readTable(store))?.table.get(keyOf(1))).toEqual({ name: 'a', compiler: 2 });
    const lease = new UncontendedLease();
    const again = publisherOf(1, lease);
    await until(() => again.state.problem !== null, 'there is a problem');
    expect(again.state.problem).toBe(OWN_IS_OLDER_MESSAGE);
    database.commit({ [keyOf(3)]: { name: 'c' } });
    await published();
    expect(lease.held).toBe(false);
    expect((await readTable(store))?.table.get(keyOf(3))).toEqual({ name: 'c', compiler: 2 });
  });

  test('the older one stops when a newer one has published while it waited', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const older = publisherOf(1);
    await published();
    await database.compiledBy(2).recompile([keyOf(1)], true);
    const before = (await store.read()).lastSequence;
    await store.purge([{ key: keyOf(1), upToSequence: before }]);
    older.pass(STORE_CHECK_INTERVAL_MS);
    await until(() => older.state.problem !== null, 'there is a problem');
    expect(older.state.problem).toBe(OWN_IS_OLDER_MESSAGE);
  });

  test('an older one that waits for the lease looks again at each attempt: it may have become too old, or be accepted', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const lease = new UncontendedLease();
    lease.isFree = false;
    const older = publisherOf(1, lease);
    await database.compiledBy(2).recompile([keyOf(1)], true);
    await until(() => older.state.problem === OWN_IS_OLDER_MESSAGE, 'it is too old');
    lease.isFree = true;
    // As `node dist/migrate.js --accept-older-compiler` does.
    Object.assign(database, { compilerVersion: 1, recompileRequested: true });
    await published();
    await until(() => older.state.problem === null, 'there is no problem');
    expect(await readTable(store)).toMatchObject({ table: new Map([[keyOf(1), { name: 'a' }]]) });
  });

  test('a recompilation that changes nothing makes no revision', async () => {
    publisherOf(1);
    await published();
    await running[0]!.close();
    publisherOf(2);
    await until(() => database.compilerVersion === 2, 'the newer one has recorded itself');
    await published();
    expect([database.revision, database.systemRevisions]).toEqual([0, []]);
  });
});
