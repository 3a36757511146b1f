import 'reflect-metadata';
import { ConfigurationDatabase, passingGuard } from '../testing/configuration-database.suite';
import { acceptOlderCompiler, compilerState, OWN_IS_OLDER_MESSAGE, recompile } from './compiler-state';
import { COMPILER_VERSION } from './compiler-version';

const OLDER = COMPILER_VERSION;
const NEWER = COMPILER_VERSION + 1;

let database: ConfigurationDatabase;

beforeEach(async () => {
  database = await ConfigurationDatabase.create();
});
afterEach(() => database.close());

const state = (own?: number) => compilerState(database.dataSource.manager, own);
const compileAgain = (keys: string[], own?: number, isComplete = true, entriesMax?: number) =>
  recompile(database.corridor, passingGuard, { keys, isComplete }, own, entriesMax);
const latest = async () => (await database.table.position()).revision;
const recorded = async () => (await database.sql('SELECT compiler_version, recompile_requested FROM lineage'))[0];

it('is current in a new database, without a recompilation', async () => {
  expect(await state()).toBe('CURRENT');
  await database.touch('some');
  expect(await state()).toBe('CURRENT');
});

it('a newer compiler recompiles exactly the given entries in one revision, and the older one no longer publishes', async () => {
  const before = await database.touch('a', 'b', 'c');
  expect(await state(NEWER)).toBe('RECOMPILE_DUE');
  expect(await compileAgain(['a', 'c'], NEWER)).toBe(before + 1);
  expect(await database.sql('SELECT key, revision FROM dirty_entry ORDER BY key')).toEqual([
    { key: 'a', revision: before + 1 },
    { key: 'b', revision: before },
    { key: 'c', revision: before + 1 },
  ]);
  expect([await state(OLDER), await state(NEWER)]).toEqual(['OWN_IS_OLDER', 'CURRENT']);
});

it('makes no revision where nothing compiles differently', async () => {
  const before = await database.touch('a');
  expect(await compileAgain([], NEWER)).toBeNull();
  expect(await latest()).toBe(before);
  expect([await state(OLDER), await state(NEWER)]).toEqual(['OWN_IS_OLDER', 'CURRENT']);
});

it('records the version and touches the entries together or not at all', async () => {
  const before = [await database.touch('a'), await recorded()];
  const lost = async () => {
    throw new Error('the lease is lost');
  };
  await expect(recompile(database.corridor, lost, { keys: ['a'], isComplete: true }, NEWER)).rejects.toThrow(
    'the lease is lost',
  );
  expect([await latest(), await recorded()]).toEqual(before);
});

it('recompiles many entries in several revisions, and records itself with the last one', async () => {
  const before = await database.touch('a');
  let transactions = 0;
  const dying = async () => {
    if (++transactions === 3) throw new Error('the lease is lost');
  };
  const keys = ['a', 'b', 'c', 'd', 'e'];
  await expect(recompile(database.corridor, dying, { keys, isComplete: true }, NEWER, 2)).rejects.toThrow('lost');
  expect([await latest(), await state(OLDER), await state(NEWER)]).toEqual([before + 2, 'CURRENT', 'RECOMPILE_DUE']);
  expect(await compileAgain(keys, NEWER, true, 2)).toBe(before + 5);
  expect([await state(OLDER), await state(NEWER)]).toEqual(['OWN_IS_OLDER', 'CURRENT']);
  expect(await database.sql('SELECT key, revision FROM dirty_entry ORDER BY key')).toEqual([
    { key: 'a', revision: before + 3 },
    { key: 'b', revision: before + 3 },
    { key: 'c', revision: before + 4 },
    { key: 'd', revision: before + 4 },
    { key: 'e', revision: before + 5 },
  ]);
});

it('an incomplete recompilation is due for either compiler, and stops neither', async () => {
  const before = await database.touch('a', 'b');
  expect(await compileAgain(['a'], NEWER, false)).toBe(before + 1);
  expect([await state(OLDER), await state(NEWER)]).toEqual(['RECOMPILE_DUE', 'RECOMPILE_DUE']);
  expect(await compileAgain([], OLDER)).toBeNull();
  expect([await state(OLDER), await state(NEWER)]).toEqual(['CURRENT', 'RECOMPILE_DUE']);
});

it('an older compiler cannot recompile, whatever it believed before', async () => {
  await database.touch('a');
  await compileAgain([], NEWER);
  const before = [await latest(), await recorded()];
  await expect(compileAgain(['a'], OLDER)).rejects.toThrow(OWN_IS_OLDER_MESSAGE);
  expect([await latest(), await recorded()]).toEqual(before);
});

it('an older compiler that was accepted recompiles once, and publishes from then on', async () => {
  const before = await database.touch('a');
  await compileAgain([], NEWER);
  expect(await acceptOlderCompiler(database.dataSource, OLDER)).toBe(NEWER);
  expect(await state(OLDER)).toBe('RECOMPILE_DUE');
  expect(await acceptOlderCompiler(database.dataSource, OLDER)).toBeNull();
  expect(await state(OLDER)).toBe('RECOMPILE_DUE');
  expect(await compileAgain(['a'], OLDER)).toBe(before + 1);
  expect([await state(OLDER), await state(NEWER)]).toEqual(['CURRENT', 'RECOMPILE_DUE']);
});

it('accepts nothing where no newer compiler has published', async () => {
  await database.touch('a');
  const before = await recorded();
  expect(await acceptOlderCompiler(database.dataSource, OLDER)).toBeNull();
  expect(await recorded()).toEqual(before);
});

it('a database without a revision takes any compiler', async () => {
  await compileAgain([], NEWER);
  expect(await state(OLDER)).toBe('RECOMPILE_DUE');
  expect(await compileAgain([], OLDER)).toBeNull();
  expect([await state(OLDER), await latest()]).toEqual(['CURRENT', 0]);
});
