import { setImmediate as nextTurn } from 'node:timers/promises';
import { forEachInSlices, lengthenSlices, SLICE_MS } from './time-slices';

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

test('loops that resume in the same turn share its slice, and all of them go on', async () => {
  const itemMs = SLICE_MS / 10;
  const visits: number[] = [];
  let visitsOfTurn = 0;
  const left = Array.from({ length: 8 }, () => 40);
  const loops = Promise.all(
    left.map((_, loop) =>
      forEachInSlices(Array.from({ length: 40 }), () => {
        work(itemMs);
        visitsOfTurn += 1;
        left[loop]! -= 1;
      }),
    ),
  );
  let running = true;
  void loops.then(() => (running = false));
  let mostAhead = 0;
  while (running) {
    await nextTurn();
    visits.push(visitsOfTurn);
    visitsOfTurn = 0;
    mostAhead = Math.max(mostAhead, Math.max(...left) - Math.min(...left));
  }
  expect(visits.reduce((sum, count) => sum + count, 0)).toBe(8 * 40);
  // A slice has room for ten; each loop visits at least one in its turn, and the turn before may end in this one.
  expect(Math.max(...visits)).toBeLessThanOrEqual(2 * (10 + 8));
  expect(mostAhead).toBeLessThan(40);
});

test('yields less often while a program has nothing to serve', async () => {
  let nowMs = performance.now();
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const turnsOfTenSlices = async () => {
    // The slice of this turn belongs to what was before.
    await nextTurn();
    return turnsOf(() => forEachInSlices(Array.from({ length: 10 }), () => void (nowMs += SLICE_MS)));
  };
  const shorten = lengthenSlices();
  const turnsAtStart = await turnsOfTenSlices();
  shorten();
  const turnsLater = await turnsOfTenSlices();
  clock.mockRestore();
  expect(turnsAtStart).toBe(0);
  expect(turnsLater).toBeGreaterThanOrEqual(9);
});

test('reads the clock less often than once per item while items are quick, and yields soon after a slow one', async () => {
  // The slice of this turn belongs to the test before.
  await nextTurn();
  let nowMs = performance.now();
  let readings = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => {
    readings += 1;
    return nowMs;
  });
  const slow = 500;
  let turn = 0;
  const turnOf: number[] = [];
  setImmediate(() => (turn = 1));
  await forEachInSlices(Array.from({ length: 1_000 }).keys(), (item) => {
    turnOf.push(turn);
    if (item === slow) nowMs += SLICE_MS;
  });
  clock.mockRestore();
  expect(readings).toBeLessThan(300);
  const resumed = turnOf.indexOf(1);
  expect(resumed).toBeGreaterThan(slow);
  expect(resumed).toBeLessThanOrEqual(slow + 4);
});

test('finishes quick work in the current turn', async () => {
  // The slice of this turn belongs to the test before.
  await nextTurn();
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  // The clock stands still: a busy machine may stop this process for longer than a slice.
  const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
  await forEachInSlices([1, 2, 3], () => undefined);
  clock.mockRestore();
  expect(turned).toBe(false);
});
