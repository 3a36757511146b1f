import { performance } from 'node:perf_hooks';
import { BucketWrites } from './bucket-writes';
import { figureOf } from './figure';
import type { Results } from './figures-table';
import type { ModelToggle } from './model-toggle';
import type { ScaledStack } from './scaled-stack';

const BYTES_PER_KB = 1_000;

/** Counts what a change writes to NATS; apart from the timed changes, because who counts receives all of it. */
export async function measureWrites({ stack, sizes }: ScaledStack, toggle: ModelToggle): Promise<Results> {
  const writes = await BucketWrites.count(stack.nats.url);
  try {
    const kilobytes: number[] = [];
    const endMs = performance.now() + sizes.runMsMax;
    for (let change = 0; change < sizes.countedChanges && (change === 0 || performance.now() < endMs); change += 1) {
      const before = await writes.bytes();
      await toggle.next();
      kilobytes.push(((await writes.bytes()) - before) / BYTES_PER_KB);
    }
    return new Map([['written', figureOf(kilobytes)]]);
  } finally {
    await writes.close();
  }
}
