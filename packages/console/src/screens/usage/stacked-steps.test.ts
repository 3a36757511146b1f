import { stackedSteps } from './stacked-steps';

const MINUTE_MS = 60_000;
const at = (minute: number) => new Date(minute * MINUTE_MS).toISOString();

it('sums minutes into steps, with 0 where nothing was used and the rest apart', () => {
  const steps = stackedSteps(
    { fromMs: 10 * MINUTE_MS, toMs: 25 * MINUTE_MS, stepMs: 5 * MINUTE_MS },
    [
      [
        { at: at(10), value: 2 },
        { at: at(14), value: 3 },
      ],
      [{ at: at(20), value: 1 }],
    ],
    [
      { at: at(10), value: 2 },
      { at: at(14), value: 3 },
      { at: at(20), value: 4 },
    ],
  );
  expect(steps).toEqual({
    starts: [10, 15, 20].map((minute) => minute * MINUTE_MS),
    values: [
      [5, 0, 0],
      [0, 0, 1],
    ],
    rest: [0, 0, 3],
  });
});

it('counts a step that began before the period as the first', () => {
  const { values } = stackedSteps(
    { fromMs: 61 * MINUTE_MS, toMs: 121 * MINUTE_MS, stepMs: 60 * MINUTE_MS },
    [[{ at: at(0), value: 7 }]],
    [],
  );
  expect(values).toEqual([[7, 0]]);
});
