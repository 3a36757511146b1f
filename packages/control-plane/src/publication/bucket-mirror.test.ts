import { encodeEntry, InProcessKeyValueStore, signVersion } from '@switchyard/contract';
import { memoryInUse } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { keyOf } from '../testing/fake-database.suite';
import { TEST_TABLE_KEY } from '../testing/publication.suite';
import { BucketMirror } from './bucket-mirror';

const KEYS = 200;
const FORGED_BYTES = 200_000;
const KEPT_BYTES_MAX = 4_000_000;

/** Once what earlier steps have left is freed: a collection only begins to free buffers, and the next one waits for it. */
async function settledMemory(): Promise<number> {
  await nextTurn();
  memoryInUse();
  await nextTurn();
  return memoryInUse();
}

it.each(['newest', 'previous'] as const)('keeps nothing of a forged %s version in memory', async (forgedVersion) => {
  const store = new InProcessKeyValueStore();
  const at = { lineage: randomUUID(), revision: 1 };
  for (let number = 0; number < KEYS; number += 1) {
    const key = keyOf(number);
    const authentic = signVersion(TEST_TABLE_KEY, key, at, { name: 'authentic' });
    const forged = { ...authentic, raw: JSON.stringify({ name: 'x'.repeat(FORGED_BYTES) }) };
    const [newest, previous] = forgedVersion === 'newest' ? [forged, authentic] : [authentic, forged];
    await store.put(key, encodeEntry({ newest, previous }));
  }
  const before = await settledMemory();
  const mirror = await BucketMirror.read(store, TEST_TABLE_KEY);
  expect((await settledMemory()) - before).toBeLessThan(KEPT_BYTES_MAX);
  expect(mirror.isLive(keyOf(KEYS - 1))).toBe(true);
});
