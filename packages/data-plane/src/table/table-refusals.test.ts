import { type AiApiEntry, InProcessKeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import type { RoutingTable } from './routing-table';
import { aiApi, aiApiKey, consumer, idOf, TableWriter, toBytes } from './routing-table.suite';
import { applied as appliedBy, closeFollowers, follow, type Served } from './table-follower.suite';

let store: InProcessKeyValueStore;
let writer: TableWriter;
beforeEach(() => {
  store = new InProcessKeyValueStore();
  writer = new TableWriter(store);
});
afterEach(closeFollowers);
const applied = (table: RoutingTable<Served>, revision?: number) => appliedBy(writer, table, revision);

describe('refuses an entire revision and keeps serving the last good table', () => {
  const refused = async (changes: Parameters<TableWriter['publish']>[0], head = {}) => {
    await writer.publish({ ...consumer('owner'), ...aiApi('chat', '/chat') });
    const followed = follow(store);
    await applied(followed.table);
    const reported: unknown[] = [];
    followed.follower.onChange(() => reported.push(followed.follower.rejection));
    await writer.publish({ ...consumer('owner', 'b'), ...changes }, head);
    await until(() => followed.follower.rejection !== null, 'the revision is refused');
    expect(followed.table.position?.revision).toBe(1);
    expect(followed.table.consumer(idOf('owner'))?.name).toBe('a');
    expect(followed.follower.observedRevision).toBe(2);
    expect(reported).toEqual([followed.follower.rejection]);
    const { rejection } = followed.follower;
    // A later good revision ends it.
    for (const key of Object.keys(changes)) writer.table.delete(key);
    await writer.publish(Object.fromEntries(Object.keys(changes).map((key) => [key, null])));
    await applied(followed.table, 3);
    expect(followed.follower.rejection).toBeNull();
    expect(followed.table.consumer(idOf('owner'))?.name).toBe('b');
    return rejection;
  };
  const rejectedAt = new Date(0).toISOString();

  test('because of an entry that is invalid', async () => {
    const key = Object.keys(consumer('bad'))[0]!;
    expect(await refused({ [key]: { id: idOf('bad'), name: 7 } })).toEqual({
      revision: 2,
      lineage: writer.position.lineage,
      entryKey: key,
      reason: expect.stringContaining('name'),
      rejectedAt,
    });
  });

  test.each([
    ['an entry', (entry: AiApiEntry) => ({ ...entry, novelty: 1 })],
    [
      'a profile',
      ({ provider, ...entry }: AiApiEntry) => ({
        ...entry,
        provider: { ...provider, profile: { ...provider.profile, novelty: 1 } },
      }),
    ],
  ])('because of a member of %s from a newer release, and says what to do', async (_where, renew) => {
    const [[key, entry]] = Object.entries(aiApi('newer', '/newer')) as [[string, AiApiEntry]];
    expect(await refused({ [key]: renew(entry) })).toMatchObject({
      entryKey: key,
      reason: expect.stringMatching(/^published by a newer release; upgrade this data plane: .*novelty/s),
    });
  });

  test("because of an entry under another entry's key", async () => {
    const key = Object.keys(consumer('bad'))[0]!;
    const [value] = Object.values(consumer('other'));
    expect(await refused({ [key]: value! })).toMatchObject({
      entryKey: key,
      reason: `the entry is for id ${idOf('other')}`,
    });
  });

  test('because of an AI API that does not compile', async () => {
    expect(await refused(aiApi('broken', '/broken'))).toMatchObject({
      entryKey: aiApiKey('broken'),
      reason: 'it does not compile',
    });
  });

  test.each(['/chat', '/chat/more'])('because of an overlapping base path: %s', async (basePath) => {
    expect(await refused(aiApi('second', basePath))).toMatchObject({
      entryKey: aiApiKey('second'),
      reason: `its base path ${basePath} overlaps with /chat of ${aiApiKey('chat')}`,
    });
  });

  test('because the number of entries differs from its head', async () => {
    expect(await refused({}, { entryCount: 7 })).toMatchObject({
      entryKey: 'head',
      reason: 'the table would have 2 entries, but the head says 7',
    });
  });

  test('because its format is unknown', async () => {
    expect(await refused({}, { formatVersion: 2 })).toMatchObject({
      entryKey: 'head',
      reason: 'unknown table format 2; upgrade this data plane',
    });
  });
});

test('an invalid head is refused, and the table stays', async () => {
  await writer.publish(consumer('owner'));
  const { table, follower } = follow(store);
  await applied(table);
  await store.put('head', toBytes('nonsense'));
  await until(() => follower.rejection !== null, 'the revision is refused');
  expect(follower.rejection).toMatchObject({ entryKey: 'head', reason: 'invalid head entry' });
  expect(table.position?.revision).toBe(1);
});
