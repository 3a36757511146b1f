import { SeededRandom } from '../harness/seeded-random';
import { ledgerFaults } from './fault-schedule';

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);

it('each schedule has all kinds of faults, in the order of their times and before the last request', () => {
  for (const seed of SEEDS) {
    const faults = ledgerFaults(new SeededRandom(seed), 10_000);
    const kinds = new Set(faults.map(({ fault }) => fault.kind));
    expect(kinds.size).toBe(5);
    const times = faults.map(({ afterRequests }) => afterRequests);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(10_000);
  }
});

it('a seed repeats its schedule', () => {
  const [one, other] = [1, 1].map((seed) => ledgerFaults(new SeededRandom(seed), 500));
  expect(one).toEqual(other);
});
