import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { holdYoungGeneration } from './young-generation';

/** Makes many objects that stay. Posts the size of the young generation then, in bytes. */
const BUILD = `
  const { getHeapSpaceStatistics } = require('node:v8');
  const kept = [];
  for (let index = 0; index < 1_000_000; index += 1) kept.push({ index, text: String(index) });
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  require('node:worker_threads').parentPort.postMessage({ bytes: young.space_size, kept: kept.length });
`;

/** Each thread has a heap of its own, with a young generation of the initial size. */
async function youngBytes(): Promise<number> {
  const worker = new Worker(BUILD, { eval: true });
  const [{ bytes }] = (await once(worker, 'message')) as [{ bytes: number }];
  await worker.terminate();
  return bytes;
}

test('the young generation does not grow while it is held, and grows as usual afterwards', async () => {
  const release = holdYoungGeneration();
  const heldBytes = await youngBytes();
  release();
  expect(await youngBytes()).toBeGreaterThan(4 * heldBytes);
});
