import { HEAD_KEY, type KeyValueStore, NatsKeyValueStore, openNats } from '@switchyard/contract';
import { startNats } from '@switchyard/local-services';
import { type TableChanges, TableWriter } from '@switchyard/test-entries';
import { BucketState } from './bucket-state';
import { OpenBucket } from './open-bucket.suite';
import { consumer, deletionOf, idOf, keyOf, silentLog, tableKey } from './routing-table.suite';
import { applied, closeFollowers, follow, later, REREADS_SOON } from './table-follower.suite';

afterEach(closeFollowers);

describe('while changes follow each other so closely that NATS never tells that a watch has caught up', () => {
  let bucket: OpenBucket;
  let writer: TableWriter;
  beforeEach(async () => {
    bucket = new OpenBucket();
    writer = new TableWriter(bucket, tableKey);
    await writer.publish({ ...consumer('owner'), ...consumer('other') });
  });

  /** Follows the bucket, and is told once that it has caught up. */
  async function followOn() {
    const followed = follow(bucket, silentLog, REREADS_SOON);
    await applied(writer, followed.table);
    bucket.tellsCaughtUp = false;
    const nameOf = (name: string) => followed.table.consumer(idOf(name))?.name;
    return { ...followed, nameOf };
  }

  test('each change takes effect with its head, and not before', async () => {
    const { table, nameOf } = await followOn();
    for (let change = 0; change < 20; change += 1) {
      const [before, label] = [nameOf('owner'), `change ${change}`];
      writer.revision += 1;
      await writer.writeEntries(consumer('owner', label));
      await later();
      expect(nameOf('owner')).toBe(before);
      await writer.writeHead();
      await later();
      expect([nameOf('owner'), table.position?.revision]).toEqual([label, writer.revision]);
    }
    await writer.publish(deletionOf(consumer('owner')));
    await later();
    expect(nameOf('owner')).toBeUndefined();
  });

  test('a change also takes effect when an entry of it comes after its head, because it is written again meanwhile', async () => {
    const { table, nameOf, follower } = await followOn();
    const ownerKey = keyOf(consumer('owner'));
    // The bucket has only the last value of a key, and the watch skips the one before.
    const skipped = new OpenBucket();
    const author = new TableWriter(skipped, tableKey);
    author.lineage = writer.lineage;
    await author.publish({ ...consumer('owner'), ...consumer('other') });
    await author.publish({ ...consumer('owner', 'second'), ...consumer('other', 'second') });
    author.revision = 3;
    await author.writeEntries(consumer('owner', 'third'));
    await bucket.put(keyOf(consumer('other')), skipped.get(keyOf(consumer('other'))));
    await bucket.put('head', skipped.get('head'));
    await later();
    expect([table.position?.revision, follower.rejection]).toEqual([1, null]);
    await bucket.put(ownerKey, skipped.get(ownerKey));
    await later();
    expect([table.position?.revision, nameOf('owner'), nameOf('other')]).toEqual([2, 'second', 'second']);
  });

  test('a revision that cannot be served is refused with its head, and the next one ends that', async () => {
    const { table, follower } = await followOn();
    const bad = consumer('bad');
    await writer.publish({ [keyOf(bad)]: { id: idOf('bad'), name: 7 } });
    await later();
    expect([table.position?.revision, follower.rejection?.code]).toEqual([1, 'INVALID_ENTRY']);
    await writer.publish(deletionOf(bad));
    await later();
    expect([table.position?.revision, follower.rejection]).toEqual([3, null]);
  });

  test('what does not add up is not served, and refused once the watch has caught up', async () => {
    const { table, follower } = await followOn();
    const before = bucket.get(keyOf(consumer('other')));
    await writer.publish({ ...consumer('owner', 'b'), ...consumer('other', 'b') });
    await later();
    await bucket.put(keyOf(consumer('other')), before);
    await later();
    expect([table.position?.revision, follower.rejection]).toEqual([2, null]);
    await writer.publish({ ...consumer('owner', 'c') });
    await later();
    expect([table.position?.revision, follower.rejection]).toEqual([2, null]);
    bucket.tellCaughtUp();
    await later();
    expect([table.position?.revision, follower.rejection?.code]).toEqual([2, 'NOT_AUTHENTIC']);
  });

  test('a watch that is told nothing since it was opened serves the next change', async () => {
    bucket.tellsCaughtUp = false;
    const { table } = follow(bucket, silentLog, REREADS_SOON);
    await later();
    expect(table.position).toBeNull();
    await writer.publish(consumer('owner', 'b'));
    await later();
    expect([table.position?.revision, table.consumer(idOf('owner'))?.name]).toEqual([2, 'b']);
    await writer.publish(consumer('owner', 'c'));
    await later();
    expect([table.position?.revision, table.consumer(idOf('owner'))?.name]).toEqual([3, 'c']);
  });

  test('a watch that was opened again drops a key that is gone as soon as the table adds up without it', async () => {
    const { table, nameOf, follower } = await followOn();
    const served = () => [table.position?.revision, nameOf('owner'), nameOf('other'), follower.rejection];
    bucket.reopen();
    await writer.publish(consumer('owner', 'b'));
    await later();
    expect(served()).toEqual([2, 'b', 'a', null]);
    await writer.publish(deletionOf(consumer('other')));
    bucket.remove(keyOf(consumer('other')));
    bucket.reopen();
    await later();
    await writer.publish(consumer('owner', 'c'));
    await later();
    expect(served()).toEqual([4, 'c', undefined, null]);
    bucket.tellCaughtUp();
    await later();
    expect([...served(), follower.servedCount]).toEqual([4, 'c', undefined, null, 1]);
  });

  test('an error of its own is told until the watch has caught up', async () => {
    const { table, follower } = await followOn();
    const put = jest.spyOn(BucketState.prototype, 'put').mockImplementationOnce(() => {
      throw new Error('a bug');
    });
    await writer.publish(consumer('owner', 'b'));
    await later();
    expect([table.position?.revision, follower.rejection?.code]).toEqual([1, 'INTERNAL']);
    put.mockRestore();
    await writer.publish(consumer('owner', 'c'));
    bucket.tellCaughtUp();
    await later();
    expect([table.position?.revision, follower.rejection]).toEqual([3, null]);
  });
});

test('each of 200 changes takes effect as its head arrives, after a server has counted too many messages for good', async () => {
  const nats = await startNats();
  const client = openNats(nats.url, { name: 'test', log: silentLog });
  const store = new NatsKeyValueStore(client, 'table', { log: silentLog });
  const consumers = Array.from({ length: 5_000 }, (_, name) => consumer(name));
  const delivered = noteDeliveries(store, consumers.length + 1);
  try {
    const writer = new TableWriter(store, tableKey);
    await writer.publish(Object.assign({}, ...consumers) as TableChanges);
    const isRewritten = (key: string) => key !== HEAD_KEY && key !== keyOf(consumer(0));
    const entries = [...(await store.read()).entries].filter(([key]) => isRewritten(key));
    let writtenCount = 0;
    /** Writes an entry as it is once more: they are from all over the bucket. */
    const rewrite = async () => {
      const [key, { value }] = entries[((writtenCount += 1) * 7_919) % entries.length]!;
      await store.put(key, value);
    };
    let { table } = follow(store);
    // Whether it miscounts depends on what it does when: about every other time.
    for (let attempt = 0, isMiscounting = false; !isMiscounting; attempt += 1) {
      expect(attempt).toBeLessThan(50);
      closeFollowers();
      ({ table } = follow(store));
      for (const endMs = performance.now() + 300; performance.now() < endMs;) {
        await Promise.all(Array.from({ length: 50 }, rewrite));
      }
      await delivered.all();
      const { caughtUpCount } = delivered;
      await writer.publish(consumer(0));
      await delivered.all();
      await later();
      isMiscounting = delivered.caughtUpCount === caughtUpCount;
    }
    for (let change = 0; change < 200; change += 1) {
      await writer.publish(consumer(0, `change ${change}`));
      await delivered.all();
      await later();
      expect([change, table.position?.revision]).toEqual([change, writer.revision]);
    }
  } finally {
    closeFollowers();
    await client.close();
    await nats.stop();
  }
});

/** Notes what the store's watch delivers. @param keyCount how many keys the store has */
function noteDeliveries(store: KeyValueStore, keyCount: number) {
  const keys = new Set<string>();
  let latestSequence = 0;
  let isComplete = () => true;
  let complete = () => {};
  const delivered = {
    caughtUpCount: 0,
    /** Resolves when it has delivered every key, and the last write. */
    async all() {
      const { lastSequence } = await store.state();
      const { promise, resolve } = Promise.withResolvers<void>();
      // The head comes first, but it was written last.
      isComplete = () => latestSequence >= lastSequence && keys.size >= keyCount;
      complete = resolve;
      if (!isComplete()) await promise;
    },
  };
  const watch = store.watch.bind(store);
  store.watch = (watcher, options) =>
    watch(
      {
        ...watcher,
        onReset() {
          keys.clear();
          watcher.onReset();
        },
        onEntry(key, value, sequence) {
          watcher.onEntry(key, value, sequence);
          keys.add(key);
          latestSequence = sequence;
          if (isComplete()) complete();
        },
        onCaughtUp() {
          watcher.onCaughtUp();
          delivered.caughtUpCount += 1;
        },
      },
      options,
    );
  return delivered;
}
