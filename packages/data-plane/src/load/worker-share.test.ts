import { shareOf, workerLimits } from './worker-share';

const sharesOf = (total: number, workers: number) =>
  Array.from({ length: workers }, (_, index) => shareOf(total, index, workers));

it.each([
  [10_000, 4, [2_500, 2_500, 2_500, 2_500]],
  [16, 3, [6, 5, 5]],
  [7, 4, [2, 2, 2, 1]],
])('shares %i among %i workers equally, and gives the remainder to the first', (total, workers, shares) => {
  expect(sharesOf(total, workers)).toEqual(shares);
  expect(shares.reduce((sum, share) => sum + share)).toBe(total);
});

it('gives each worker at least 1', () => {
  expect(sharesOf(2, 4)).toEqual([1, 1, 1, 1]);
});

it('shares every limit of the data plane', () => {
  const limits = { requestsInFlightMax: 5, bufferedBytesMax: 6, consumerConnectionsMax: 7, socketsPerOriginMax: 8 };
  expect(workerLimits(limits, 0, 2)).toEqual({
    requestsInFlightMax: 3,
    bufferedBytesMax: 3,
    consumerConnectionsMax: 4,
    socketsPerOriginMax: 4,
  });
});
