import { setTimeout as delay } from 'node:timers/promises';
import { countedMs, Stopwatch } from './stopwatch';

const HELD_MS = 200;
/** As if other programs had the cores. */
const standStill = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_MS);
const work = () => {
  const sinceMs = performance.now();
  while (performance.now() - sinceMs < HELD_MS);
};

/** What was counted while the process was held three times, and how long that took. */
async function countedWhile(hold: () => void): Promise<{ counted: number; passed: number }> {
  const stopwatch = new Stopwatch();
  const sinceMs = performance.now();
  for (let held = 0; held < 3; held += 1) {
    hold();
    await delay(1);
  }
  return { counted: stopwatch.stop(), passed: performance.now() - sinceMs };
}

it('counts while the process waits, and never more than has passed', async () => {
  const sinceMs = performance.now();
  const ms = await countedMs(delay(HELD_MS));
  expect(ms).toBeLessThanOrEqual(performance.now() - sinceMs);
  // At least one tick in ten came in time.
  expect(ms).toBeGreaterThan(HELD_MS / 10);
});

it('does not count the time in which the process waits for a core', async () => {
  const { counted, passed } = await countedWhile(standStill);
  expect(passed - counted).toBeGreaterThan(3 * (HELD_MS - 50));
});

it('counts what the process itself takes', async () => {
  const before = process.cpuUsage();
  const { counted } = await countedWhile(work);
  const { user, system } = process.cpuUsage(before);
  expect(counted).toBeGreaterThan((user + system) / 1_000 - 20);
});

it('counts no more once it is stopped', async () => {
  const stopwatch = new Stopwatch();
  await delay(30);
  const ms = stopwatch.stop();
  await delay(30);
  expect(stopwatch.stop()).toBe(ms);
});
