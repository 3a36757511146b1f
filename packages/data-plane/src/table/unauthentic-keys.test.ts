import { encodeEntry, SealingKey, signVersion } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { atRevision3, OWNER } from './attacks.suite';
import { UNAUTHENTIC_KEYS_HELD_MAX } from './bucket-state';
import { consumer, consumerKey, idOf, keyOf } from './routing-table.suite';
import { applied, closeFollowers, follow, later } from './table-follower.suite';

afterEach(closeFollowers);

const strangersKey = new SealingKey(Buffer.alloc(32, 'stranger').toString('base64')).tableKey;
const KEYS = 2 * UNAUTHENTIC_KEYS_HELD_MAX;
const keys = Array.from({ length: KEYS }, (_, index) => keyOf(consumerKey(`unauthentic ${index}`)));
const keysOfManyKinds = Array.from({ length: KEYS }, (_, index) => `kind-${index}.x`);

describe('keys that no control plane wrote take a bounded part of the memory, and keep nothing from being served', () => {
  test.each<[string, (key: string) => Uint8Array, (readonly string[])?]>([
    ['garbage', () => Buffer.from('garbage')],
    ['garbage of many kinds', () => Buffer.from('garbage'), keysOfManyKinds],
    [
      'forged versions that no head covers',
      (key) => {
        const newest = signVersion(strangersKey, key, { lineage: randomUUID(), revision: 9 }, { name: 'x' });
        return encodeEntry({ newest, previous: newest });
      },
    ],
  ])('%s', async (_what, bytesOf, unauthentic = keys) => {
    const { bucket, writer } = await atRevision3();
    const running = follow(bucket);
    await applied(writer, running.table);
    for (const key of unauthentic) await bucket.put(key, bytesOf(key));
    const starting = follow(bucket);
    for (const { follower } of [running, starting]) {
      await until(() => follower.heldCount >= UNAUTHENTIC_KEYS_HELD_MAX, 'most of the keys have come');
    }
    await later();
    for (const { follower } of [running, starting]) {
      expect(follower.heldCount).toBeLessThan(UNAUTHENTIC_KEYS_HELD_MAX + 10);
    }
    // What belongs to the table is taken in all the same.
    await writer.publish(consumer('owner', 'c'));
    writer.revision = 4;
    await writer.repair();
    for (const { table, follower } of [running, starting]) {
      await until(() => table.position?.revision === 4 && follower.rejection === null, 'the table is served');
      await until(() => follower.heldCount === 0, 'the deletions have come');
      expect(table.consumer(idOf('owner'))?.name).toBe('c');
    }
  });

  test('when the watch is opened again, and with an entry of the table among them', async () => {
    const { bucket, writer } = await atRevision3();
    const { table, follower } = follow(bucket);
    await applied(writer, table);
    const right = bucket.get(OWNER);
    for (const key of keys) await bucket.put(key, Buffer.from('garbage'));
    await bucket.put(OWNER, Buffer.from('garbage'));
    bucket.reopen();
    await later();
    expect(follower.heldCount).toBeLessThan(UNAUTHENTIC_KEYS_HELD_MAX + 10);
    for (const key of keys) bucket.remove(key);
    await bucket.put(OWNER, right);
    bucket.reopen();
    await until(() => follower.rejection === null && follower.heldCount === 0, 'the bucket is right again');
    expect(table.consumer(idOf('owner'))?.name).toBe('b');
  });

  test('deletions of keys that never existed take none', async () => {
    const { bucket } = await atRevision3();
    const { follower } = follow(bucket);
    for (const key of keys) bucket.delete(key);
    await later();
    expect(follower.heldCount).toBe(0);
  });
});
