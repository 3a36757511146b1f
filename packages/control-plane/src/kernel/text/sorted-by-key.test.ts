import { sortedByKey } from './sorted-by-key';

it('sorts by code units, and keeps the order of equal keys', () => {
  const items = ['b', 'B', 'a', 'ä', 'Z'].flatMap((key) => [
    { key, number: 1 },
    { key, number: 2 },
  ]);
  const sorted = sortedByKey(items, ({ key }) => key).map(({ key, number }) => `${key}${number}`);
  expect(sorted).toEqual(['B1', 'B2', 'Z1', 'Z2', 'a1', 'a2', 'b1', 'b2', 'ä1', 'ä2']);
});

it('makes each key once', () => {
  const keyOf = jest.fn(String);
  expect(sortedByKey([3, 1, 2, 9, 4, 8], keyOf)).toEqual([1, 2, 3, 4, 8, 9]);
  expect(keyOf).toHaveBeenCalledTimes(6);
});
