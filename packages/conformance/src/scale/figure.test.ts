import { figureOf, percentile } from './figure';

it('takes percentiles by nearest rank', () => {
  const samples = Array.from({ length: 300 }, (_, index) => 300 - index);
  expect(percentile(samples, 0.5)).toBe(150);
  expect(percentile(samples, 0.99)).toBe(297);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([3, 1, 2], 0)).toBe(1);
  expect(() => percentile([], 0.5)).toThrow('at least one sample');
});

it('keeps the spread of the samples', () => {
  expect(figureOf([5, 1, 3])).toEqual({ value: 3, min: 1, max: 5, count: 3 });
  expect(figureOf([5, 1, 3], 0.99)).toEqual({ value: 5, min: 1, max: 5, count: 3 });
});
