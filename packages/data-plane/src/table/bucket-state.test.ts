import { HEAD_KEY, InProcessKeyValueStore, type KeyValueSnapshot, rawOf } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { type TableChanges, TableWriter } from '@switchyard/test-entries';
import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { BucketState } from './bucket-state';
import { OpenBucket } from './open-bucket.suite';
import { EntryReader } from './read-entry';
import type { RoutingTable } from './routing-table';
import {
  aiApi,
  consumer,
  consumerKey,
  deletionOf,
  idOf,
  keyHashOf,
  provider,
  silentLog,
  tableKey,
} from './routing-table.suite';
import { applied as appliedBy, closeFollowers, follow, later, REREADS_SOON } from './table-follower.suite';

afterEach(closeFollowers);

let store: InProcessKeyValueStore;
let writer: TableWriter;
beforeEach(() => {
  store = new InProcessKeyValueStore();
  writer = new TableWriter(store, tableKey);
});
const applied = (table: RoutingTable, revision?: number) => appliedBy(writer, table, revision);

describe('ten thousand keys issued and revoked leave nothing behind in a data plane', () => {
  const all = Array.from({ length: 10_000 }, (_, index) => consumerKey(index));
  const issued = Object.assign({}, ...all) as TableChanges;
  const isClean = ({ follower, table }: ReturnType<typeof follow>) => {
    expect([follower.heldCount, follower.servedCount, follower.rejection]).toEqual([0, 1, null]);
    expect(table.consumerKey(keyHashOf(0))).toBeUndefined();
  };

  test('that saw all of it, or only the end, or comes when the deletions were purged', async () => {
    await writer.publish(consumer('owner'));
    const running = follow(store);
    await applied(running.table);
    await writer.publish(issued);
    await applied(running.table);
    expect(running.follower.servedCount).toBe(10_001);
    await writer.publish(deletionOf(issued));
    const late = follow(store);
    const compacted = new OpenBucket();
    compacted.restore(await withoutDeletions());
    for (const each of [running, late, follow(compacted)]) {
      await applied(each.table);
      isClean(each);
    }
  });

  test('that was cut off before they were revoked, until after the deletions were purged', async () => {
    await writer.publish({ ...consumer('owner'), ...issued });
    const bucket = new OpenBucket();
    bucket.restore(await store.read());
    const cutOff = follow(bucket);
    await applied(cutOff.table);
    await writer.publish(deletionOf(issued));
    bucket.restore(await withoutDeletions());
    await applied(cutOff.table);
    isClean(cutOff);
  });

  /** The bucket after the publisher has purged the deletions that its head covers. */
  async function withoutDeletions(): Promise<KeyValueSnapshot> {
    const { entries, lastSequence } = await store.read();
    return { entries: new Map([...entries].filter(([key]) => !(key in issued))), lastSequence };
  }
});

test('keeps no more of a table that it serves than its own form of it', async () => {
  await writer.publish({ ...provider('provider'), ...aiApi('chat', '/chat'), ...consumer('owner') });
  const { table, follower } = follow(store);
  await applied(table);
  expect([follower.heldCount, follower.servedCount]).toEqual([0, 3]);
  writer.revision += 1;
  await writer.writeEntries(consumer('owner', 'b'));
  await later();
  expect(follower.heldCount).toBe(1);
  await writer.writeHead();
  await applied(table);
  expect([follower.heldCount, follower.servedCount]).toEqual([0, 3]);
});

describe('a bucket whose head is known before its entries', () => {
  const known = consumer('owner', 'b');
  const [key = ''] = Object.keys(known);
  /** What the bucket holds under the key: at revision 1 a consumer, at revision 2 a change. */
  const changedTo = async (change: TableChanges) => {
    await writer.publish(consumer('owner', 'a'));
    await writer.publish(change);
    const { entries } = await store.read();
    return rawOf(entries.get(key)!.value);
  };
  const at = (revision: number) => ({ lineage: writer.lineage, revision });

  test.each([
    ['a previous version', known, 1],
    ['a deletion, nor what it deleted', deletionOf(known), 0],
  ])('does not keep %s that the head replaces', async (_, change, heldCount) => {
    const encoded = await changedTo(change);
    const bucket = new BucketState(tableKey, new EntryReader());
    bucket.expectHead(at(2));
    bucket.put(key, encoded);
    expect(bucket.heldCount).toBe(heldCount);
    await bucket.setHead(at(1));
    expect(bucket.sum.count).toBe(0);
    await bucket.setHead(at(2));
    expect(bucket.sum.count).toBe(heldCount);
  });

  test.each([
    ['an earlier head', () => at(1)],
    ['a head of another lineage', () => ({ lineage: randomUUID(), revision: 2 })],
    ['no head', () => null],
  ])('keeps what it may still need with %s', async (_, expected) => {
    for (const change of [known, deletionOf(known)]) {
      const encoded = await changedTo(change);
      const bucket = new BucketState(tableKey, new EntryReader());
      bucket.expectHead(expected());
      bucket.put(key, encoded);
      expect(bucket.heldCount).toBe(1);
      await bucket.setHead({ lineage: writer.lineage, revision: writer.revision - 1 });
      expect(bucket.sum.count).toBe(1);
    }
  });

  test('is read again if its head went back meanwhile', async () => {
    await writer.publish(consumer('owner', 'a'));
    const former = (await store.read()).entries.get(HEAD_KEY)!.value;
    await writer.publish(deletionOf(known));
    const bucket = new OpenBucket();
    bucket.restore(await store.read());
    let heads = 0;
    jest.spyOn(bucket, 'watch').mockImplementation((watcher, options) => {
      const onEntry: typeof watcher.onEntry = (entryKey, value, sequence) =>
        watcher.onEntry(entryKey, entryKey === HEAD_KEY && (heads += 1) > 1 ? former : value, sequence);
      return OpenBucket.prototype.watch.call(bucket, { ...watcher, onEntry }, options);
    });
    const { table, follower } = follow(bucket, silentLog, REREADS_SOON);
    await until(() => table.consumer(idOf('owner'))?.name === 'a', 'the former revision is served');
    expect(follower.lastRejection).toMatchObject({ revision: 1, code: 'NOT_AUTHENTIC' });
    expect(follower.rejection).toBeNull();
  });
});

test('looks at a revision once, however many entries are written ahead of its head', async () => {
  await writer.publish(consumer('owner'));
  const { table } = follow(store);
  await applied(table);
  const looks = jest.spyOn(table, 'apply');
  writer.revision += 1;
  for (let index = 0; index < 50; index += 1) {
    await writer.writeEntries(consumer(index));
    await later(2);
  }
  expect(looks).not.toHaveBeenCalled();
  await writer.writeHead();
  await applied(table);
  expect(looks).toHaveBeenCalledTimes(1);
});

test('compares a bucket that is being repaired by its sum alone, however many entries are wrong', async () => {
  const all = Object.assign({}, ...Array.from({ length: 200 }, (_, index) => consumer(index))) as TableChanges;
  await writer.publish(all);
  const { table, follower } = follow(store);
  await applied(table);
  const looks = jest.spyOn(table, 'apply');
  const rejections: unknown[] = [];
  follower.onChange(() => rejections.push(follower.rejection));
  await writer.publish(all, { entryCount: 201 });
  await until(() => follower.rejection?.revision === 2, 'the revision is rejected');
  for (const key of Object.keys(all)) await writer.writeEntries({ [key]: all[key]! });
  await later();
  expect(looks).not.toHaveBeenCalled();
  await writer.writeHead();
  await applied(table);
  expect(looks).toHaveBeenCalledTimes(1);
  expect(follower.rejection).toBeNull();
});

test('a hundred thousand keys become current in one turn without blocking the event loop', async () => {
  const { table } = follow(store);
  const hashes = Array.from({ length: 100_000 }, (_, index) => keyHashOf(index));
  const change = async (owner: string) => {
    const entries = Object.fromEntries(
      hashes.map((hash, index) => {
        const consumerId = idOf(owner);
        const value = { id: idOf(index), consumerId, environment: 'PRODUCTION', expiresAt: null };
        return [`consumer-key.${hash}`, value];
      }),
    );
    writer.revision += 1;
    await writer.writeEntries(entries);
    await writer.writeHead();
    global.gc?.();
    const histogram = monitorEventLoopDelay({ resolution: 1 });
    histogram.enable();
    const since = performance.now();
    const owners = new Set<string>();
    while (table.position?.revision !== writer.revision) {
      // The first and the last key change together.
      const seen = [hashes[0]!, hashes.at(-1)!].map((hash) => table.consumerKey(hash)?.consumerId);
      owners.add(String(seen[0] === seen[1]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    histogram.disable();
    // Reported, not gated.
    process.stdout.write(
      `100,000 keys applied in ${Math.round(performance.now() - since)} ms, ` +
        `event loop delayed by ${(histogram.max / 1e6).toFixed(1)} ms at most, ${(histogram.percentile(99) / 1e6).toFixed(1)} ms p99\n`,
    );
    expect(owners).toEqual(new Set(['true']));
    expect(hashes.every((hash) => table.consumerKey(hash)?.consumerId === idOf(owner))).toBe(true);
  };
  await change('first');
  await change('second');
});
