import { InProcessKeyValueStore, type ProviderEntry } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { BucketState } from './bucket-state';
import type { RoutingTable } from './routing-table';
import { TableWriter } from '@switchyard/test-entries';
import {
  aiApi,
  aiApiKey,
  consumer,
  deletionOf,
  idOf,
  keyOf,
  provider,
  providerKey,
  tableKey,
} from './routing-table.suite';
import { applied as appliedBy, closeFollowers, follow } from './table-follower.suite';

let store: InProcessKeyValueStore;
let writer: TableWriter;
beforeEach(() => {
  store = new InProcessKeyValueStore();
  writer = new TableWriter(store, tableKey);
});
afterEach(closeFollowers);
const applied = (table: RoutingTable, revision?: number) => appliedBy(writer, table, revision);

describe('refuses an entire revision and keeps serving the last good table', () => {
  const refused = async (changes: Parameters<TableWriter['publish']>[0], head = {}) => {
    await writer.publish({ ...consumer('owner'), ...provider('provider'), ...aiApi('chat', '/chat') });
    const followed = follow(store);
    await applied(followed.table);
    const reported: unknown[] = [];
    followed.follower.onChange(() => reported.push(followed.follower.rejection));
    await writer.publish({ ...consumer('owner', 'b'), ...changes }, head);
    await until(() => followed.follower.rejection !== null, 'the revision is refused');
    expect(followed.table.position?.revision).toBe(1);
    expect(followed.table.consumer(idOf('owner'))?.name).toBe('a');
    expect(followed.follower.observedRevision).toBe(2);
    // A status without a rejection may be reported before the revision is refused.
    expect(reported.filter((each) => each !== null)).toEqual([followed.follower.rejection]);
    const { rejection } = followed.follower;
    // A later good revision ends it.
    await writer.publish(deletionOf(changes));
    await applied(followed.table, 3);
    expect(followed.follower.rejection).toBeNull();
    expect(followed.table.consumer(idOf('owner'))?.name).toBe('b');
    return rejection;
  };
  const rejectedAt = new Date(0).toISOString();

  test('because of an entry that is invalid', async () => {
    const key = keyOf(consumer('bad'));
    expect(await refused({ [key]: { id: idOf('bad'), name: 7 } })).toEqual({
      revision: 2,
      lineage: writer.lineage,
      code: 'INVALID_ENTRY',
      entryKey: key,
      reason: expect.stringContaining('name'),
      rejectedAt,
    });
  });

  test('because of an invalid member, although members that it does not know are ignored', async () => {
    const entry = provider('newer')[providerKey('newer')] as ProviderEntry;
    const profile = { ...entry.profile, novelty: 1, routedOperations: 'all' };
    expect(await refused({ [providerKey('newer')]: { ...entry, profile } })).toMatchObject({
      code: 'INVALID_ENTRY',
      entryKey: providerKey('newer'),
      reason: expect.stringContaining('routedOperations'),
    });
  });

  test("because of an entry under another entry's key", async () => {
    const key = keyOf(consumer('bad'));
    const [value] = Object.values(consumer('other'));
    expect(await refused({ [key]: value! })).toMatchObject({
      entryKey: key,
      reason: `the entry is for id ${idOf('other')}`,
    });
  });

  test('because of an AI API that does not compile', async () => {
    const providerIds = [idOf('provider'), idOf('provider')];
    expect(await refused(aiApi('broken', '/broken', { providerIds }))).toMatchObject({
      code: 'INVALID_ENTRY',
      entryKey: aiApiKey('broken'),
      reason: `Provider id ${idOf('provider')} appears twice.`,
    });
  });

  test('because of a provider that does not compile', async () => {
    const models = [1, 2].map((number) => ({ id: idOf(number), name: 'same', enabled: true }));
    expect(await refused(provider('broken', { models }))).toMatchObject({
      code: 'INVALID_ENTRY',
      entryKey: providerKey('broken'),
      reason: 'Model name same appears twice.',
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
      code: 'NOT_AUTHENTIC',
      entryKey: 'head',
      reason: 'the table does not add up: the head covers 7 entries, but the bucket has 3',
    });
  });

  test('because its format is unknown', async () => {
    await writer.publish(consumer('owner'));
    const { table, follower } = follow(store);
    await applied(table);
    await writer.publish(consumer('owner', 'b'), { formatVersion: 99 });
    await until(() => follower.rejection !== null, 'the revision is refused');
    expect(follower.rejection).toMatchObject({
      code: 'UNKNOWN_FORMAT',
      lineage: null,
      entryKey: 'head',
      reason: 'unknown table format 99; this release reads format 2',
    });
    expect(table.position?.revision).toBe(1);
  });
});

test('tells its listeners of an error of its own while entries arrive, before it looks at the bucket again', async () => {
  await writer.publish(consumer('owner'));
  const { table, follower } = follow(store);
  await applied(table);
  const told: (string | null | undefined)[] = [];
  follower.onChange(() => told.push(follower.rejection?.code));
  const put = jest.spyOn(BucketState.prototype, 'put').mockImplementationOnce(() => {
    throw new Error('a bug');
  });
  await writer.publish(consumer('other'));
  await until(() => told.length === 2, 'it has looked at the bucket');
  expect(told).toEqual(['INTERNAL', 'NOT_AUTHENTIC']);
  put.mockRestore();
  await writer.publish(consumer('other'));
  await applied(table);
  expect(told.at(-1)).toBeUndefined();
});
