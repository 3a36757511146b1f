import 'reflect-metadata';
import type { ConsumerKeyEntry } from '@switchyard/contract';
import { ConsumerKeyService } from '../objects/consumers/consumer-key-service';
import { ConsumerService } from '../objects/consumers/consumer-service';
import { keyState } from '../objects/secrets/key-state';
import { ConfigurationDatabase, passingGuard, TEST_CALLER } from '../testing/configuration-database.suite';
import { readAll, readChanges } from '../testing/read-source.suite';
import { expireKeys } from './expire-keys';

let nowMs = Date.parse('2026-03-01T12:00:00Z');
const now = () => new Date(nowMs);
const inSeconds = (seconds: number) => new Date(nowMs + seconds * 1_000);

let database: ConfigurationDatabase;
let consumerId: string;
let keys: ConsumerKeyService;

beforeAll(async () => {
  database = await ConfigurationDatabase.create(now);
  keys = new ConsumerKeyService(database.corridor);
  const made = await new ConsumerService(database.corridor).create(TEST_CALLER, { name: 'consumer' });
  consumerId = made.consumer.id;
});
afterAll(() => database.close());
afterEach(() => database.sql('DELETE FROM consumer_key'));

const expire = (keysMax?: number) => expireKeys(database.corridor, passingGuard, now(), keysMax);
const latest = async () => (await database.table.position()).revision;
const issue = async (expiresAt: Date) =>
  (await keys.issue(TEST_CALLER, { consumerId, environment: 'PRODUCTION', expiresAt })).consumerKey;
const update = async (consumerKeyId: string, input: object) =>
  (await keys.update(TEST_CALLER, { consumerKeyId, ...input })).consumerKey;

async function entryOf(keyHash: string): Promise<ConsumerKeyEntry | undefined> {
  const { entries } = await readAll(database.table);
  return entries.find(({ key }) => key === `consumer-key.${keyHash}`)?.value as ConsumerKeyEntry | undefined;
}

async function revisionsAfter(revision: number): Promise<[string, number][]> {
  const rows = await database.sql<{ operation: string; touched: number }>(
    `SELECT operation, (SELECT count(*)::integer FROM dirty_entry WHERE dirty_entry.revision = number) AS touched
     FROM revision WHERE number > $1 ORDER BY number`,
    [revision],
  );
  return rows.map(({ operation, touched }) => [operation, touched]);
}

it('removes the entries of expired keys alone, in revisions of limited size, once', async () => {
  await database.insertKeys(consumerId, 25, inSeconds(0));
  await database.insertKeys(consumerId, 4, inSeconds(1));
  await database.insertKeys(consumerId, 3, null);
  await database.insertKeys(consumerId, 2, inSeconds(0), inSeconds(0));
  const before = await latest();
  expect((await readAll(database.table)).entries).toHaveLength(1 + 25 + 4 + 3);
  expect(await expire(10)).toBe(before + 3);
  expect(await revisionsAfter(before)).toEqual([
    ['EXPIRE_KEYS', 10],
    ['EXPIRE_KEYS', 10],
    ['EXPIRE_KEYS', 5],
  ]);
  expect((await readAll(database.table)).entries).toHaveLength(1 + 4 + 3);
  const changes = await readChanges(database.table, before);
  expect(changes.entries).toHaveLength(25);
  expect(changes.entries.every(({ value }) => value === null)).toBe(true);
  expect(await database.sql('SELECT DISTINCT version FROM consumer_key')).toEqual([{ version: 1 }]);
  expect(await expire()).toBeNull();
  expect(await latest()).toBe(before + 3);
});

it('leaves an expired key in the table until the revision: what is compiled does not depend on the clock', async () => {
  const key = await issue(inSeconds(60));
  nowMs += 61_000;
  expect(await entryOf(key.keyHash)).toMatchObject({ id: key.id });
  await expire();
  expect(await entryOf(key.keyHash)).toBeUndefined();
});

it('lets a new expiry bring the entry back, and nothing else', async () => {
  const key = await issue(inSeconds(60));
  nowMs += 60_000;
  await expire();
  expect(keyState(await update(key.id, { displayName: 'renamed' }), now())).toBe('EXPIRED');
  expect(await entryOf(key.keyHash)).toBeUndefined();
  expect(await expire()).toBeNull();
  const expiresAt = inSeconds(60);
  expect(keyState(await update(key.id, { expiresAt }), now())).toBe('ACTIVE');
  expect(await entryOf(key.keyHash)).toMatchObject({ id: key.id, expiresAt: expiresAt.toISOString() });
  nowMs += 60_000;
  expect(await expire()).toBe(await latest());
  expect(await entryOf(key.keyHash)).toBeUndefined();
  await update(key.id, { expiresAt: null });
  expect(await entryOf(key.keyHash)).toMatchObject({ id: key.id, expiresAt: null });
  expect(await expire()).toBeNull();
});

it('expires each key once while two run at once, among changes of callers', async () => {
  await database.insertKeys(consumerId, 60, inSeconds(0));
  const before = await latest();
  const consumers = new ConsumerService(database.corridor);
  const creations = Array.from({ length: 6 }, (_, index) => consumers.create(TEST_CALLER, { name: `among-${index}` }));
  await Promise.all([expire(7), expire(7), ...creations]);
  const made = await revisionsAfter(before);
  const expiries = made.filter(([operation]) => operation === 'EXPIRE_KEYS').map(([, touched]) => touched);
  expect(expiries.toSorted((a, b) => b - a)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 4]);
  expect(made).toHaveLength(9 + 6);
  expect(await latest()).toBe(before + 9 + 6);
});

it('changes nothing if the guard refuses, and goes on when it does not', async () => {
  await database.insertKeys(consumerId, 3, inSeconds(0));
  const before = await latest();
  const lost = async () => {
    throw new Error('the lease is lost');
  };
  await expect(expireKeys(database.corridor, lost, now())).rejects.toThrow('the lease is lost');
  expect(await latest()).toBe(before);
  expect(await expire()).toBe(before + 1);
});

it('finds the keys that are due by an index of those alone', async () => {
  await database.insertKeys(consumerId, 1, inSeconds(0));
  const plan = await database.dataSource.transaction(async (manager) => {
    // The table is too small for Postgres to choose an index by itself.
    await manager.query('SET LOCAL enable_seqscan = off');
    return manager.query<object[]>(
      'EXPLAIN SELECT 1 FROM consumer_key WHERE expires_at <= $1 AND revoked_at IS NULL AND NOT entry_expired LIMIT 1',
      [now()],
    );
  });
  expect(JSON.stringify(plan)).toContain('consumer_key_to_expire');
});
