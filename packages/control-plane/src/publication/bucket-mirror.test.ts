import { encodeEntry, InProcessKeyValueStore, signVersion } from '@switchyard/contract';
import { memoryInUse } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import { keyOf } from '../testing/fake-database.suite';
import { TEST_TABLE_KEY } from '../testing/publication.suite';
import { BucketMirror } from './bucket-mirror';

const KEYS = 200;
const FORGED_BYTES = 200_000;
const KEPT_BYTES_MAX = 4_000_000;

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
  const before = memoryInUse();
  const mirror = await BucketMirror.read(store, TEST_TABLE_KEY);
  expect(memoryInUse() - before).toBeLessThan(KEPT_BYTES_MAX);
  expect(mirror.isLive(keyOf(KEYS - 1))).toBe(true);
});
