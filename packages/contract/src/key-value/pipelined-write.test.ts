import { setImmediate as nextTurn } from 'node:timers/promises';
import { writePipelined } from './pipelined-write';

const items = (count: number) => Array.from({ length: count }, (_, index) => index);

test('writes start in order, and never more than 512 are in flight', async () => {
  const begun: number[] = [];
  let onTheWay = 0;
  let most = 0;
  await writePipelined(items(3_000), async (item) => {
    begun.push(item);
    onTheWay += 1;
    most = Math.max(most, onTheWay);
    await nextTurn();
    onTheWay -= 1;
  });
  expect(begun).toEqual(items(3_000));
  expect(most).toBe(512);
});

test('after a failure no more start, and the earliest failure is thrown once all have ended', async () => {
  let begun = 0;
  let ended = 0;
  const failures = new Map([
    [600, 'second'],
    [550, 'first'],
  ]);
  const outcome = writePipelined(items(5_000), async (item) => {
    begun += 1;
    await nextTurn();
    // The later of the two fails sooner.
    if (item === 550) await nextTurn();
    ended += 1;
    const failure = failures.get(item);
    if (failure !== undefined) throw new Error(failure);
  });
  await expect(outcome).rejects.toThrow('first');
  expect(begun).toBeLessThan(2_000);
  expect(ended).toBe(begun);
});

test('an empty list resolves at once', async () => {
  await expect(writePipelined([], async () => undefined)).resolves.toBeUndefined();
});
