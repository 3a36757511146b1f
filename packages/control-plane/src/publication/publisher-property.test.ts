import { HEAD_KEY, InProcessKeyValueStore, type KeyValueItem } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import fc from 'fast-check';
import { FakeDatabase, keyOf } from '../testing/fake-database.suite';
import { CutOffStore, isPublished, readTable, tombstonesIn, UncontendedLease } from '../testing/publication.suite';
import { PublisherUnderTest } from '../testing/publisher-under-test.suite';
import { TOMBSTONE_KEPT_MS } from './tombstone-purge';

const COMPILERS = [1, 2] as const;
/** Keys that Postgres refuses, or that are not of an entry. */
const STRANGE_KEYS = ['provider.x', keyOf('x'.repeat(3_000)), 'anything'];

const id = fc.integer({ min: 0, max: 5 });
const compiler = fc.constantFrom(...COMPILERS);
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
    arbitrary: fc.record({ kind: fc.constant('kill' as const), writes: fc.integer({ min: 0, max: 9 }), compiler }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const), compiler }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('expire' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outlast tombstones' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('back up' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wipe' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('garble' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('put back' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('intrude' as const), key: fc.constantFrom(...STRANGE_KEYS) }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const commit = (...changes: [id: number, name: number | null][]): Step => ({ kind: 'commit', changes });

const settle = (compilerVersion: (typeof COMPILERS)[number]): Step => ({ kind: 'settle', compiler: compilerVersion });

/**
 * Databases that are restored while no publisher runs, and go on. The last publisher has compiler 2, so after compiler 1 a
 * recompilation is due.
 */
const RESTORED = COMPILERS.flatMap((before): Step[][] => [
  // Ahead again when it is looked at: its changes since the head's number are not all that differs.
  [
    settle(before),
    { kind: 'back up' },
    commit([0, null]),
    settle(before),
    { kind: 'restore' },
    commit([0, 0]),
    commit([1, null]),
  ],
  // With as many revisions: the head has the database's lineage and number.
  [settle(before), { kind: 'back up' }, commit([0, 1]), settle(before), { kind: 'restore' }, commit([0, 2], [1, 1])],
  // Of the head's own revision, but the bucket has a version of a later one, which was lost.
  [
    commit([0, 1]),
    settle(before),
    { kind: 'back up' },
    commit([0, 2], [1, 1]),
    // The head that claims the bucket, and one entry.
    { kind: 'kill', writes: 2, compiler: before },
    { kind: 'restore' },
    commit([2, 1]),
  ],
]);

test(
  'shows readers only committed tables, never going backwards, and ends with what the database compiles to, through random ' +
    'commits, expiries, recompilations, kills at any write, restores, wipes and writes of others',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const world = new World();
        for (const each of steps) {
          if (each.kind === 'commit') {
            world.database.commit(
              Object.fromEntries(each.changes.map(([key, name]) => [keyOf(key), name === null ? null : { name }])),
            );
          } else if (each.kind === 'kill') await world.publishUntilKilledAfter(each.writes, each.compiler);
          else if (each.kind === 'settle') await world.publish(each.compiler);
          else if (each.kind === 'expire') world.database.expiring.add(keyOf(each.id));
          else if (each.kind === 'outlast tombstones') await world.outlastTombstones();
          else if (each.kind === 'back up') world.backUp();
          else if (each.kind === 'wipe') world.wipe();
          else if (each.kind === 'restore') world.restore();
          else if (each.kind === 'garble') await world.garble(keyOf(each.id));
          else if (each.kind === 'intrude') await world.garble(each.key);
          else if (each.kind === 'put back') await world.putBack(keyOf(each.id));
          else await world.purge(keyOf(each.id));
        }
        await world.publish(2);
        expect((await readTable(world.store))?.table).toEqual(world.database.table);
      }),
      { numRuns: 250, examples: RESTORED.map((steps): [Step[]] => [steps]) },
    );
  },
);

/** One bucket over the lives of many publishers, with a reader that checks it after every write. */
class World {
  readonly database = new FakeDatabase();
  store = new InProcessKeyValueStore();
  #putBack: (() => void) | null = null;

  constructor() {
    // So that a recompilation often finds that nothing differs.
    this.database.isCompiledDifferently = (value) => 'name' in value && value.name === 0;
  }
  #isStoreEmpty = true;
  #isBehind = false;
  #lastSeen: { lineage: string; revision: number; table: ReadonlyMap<string, unknown> } | null = null;
  readonly #earlier = new Map<string, KeyValueItem>();

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

  async garble(key: string): Promise<void> {
    await this.#remember(key);
    await this.store.put(key, Buffer.from('garbage'));
  }

  /** Puts a key back to what it was before somebody last interfered. */
  async putBack(key: string): Promise<void> {
    const earlier = this.#earlier.get(key);
    await this.#remember(key);
    if (earlier !== undefined) await this.store.put(key, earlier.value);
  }

  async purge(key: string): Promise<void> {
    await this.#remember(key);
    await this.store.purge([{ key, upToSequence: Number.MAX_SAFE_INTEGER }]);
  }

  async publish(compilerVersion: number): Promise<void> {
    await this.#live(new CutOffStore(this.store), compilerVersion);
  }

  async publishUntilKilledAfter(writes: number, compilerVersion: number): Promise<void> {
    const store = new CutOffStore(this.store);
    store.writesLeft = writes;
    await this.#live(store, compilerVersion);
  }

  async outlastTombstones(): Promise<void> {
    await this.#live(new CutOffStore(this.store), 2, async (publisher) => {
      const isPurged = async () => {
        publisher.pass(TOMBSTONE_KEPT_MS);
        return (await tombstonesIn(this.store)).length === 0;
      };
      await until(isPurged, 'the deletions are purged');
    });
  }

  async #live(
    store: CutOffStore,
    compilerVersion: number,
    meanwhile: (publisher: PublisherUnderTest) => Promise<void> = async () => undefined,
  ): Promise<void> {
    store.onWrite = () => this.#look();
    const lease = new UncontendedLease();
    const database = this.database.compiledBy(compilerVersion);
    const publisher = new PublisherUnderTest({ database, store, lease, pollIntervalMs: 1 });
    let cutOff = false;
    void store.cutOff.then(() => {
      cutOff = true;
    });
    const isDone = async () => {
      if (cutOff || publisher.state.problem !== null) return true;
      const isCurrent = (await database.compilerState()) === 'CURRENT' && this.database.expiring.size === 0;
      return isCurrent && (await isPublished(this.store, this.database));
    };
    await until(isDone, 'it is killed, leaves publication to a newer one, or has published', { everyMs: 0 });
    const hasPublished = !cutOff && publisher.state.problem === null;
    if (hasPublished) await meanwhile(publisher);
    if (cutOff) lease.held = false;
    else await publisher.close();
    if (hasPublished) {
      this.#isStoreEmpty = false;
      this.#isBehind = false;
    }
    await this.#look();
  }

  async #remember(key: string): Promise<void> {
    const present = (await this.store.read()).entries.get(key);
    if (present !== undefined && key !== HEAD_KEY) this.#earlier.set(key, present);
  }

  async #look(): Promise<void> {
    const seen = await readTable(this.store);
    if (seen === null) return;
    const { lineage, revision, table } = seen;
    const candidates = this.database.committed.filter((each) => each.lineage === lineage && each.revision === revision);
    expect(candidates.map((each) => byAnyCompiler(each.table))).toContainEqual(byAnyCompiler(table));
    if (this.#lastSeen?.lineage === lineage) {
      expect(revision).toBeGreaterThanOrEqual(this.#lastSeen.revision);
      if (revision === this.#lastSeen.revision) expect(table).toEqual(this.#lastSeen.table);
    }
    this.#lastSeen = { lineage, revision, table };
  }
}

/** While a recompilation is due, entries that change are compiled by the new build and others by the one before it. */
function byAnyCompiler(table: ReadonlyMap<string, unknown>): Map<string, unknown> {
  return new Map(Array.from(table, ([key, value]) => [key, { ...(value as object), compiler: null }]));
}
