import 'reflect-metadata';
import { inSnapshot } from '../kernel/database/in-transaction';
import { readLineage } from '../change/lock-lineage';
import { DirtyEntryEntity } from '../change/dirty-entry-entity';
import { ConfigurationDatabase } from '../testing/configuration-database.suite';
import { readChanges } from '../testing/read-source.suite';
import { compactDirtyEntries } from './compact-dirty-entries';

let database: ConfigurationDatabase;

beforeEach(async () => {
  database = await ConfigurationDatabase.create();
});
afterEach(() => database.close());

const compact = (through: number, rowsMax?: number) => compactDirtyEntries(database.dataSource, through, rowsMax);
const rows = () => database.sql('SELECT key, revision FROM dirty_entry ORDER BY key');

it('deletes what published revisions touched, in batches, and tells since when the rest is complete', async () => {
  await database.touch('a', 'b', 'c', 'd', 'e');
  const published = await database.touch('a', 'f');
  const later = await database.touch('b', 'g');
  expect((await database.table.position()).dirtySince).toBe(0);
  expect(await compact(published, 2)).toBe(5);
  const kept = [
    { key: 'b', revision: later },
    { key: 'g', revision: later },
  ];
  expect(await rows()).toEqual(kept);
  expect(await database.table.position()).toMatchObject({ revision: later, dirtySince: published });
  expect((await readChanges(database.table, published)).entries.map(({ key }) => key).toSorted()).toEqual(['b', 'g']);
  expect(await compact(published - 1)).toBe(0);
  expect(await rows()).toEqual(kept);
  expect((await readChanges(database.table, published)).dirtySince).toBe(published);
});

it('keeps what later revisions touch, even if it is told of a revision that does not exist yet', async () => {
  const latest = await database.touch('a');
  expect(await compact(latest + 100)).toBe(1);
  expect((await database.table.position()).dirtySince).toBe(latest);
  await database.touch('b');
  expect(await rows()).toEqual([{ key: 'b', revision: latest + 1 }]);
});

/** What a reader saw in one snapshot. */
interface Seen {
  readonly revision: number;
  readonly dirtySince: number;
  readonly dirty: ReadonlyMap<string, number>;
}

it('loses nothing while changes touch the same entries in any order, and keeps no change waiting for another', async () => {
  const [COMMITS, KEYS] = [80, 40];
  const touched = new Map<number, readonly string[]>();
  const seen: Seen[] = [];
  let isDone = false;
  const keysOf = (turn: number) =>
    Array.from({ length: 12 }, (_, index) => `key-${(turn * 7 + index * (turn % 2 === 0 ? 1 : -1) + 2 * KEYS) % KEYS}`);
  const changing = async () => {
    for (let turn = 0; turn < COMMITS; turn += 1) {
      const keys = keysOf(turn);
      touched.set(await database.touch(...keys), keys);
    }
    isDone = true;
  };
  const compacting = async () => {
    let deleted = 0;
    while (!isDone) deleted += await compact((await database.table.position()).revision, 3);
    return deleted;
  };
  const reading = async () => {
    while (!isDone) {
      seen.push(
        await inSnapshot(database.dataSource, async (manager) => {
          const { revision, dirtySince } = await readLineage(manager);
          const dirty = await manager.find(DirtyEntryEntity);
          return { revision, dirtySince, dirty: new Map(dirty.map((row) => [row.key, row.revision])) };
        }),
      );
    }
  };
  const [, deleted] = await Promise.all([changing(), compacting(), reading()]);
  expect(deleted).toBeGreaterThan(0);
  expect(touched.size).toBe(COMMITS);
  expect(seen.length).toBeGreaterThan(0);
  for (const { revision, dirtySince, dirty } of seen) {
    const last = new Map<string, number>();
    for (const [number, keys] of touched) if (number <= revision) for (const key of keys) last.set(key, number);
    for (const [key, number] of last) if (number > dirtySince) expect([key, dirty.get(key)]).toEqual([key, number]);
  }
});
