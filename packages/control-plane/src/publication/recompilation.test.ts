import { entryKey, HEAD_KEY, InProcessKeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { FakeDatabase, keyOf } from '../testing/fake-database.suite';
import { readTable, UncontendedLease } from '../testing/publication.suite';
import { PublisherUnderTest } from '../testing/publisher-under-test.suite';
import { COMPARISON_INTERVAL_MS, COMPARISON_RETRY_MS } from './background-comparison';
import { STORE_CHECK_INTERVAL_MS } from './publisher';

let database: FakeDatabase;
let store: InProcessKeyValueStore;
const running: PublisherUnderTest[] = [];

const publisherOf = (compilerVersion: number) => {
  const lease = new UncontendedLease();
  const publisher = new PublisherUnderTest({ database: database.compiledBy(compilerVersion), store, lease });
  running.push(publisher);
  return publisher;
};
const table = async () => Object.fromEntries((await readTable(store))?.table ?? []);
const isPublished = () =>
  until(async () => (await readTable(store))?.revision === database.revision, 'the revision is published');
const commit = async (changes: Readonly<Record<string, object | null>>) => {
  database.commit(changes);
  await isPublished();
};
const isRepairedBy = (publisher: PublisherUnderTest) =>
  until(async () => {
    publisher.pass(STORE_CHECK_INTERVAL_MS);
    return (await readTable(store)) !== null;
  }, 'the bucket is right again');
const byNewer = (name: string) => ({ name, compiler: 2 });

beforeEach(async () => {
  database = new FakeDatabase();
  store = new InProcessKeyValueStore();
  database.reasonAgainst = ({ compiler, name }) =>
    compiler === 2 && name === 'unfit' ? 'profile.fixedHeaders: Too many.' : null;
  const older = publisherOf(1);
  await commit({
    [keyOf('fit')]: { name: 'fit' },
    [keyOf('unfit')]: { name: 'unfit' },
    [keyOf('revoked')]: { name: 'b' },
  });
  await older.close();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

/** A control plane with a newer compiler has started, and told that it cannot recompile the table. */
const newer = async () => {
  const publisher = publisherOf(2);
  await until(() => publisher.state.problem !== null, 'there is a problem');
  return publisher;
};

describe('a recompilation after which data planes could not serve an object', () => {
  test('is refused before anything is recorded or published, and the problem says what to do', async () => {
    const before = await readTable(store);
    const publisher = await newer();
    expect(publisher.state.problem).toBe(
      'not recompiled after the upgrade: no data plane could serve the consumer key "consumer-key.unfit" ' +
        "(consumer-key.unfit): profile.fixedHeaders: Too many. Data planes keep the older build's table; new changes are " +
        'published. Change the object so that data planes can serve it, or run the older build again.',
    );
    expect(await readTable(store)).toEqual(before);
    expect(database).toMatchObject({ compilerVersion: 1, revision: 1, systemRevisions: [] });
  });

  test('holds back no change and no revocation, before and after a restart, and keeps the problem', async () => {
    const first = await newer();
    await commit({ [keyOf('revoked')]: null, [keyOf('new')]: { name: 'c' } });
    expect(await table()).toEqual({
      [keyOf('fit')]: { name: 'fit' },
      [keyOf('unfit')]: { name: 'unfit' },
      [keyOf('new')]: byNewer('c'),
    });
    expect(first.state.problem).toMatch('no data plane could serve');
    await first.close();
    const second = await newer();
    await commit({ [keyOf('new')]: null });
    expect(await table()).toEqual({ [keyOf('fit')]: { name: 'fit' }, [keyOf('unfit')]: { name: 'unfit' } });
    expect(second.state.problem).toMatch('no data plane could serve');
    expect(database.systemRevisions).toEqual([]);
  });

  test('rewrites nothing at a revision that is published, however often the table is compared', async () => {
    const publisher = await newer();
    const before = await readTable(store);
    const read = jest.spyOn(store, 'state');
    for (let round = 1; round <= 3; round += 1) {
      publisher.pass(COMPARISON_INTERVAL_MS);
      await until(() => read.mock.calls.length >= round, 'the publisher looks at the store');
    }
    expect(await readTable(store)).toEqual(before);
    expect(database.systemRevisions).toEqual([]);
  });

  test('is made up for once the object is changed', async () => {
    const publisher = await newer();
    await commit({ [keyOf('unfit')]: { name: 'corrected' } });
    await until(() => publisher.state.problem === null, 'there is no problem');
    expect(database.compilerVersion).toBe(2);
    await isPublished();
    expect(await table()).toEqual({
      [keyOf('fit')]: byNewer('fit'),
      [keyOf('unfit')]: byNewer('corrected'),
      [keyOf('revoked')]: byNewer('b'),
    });
    expect(database.systemRevisions).toEqual(['RECOMPILE']);
  });

  test('is made up for even if the database failed when it was asked', async () => {
    const publisher = await newer();
    database.commit({ [keyOf('unfit')]: { name: 'corrected' } });
    // The first reading publishes the change, the second asks.
    database.failures = [null, new Error('connect ECONNREFUSED')];
    publisher.notify();
    await until(() => database.compilerVersion === 2, 'the table is recompiled');
    expect(database.failures).toEqual([]);
  });

  test('leaves publication to the earlier build whenever that takes over, which compiles what changed in a revision', async () => {
    const publisher = await newer();
    await commit({ [keyOf('new')]: { name: 'c' } });
    await publisher.close();
    const earlier = publisherOf(1);
    await until(() => database.systemRevisions.length > 0, 'the earlier build recompiles');
    await isPublished();
    expect(await table()).toEqual(Object.fromEntries(database.table));
    expect([database.compilerVersion, database.recompileRequested, database.revision]).toEqual([1, false, 3]);
    expect(earlier.state.problem).toBeNull();
  });

  test('still repairs a bucket: what the earlier build compiled cannot be restored, so a revision replaces it', async () => {
    const publisher = await newer();
    await store.purge([{ key: keyOf('fit'), upToSequence: Number.MAX_SAFE_INTEGER - 1 }]);
    await isRepairedBy(publisher);
    expect(database).toMatchObject({ compilerVersion: 1, revision: 2, systemRevisions: ['RECOMPILE'] });
    expect(await table()).toEqual({
      [keyOf('fit')]: byNewer('fit'),
      [keyOf('unfit')]: { name: 'unfit' },
      [keyOf('revoked')]: byNewer('b'),
    });
  });

  test('removes garbage, and replaces nothing that the earlier build compiled', async () => {
    const publisher = await newer();
    const before = (await readTable(store))?.table;
    for (const key of ['anything', 'provider.x']) await store.put(key, Buffer.from('garbage'));
    await isRepairedBy(publisher);
    expect((await readTable(store))?.table).toEqual(before);
    expect(database).toMatchObject({ compilerVersion: 1, revision: 1, systemRevisions: [] });
  });

  test('publishes what can be served to an empty bucket', async () => {
    store = new InProcessKeyValueStore();
    const publisher = await newer();
    await isPublished();
    expect(await table()).toEqual({ [keyOf('fit')]: byNewer('fit'), [keyOf('revoked')]: byNewer('b') });
    expect(publisher.state.problem).toMatch('not recompiled after the upgrade');
    expect(publisher.state.problem).toMatch('Data planes do not serve it, because the bucket has no earlier version');
  });
});

describe('an object that no data plane could serve, committed by a control plane with another compiler', () => {
  let publisher: PublisherUnderTest;

  beforeEach(async () => {
    database.commit({ [keyOf('unfit')]: { name: 'once fit' } });
    publisher = publisherOf(2);
    await until(() => database.compilerVersion === 2, 'the table is recompiled');
    await isPublished();
    await commit({ [keyOf('unfit')]: { name: 'unfit' }, [keyOf('revoked')]: null });
  });

  test('is held back, the rest is published, and the problem says so', async () => {
    expect(await table()).toEqual({ [keyOf('fit')]: byNewer('fit'), [keyOf('unfit')]: byNewer('once fit') });
    await until(() => publisher.state.problem !== null, 'there is a problem');
    expect(publisher.state.problem).toBe(
      'no data plane could serve the consumer key "consumer-key.unfit" (consumer-key.unfit): profile.fixedHeaders: Too many. ' +
        'Data planes serve the version that was published before. Everything else is published. Change the object so that ' +
        'data planes can serve it.',
    );
  });

  test('is published once it can be served', async () => {
    await commit({ [keyOf('unfit')]: { name: 'corrected' } });
    expect(await table()).toMatchObject({ [keyOf('unfit')]: byNewer('corrected') });
    await until(() => publisher.state.problem === null, 'there is no problem');
  });

  test('is held back by a publisher that takes over, and in a bucket under another lineage', async () => {
    await publisher.close();
    const { lineage } = database;
    await database.mintLineage(lineage, []);
    await newer();
    await until(async () => (await readTable(store))?.lineage === database.lineage, 'the table is rewritten');
    expect(await table()).toEqual({ [keyOf('fit')]: byNewer('fit'), [keyOf('unfit')]: byNewer('once fit') });
  });

  test.each([
    ['lost', () => store.purge([{ key: HEAD_KEY, upToSequence: Number.MAX_SAFE_INTEGER - 1 }])],
    ['garbled', () => store.put(HEAD_KEY, Buffer.from('garbage'))],
  ])('stays published when the head is %s', async (_how, damage) => {
    await damage();
    await isRepairedBy(publisher);
    expect(await table()).toEqual({ [keyOf('fit')]: byNewer('fit'), [keyOf('unfit')]: byNewer('once fit') });
  });

  test('is deleted when somebody garbles it, and the problem says so', async () => {
    await store.put(keyOf('unfit'), Buffer.from('garbage'));
    await isRepairedBy(publisher);
    expect(await table()).toEqual({ [keyOf('fit')]: byNewer('fit') });
    await until(() => publisher.state.problem?.includes('Data planes do not serve it') === true, 'the problem says so');
  });

  test('keeps no base path from others: an AI API that was moved is deleted, and one that was not stays', async () => {
    const [moved, other] = [entryKey('ai-api', randomUUID()), entryKey('ai-api', randomUUID())];
    await commit({ [moved]: { name: 'a', basePath: '/a' }, [other]: { name: 'b', basePath: '/b' } });
    await commit({ [moved]: { name: 'unfit', basePath: '/moved' }, [other]: { name: 'unfit', basePath: '/b' } });
    const { [moved]: kept, [other]: stays } = await table();
    expect([kept, stays]).toEqual([undefined, { ...byNewer('b'), basePath: '/b' }]);
    await until(() => publisher.state.problem?.includes('(and 2 more)') === true, 'the problem names all');
    expect(publisher.state.problem).toMatch(
      'Data planes serve earlier versions of 2; of the others, the bucket has none',
    );
  });

  test('does not exist in a bucket that never had it', async () => {
    await store.purge([{ key: keyOf('unfit'), upToSequence: Number.MAX_SAFE_INTEGER - 1 }]);
    await isRepairedBy(publisher);
    expect(await table()).toEqual({ [keyOf('fit')]: byNewer('fit') });
  });
});

describe('a bucket that others have damaged while a recompilation is due that changes nothing', () => {
  /** What the bucket holds is not what its head describes, although every value is right. */
  const putBack = async () => {
    const publisher = publisherOf(1);
    const { value } = (await store.read()).entries.get(keyOf('fit'))!;
    await commit({ [keyOf('fit')]: { name: 'other' } });
    await commit({ [keyOf('fit')]: { name: 'fit' } });
    await publisher.close();
    await store.put(keyOf('fit'), value);
  };
  const putGarbage = async () => {
    for (const key of ['anything', 'provider.x', keyOf('x'.repeat(3_000))])
      await store.put(key, Buffer.from('garbage'));
  };

  beforeEach(() => {
    database.isCompiledDifferently = () => false;
  });

  test.each([
    ['an entry that was put back to a version of the same value', putBack],
    ['keys that the database cannot have', putGarbage],
  ])('is repaired without a revision: %s', async (_what, damage) => {
    await damage();
    const { revision } = database;
    publisherOf(2);
    await until(() => database.compilerVersion === 2, 'the recompilation is recorded');
    await until(async () => (await readTable(store)) !== null, 'the bucket is right again');
    expect(Object.fromEntries(database.table)).toEqual(await table());
    expect(database).toMatchObject({ revision, systemRevisions: [] });
  });

  test.each([
    ['an entry that was put back to a version of the same value', putBack],
    ['keys that the database cannot have', putGarbage],
  ])('is repaired without a revision if the recompilation is refused: %s', async (_what, damage) => {
    database.isCompiledDifferently = (value) => 'name' in value && value.name === 'unfit';
    await damage();
    const { revision } = database;
    await newer();
    await until(async () => (await readTable(store)) !== null, 'the bucket is right again');
    expect(Object.fromEntries(database.table)).toEqual(await table());
    expect(database).toMatchObject({ revision, systemRevisions: [], compilerVersion: 1, recompileRequested: true });
  });
});

describe('a recompilation that is under way', () => {
  /** Readings of the whole table wait until this is called. */
  let resume: () => void;

  const takeOver = () => {
    const held = Promise.withResolvers<void>();
    resume = held.resolve;
    const seen = database.compiledBy(2);
    const all = jest.fn<ReturnType<typeof seen.all>, Parameters<typeof seen.all>>(async (use) => {
      await held.promise;
      return seen.all(use);
    });
    const lease = new UncontendedLease();
    const source = { ...seen, all: all as typeof seen.all };
    const publisher = new PublisherUnderTest({ database: source, store, lease });
    running.push(publisher);
    return { publisher, lease, all };
  };

  beforeEach(() => {
    database.reasonAgainst = () => null;
  });
  afterEach(() => resume());

  test('holds up no revocation, from before it began or after, and then compiles the rest in a revision', async () => {
    database.commit({ [keyOf('revoked')]: null });
    const { all } = takeOver();
    await isPublished();
    await commit({ [keyOf('new')]: { name: 'c' } });
    await until(() => all.mock.calls.length > 0, 'the table is being compared');
    expect(await table()).toEqual({
      [keyOf('fit')]: { name: 'fit' },
      [keyOf('unfit')]: { name: 'unfit' },
      [keyOf('new')]: byNewer('c'),
    });
    expect(database).toMatchObject({ compilerVersion: 1, recompileRequested: true, systemRevisions: [] });
    resume();
    await until(() => database.compilerVersion === 2, 'the table is recompiled');
    await isPublished();
    expect(await table()).toEqual(Object.fromEntries(database.table));
    expect(database).toMatchObject({ recompileRequested: false, systemRevisions: ['RECOMPILE'] });
  });

  test('leaves what the earlier build compiled at a revision that is published, until it is done', async () => {
    const before = await readTable(store);
    const { publisher, all } = takeOver();
    await until(() => all.mock.calls.length > 0, 'the table is being compared');
    const looked = jest.spyOn(store, 'state');
    for (let round = 1; round <= 3; round += 1) {
      publisher.pass(COMPARISON_INTERVAL_MS);
      await until(() => looked.mock.calls.length >= round, 'the publisher looks at the store');
    }
    expect(await readTable(store)).toEqual(before);
    expect(database.systemRevisions).toEqual([]);
  });

  test('is not recorded if the lease is lost meanwhile, and is due for whichever build is next', async () => {
    const { publisher, lease, all } = takeOver();
    await until(() => all.mock.calls.length > 0, 'the table is being compared');
    lease.isFree = false;
    lease.held = false;
    publisher.notify();
    resume();
    const earlier = publisherOf(1);
    await until(() => !database.recompileRequested, 'the earlier build has compared the table');
    expect(database).toMatchObject({ compilerVersion: 1, systemRevisions: [] });
    expect(earlier.state.problem).toBeNull();
  });

  test('is reported and tried again if it fails, and holds up no change', async () => {
    const { publisher, all } = takeOver();
    const held = all.getMockImplementation();
    all.mockRejectedValue(new Error('statement timeout'));
    await until(() => publisher.state.problem !== null, 'there is a problem');
    expect(publisher.state.problem).toBe('failed to read the database');
    await commit({ [keyOf('revoked')]: null });
    expect(publisher.state.problem).toBe('failed to read the database');
    all.mockImplementation(held);
    resume();
    publisher.pass(COMPARISON_RETRY_MS);
    await until(() => database.compilerVersion === 2, 'the table is recompiled');
    await until(() => publisher.state.problem === null, 'there is no problem');
  });
});
