import { setImmediate as nextTurn } from 'node:timers/promises';
import { forEachInSlices } from './time-slices';

/** How many turns of the event loop pass while something is done. */
async function turnsOf(act: () => Promise<void>): Promise<number> {
  let turns = 0;
  let running = true;
  const count = () => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  await act();
  running = false;
  return turns;
}

function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('visits every item in order and yields to the event loop in between', async () => {
  const visited: number[] = [];
  const turns = await turnsOf(() =>
    forEachInSlices([1, 2, 3, 4, 5], (item) => {
      work(6);
      visited.push(item);
    }),
  );
  expect(visited).toEqual([1, 2, 3, 4, 5]);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('loops that follow each other share a slice', async () => {
  const turns = await turnsOf(async () => {
    for (let loop = 0; loop < 10; loop += 1) await forEachInSlices([1], () => work(3));
  });
  expect(turns).toBeGreaterThanOrEqual(4);
});

test('finishes quick work in the current turn', async () => {
  // The slice of this turn belongs to the test before.
  await nextTurn();
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await forEachInSlices([1, 2, 3], () => undefined);
  expect(turned).toBe(false);
});
