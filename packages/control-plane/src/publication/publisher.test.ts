import { HEAD_KEY, InProcessKeyValueStore, type KeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import fc from 'fast-check';
import {
  CutOffStore,
  FakeDatabase,
  isPublished,
  keyOf,
  readTable,
  silentLog,
  UncontendedLease,
} from '../testing/publication.suite';
import { PublishedHead } from './published-head';
import { Publisher } from './publisher';

const running: { close(): Promise<void> | void }[] = [];
function publisherOf(database: FakeDatabase, store: KeyValueStore) {
  const head = new PublishedHead(store);
  const publisher = new Publisher({
    source: database,
    store,
    head,
    lease: new UncontendedLease(),
    log: silentLog,
    pollIntervalMs: 10,
  });
  publisher.start();
  running.push(publisher, head);
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
    database.commit({ [keyOf(1)]: { enabled: true, name: 'a' } });
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
      /the entry consumer\.large has 1\d{6} bytes, but NATS accepts at most 1\d{6}/,
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

  test('rewrites a store that differs from the database under a new lineage', async () => {
    database.commit({ [keyOf(1)]: { name: 'a' } });
    const first = publisherOf(database, store);
    await published();
    await first.close();
    await store.put(keyOf(1), Buffer.from('no entry'));
    publisherOf(database, store);
    await until(() => database.mints === 1, 'a new lineage is minted');
    await published();
    expect((await readTable(store))?.table).toEqual(database.table);
  });

  test('leaves a table of a newer format alone, and says what to do', async () => {
    const head = {
      formatVersion: 99,
      lineage: database.lineage,
      revision: 7,
      entryCount: 0,
      publishedAt: new Date().toISOString(),
    };
    await store.put(HEAD_KEY, Buffer.from(JSON.stringify(head)));
    const publisher = publisherOf(database, store);
    await until(() => publisher.state.problem !== null, 'there is a problem');
    expect(publisher.state.problem).toMatch(/format 99, .* run the newer control plane/);
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

  test('shows readers only committed tables, never going backwards, through random commits, kills, restores and wipes', async () => {
    const id = fc.integer({ min: 0, max: 5 });
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant('commit' as const),
          changes: fc.array(fc.tuple(id, fc.option(fc.integer({ min: 0, max: 3 }))), { minLength: 1, maxLength: 5 }),
        }),
      },
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('kill' as const), writes: fc.integer({ min: 0, max: 9 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('back up' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('wipe' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const world = new World();
        for (const each of steps) {
          if (each.kind === 'commit') {
            world.database.commit(
              Object.fromEntries(each.changes.map(([key, name]) => [keyOf(key), name === null ? null : { name }])),
            );
          } else if (each.kind === 'kill') await world.publishUntilKilledAfter(each.writes);
          else if (each.kind === 'settle') await world.publish();
          else if (each.kind === 'back up') world.backUp();
          else if (each.kind === 'wipe') world.wipe();
          else world.restore();
        }
        await world.publish();
        expect((await readTable(world.store))?.table).toEqual(world.database.table);
      }),
      { numRuns: 60 },
    );
  });
});

/** One bucket over the lives of many publishers, with a reader that checks it after every write. */
class World {
  readonly database = new FakeDatabase();
  store = new InProcessKeyValueStore();
  #putBack: (() => void) | null = null;
  #isStoreEmpty = true;
  #isBehind = false;
  #lastSeen: { lineage: string; revision: number } | null = null;

  backUp(): void {
    this.#putBack = this.database.backUp();
  }

  /** Not while the store is empty: if both have lost their data, neither knows what readers have seen. */
  restore(): void {
    if (this.#isStoreEmpty) return;
    this.#putBack?.();
    this.#isBehind = true;
  }

  /** Not while the database is behind what readers have seen, for the same reason. */
  wipe(): void {
    if (this.#isBehind) return;
    this.store = new InProcessKeyValueStore();
    this.#isStoreEmpty = true;
  }

  async publish(): Promise<void> {
    await this.#live(new CutOffStore(this.store));
  }

  async publishUntilKilledAfter(writes: number): Promise<void> {
    const store = new CutOffStore(this.store);
    store.writesLeft = writes;
    await this.#live(store);
  }

  async #live(store: CutOffStore): Promise<void> {
    store.onWrite = () => this.#look();
    const head = new PublishedHead(store);
    const lease = new UncontendedLease();
    const publisher = new Publisher({ source: this.database, store, head, lease, log: silentLog, pollIntervalMs: 1 });
    publisher.start();
    let cutOff = false;
    void store.cutOff.then(() => {
      cutOff = true;
    });
    await until(async () => cutOff || (await isPublished(this.store, this.database)), 'it is killed or published');
    head.close();
    lease.held = false;
    if (!cutOff) {
      await publisher.close();
      this.#isStoreEmpty = false;
      this.#isBehind = false;
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    const seen = await readTable(this.store);
    if (seen === null) return;
    const { lineage, revision, table } = seen;
    const candidates = this.database.committed.filter((each) => each.lineage === lineage && each.revision === revision);
    expect(candidates.map((each) => each.table)).toContainEqual(table);
    if (this.#lastSeen?.lineage === lineage) expect(revision).toBeGreaterThanOrEqual(this.#lastSeen.revision);
    this.#lastSeen = { lineage, revision };
  }
}
