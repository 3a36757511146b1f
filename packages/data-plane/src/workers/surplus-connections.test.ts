import { surplusConnections } from './surplus-connections';

it.each([
  [[0, 0], 'none'],
  [[3, 0], 'as few as chance may spread so'],
  [[110, 90], 'within a tenth of the mean'],
  [[7], 'of a worker alone'],
])('leaves %j as they are: %s', (connections) => {
  expect(surplusConnections(connections)).toEqual(connections.map(() => 0));
});

it('takes half of what a worker has beyond the mean, and nothing of the others', () => {
  expect(surplusConnections([40, 0])).toEqual([10, 0]);
  expect(surplusConnections([10, 20, 60])).toEqual([0, 0, 15]);
});

it('takes few at a time, however many there are', () => {
  expect(surplusConnections([20_000, 0])).toEqual([50, 0]);
});

it('comes to an even spread if each connection comes back to any worker', () => {
  let counts = [220, 37];
  for (let second = 0; second < 20; second += 1) {
    const ended = surplusConnections(counts);
    const reopened = ended.reduce((sum, count) => sum + count, 0);
    counts = counts.map((count, index) => count - ended[index]! + reopened / 2);
  }
  expect(Math.min(...counts) / 257).toBeGreaterThan(0.4);
});
