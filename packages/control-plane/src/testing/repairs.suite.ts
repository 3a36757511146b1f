import {
  decodeEntryBytes,
  decodeHead,
  encodeEntry,
  encodeHead,
  type Head,
  HEAD_KEY,
  type KeyValueStore,
  SealingKey,
  signVersion,
} from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomBytes, randomUUID } from 'node:crypto';
import { FakeDatabase, keyOf } from './fake-database.suite';
import { isPublished, readTable, TEST_TABLE_KEY } from './publication.suite';
import { PublisherUnderTest } from './publisher-under-test.suite';

/** A store that outlives the test that uses it, or not. */
export interface StoreUnderTest {
  readonly store: KeyValueStore;
  /** Removes everything, without an event. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

/** How long a repair may take; without a change, and whatever anybody else writes. */
const REPAIRED_WITHIN_MS = 10_000;
/** The most that passes on the publisher's clock between two looks, so that time on a busy machine does not count. */
const PASSED_MS_MAX = 100;
const STRANGERS_KEY = new SealingKey(randomBytes(32).toString('base64')).tableKey;

/** What a publisher does about writes of others, over a real store. */
export function describeRepairs(open: () => Promise<StoreUnderTest>): void {
  let underTest: StoreUnderTest;
  let store: KeyValueStore;
  let database: FakeDatabase;
  let publisher: PublisherUnderTest;
  let firstHead: Uint8Array;

  beforeEach(async () => {
    underTest = await open();
    ({ store } = underTest);
    database = new FakeDatabase();
    publisher = new PublisherUnderTest({ database, store, pollIntervalMs: 20 });
    // Each by itself, so that entries have previous versions.
    await publish({ [keyOf(1)]: { name: 'a' }, [keyOf(2)]: { name: 'b' } });
    firstHead = await valueOf(HEAD_KEY);
    await publish({ [keyOf(1)]: { name: 'c' }, [keyOf(3)]: { name: 'gone soon' } });
    await publish({ [keyOf(3)]: null });
  });
  afterEach(async () => {
    await publisher.close();
    await underTest.close();
  });

  const publish = async (changes: Readonly<Record<string, object | null>>) => {
    database.commit(changes);
    publisher.notify();
    await until(() => isPublished(store, database), 'the revision is published');
  };
  const headNow = async (): Promise<Head> => {
    const head = (await store.read()).entries.get(HEAD_KEY);
    return decodeHead(TEST_TABLE_KEY, head!.value);
  };
  const putHead = async (changes: Partial<Head>, key = TEST_TABLE_KEY) =>
    store.put(HEAD_KEY, encodeHead(key, { ...(await headNow()), ...changes }));
  const valueOf = async (key: string) => (await store.read()).entries.get(key)!.value;

  /** The clock moves as time does, so that what is due each two seconds is due, but not while the machine does other work. */
  async function expectRepair(): Promise<void> {
    const { lineage, revision } = database;
    let lookedMs = performance.now();
    let tookMs = 0;
    const repaired = async () => {
      const nowMs = performance.now();
      const passedMs = Math.min(nowMs - lookedMs, PASSED_MS_MAX);
      publisher.pass(passedMs);
      tookMs += passedMs;
      lookedMs = nowMs;
      return isPublished(store, database).catch(() => false);
    };
    await until(repaired, 'the table is right again');
    expect(tookMs).toBeLessThan(REPAIRED_WITHIN_MS);
    expect(database).toMatchObject({ lineage, revision, mints: 0, systemRevisions: [] });
    expect((await readTable(store))?.table).toEqual(database.table);
  }

  test('an entry that somebody else wrote for the present revision', async () => {
    const { lineage, revision } = await headNow();
    const newest = signVersion(STRANGERS_KEY, keyOf(1), { lineage, revision }, { url: 'https://attacker.example' });
    await store.put(keyOf(1), encodeEntry({ newest: { ...newest, keyId: TEST_TABLE_KEY.id }, previous: null }));
    expect(await readTable(store)).toBeNull();
    await expectRepair();
  });

  test('an authentic entry with another value', async () => {
    const { newest, previous } = decodeEntryBytes(await valueOf(keyOf(1)));
    await store.put(keyOf(1), encodeEntry({ newest: { ...newest, raw: '{"name":"other"}' }, previous }));
    await expectRepair();
  });

  test('an entry that was copied to another key', async () => {
    await store.put(keyOf(2), await valueOf(keyOf(1)));
    await expectRepair();
  });

  test('an entry that was put back to an older, authentic version', async () => {
    const { previous } = decodeEntryBytes(await valueOf(keyOf(1)));
    await store.put(keyOf(1), encodeEntry({ newest: previous!, previous: null }));
    expect(await readTable(store)).toBeNull();
    await expectRepair();
  });

  test('a deletion that was withheld', async () => {
    const { previous } = decodeEntryBytes(await valueOf(keyOf(3)));
    await store.put(keyOf(3), encodeEntry({ newest: previous!, previous: null }));
    expect(await readTable(store)).toBeNull();
    await expectRepair();
  });

  test('an entry of an authentic writer that the table does not have, and garbage under any key', async () => {
    await store.put(keyOf(1), Buffer.from('garbage'));
    await store.put(keyOf('unknown'), Buffer.from('{}'));
    await store.put('anything', Buffer.from([0xff, 0x00]));
    await expectRepair();
    const entries = [...(await store.read()).entries].filter(([key]) => key !== HEAD_KEY);
    for (const [, { value }] of entries) decodeEntryBytes(value);
  });

  test('a purge of an entry, which raises no event', async () => {
    await store.purge([{ key: keyOf(2), upToSequence: Number.MAX_SAFE_INTEGER - 1 }]);
    expect(await readTable(store)).toBeNull();
    await expectRepair();
  });

  test('a purge of the head', async () => {
    await store.purge([{ key: HEAD_KEY, upToSequence: Number.MAX_SAFE_INTEGER - 1 }]);
    expect(await readTable(store)).toBeNull();
    await expectRepair();
  });

  test('a purge of everything', async () => {
    await underTest.wipe();
    expect(await readTable(store)).toBeNull();
    await expectRepair();
  });

  test('a forged head of another lineage, with no entries', async () => {
    const forged = { lineage: randomUUID(), revision: 1, entryCount: 0, sumMac: '0'.repeat(64) };
    await putHead(forged, STRANGERS_KEY);
    await expectRepair();
  });

  test('a forged head of format 99', async () => {
    await putHead({ formatVersion: 99 }, STRANGERS_KEY);
    await expectRepair();
    expect(publisher.state.problem).toBeNull();
  });

  test('a head that is garbage', async () => {
    await store.put(HEAD_KEY, Buffer.from('garbage'));
    await expectRepair();
  });

  test('an older, authentic head', async () => {
    await store.put(HEAD_KEY, firstHead);
    await expectRepair();
  });

  test('an old store, put back whole', async () => {
    const old = (await store.read()).entries;
    await publish({ [keyOf(1)]: { name: 'later' }, [keyOf(4)]: { name: 'new' } });
    await underTest.wipe();
    for (const [key, { value }] of old) await store.put(key, value);
    await expectRepair();
  });

  test('several at once, while a publisher takes over', async () => {
    await publisher.close();
    await store.put(HEAD_KEY, Buffer.from('garbage'));
    await store.purge([{ key: keyOf(2), upToSequence: Number.MAX_SAFE_INTEGER - 1 }]);
    await store.put(keyOf(1), Buffer.from('garbage'));
    publisher = new PublisherUnderTest({ database, store, pollIntervalMs: 20 });
    await expectRepair();
  });
}
