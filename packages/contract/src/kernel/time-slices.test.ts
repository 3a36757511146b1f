import { forEachInSlices } from './time-slices';

test('visits every item in order and yields to the event loop in between', async () => {
  let turns = 0;
  let running = true;
  const count = () => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  const visited: number[] = [];
  await forEachInSlices([1, 2, 3, 4, 5], (item) => {
    const end = performance.now() + 6;
    while (performance.now() < end);
    visited.push(item);
  });
  running = false;
  expect(visited).toEqual([1, 2, 3, 4, 5]);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('finishes quick work in the current turn', async () => {
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await forEachInSlices([1, 2, 3], () => undefined);
  expect(turned).toBe(false);
});
