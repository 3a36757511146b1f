import { orderTargets, type Target } from '@switchyard/routing';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { aiApiWith, modelNumber, policyOf, sideOf } from '../testing/judged-entry.suite';
import { simulateShares } from './simulate-shares';

const always = () => true;

async function counts(
  policy: Parameters<typeof simulateShares>[0],
  ticket: number,
  requests: number,
  isAvailable: (target: Target) => boolean = always,
): Promise<[number, number][]> {
  const shares = await simulateShares(policy, ticket, requests, isAvailable);
  return shares.map(({ target, requests: count }) => [modelNumber(target.model.name), count]);
}

describe('simulateShares', () => {
  it('gives round robin to all alike, the first turns one more', async () => {
    const policy = sideOf(aiApiWith(policyOf('ROUND_ROBIN', [1, 1, 1], 1)));
    expect(await counts(policy, 0, 100)).toEqual([
      [0, 34],
      [1, 33],
      [2, 33],
    ]);
    expect(await counts(policy, 1, 1)).toEqual([
      [1, 1],
      [0, 0],
      [2, 0],
    ]);
  });

  it('gives a weighted side to its weights exactly in every period, and a suspended target’s share to the others', async () => {
    const policy = sideOf(aiApiWith(policyOf('WEIGHTED_ROUND_ROBIN', [5, 0, 3, 2], 1)));
    expect(await counts(policy, 7, 1_000)).toEqual([
      [0, 500],
      [2, 300],
      [3, 200],
    ]);
    const isAvailable = ({ model }: Target) => modelNumber(model.name) !== 0;
    expect(await counts(policy, 0, 100, isAvailable)).toEqual([
      [2, 60],
      [3, 40],
    ]);
  });

  it('gives all of a failover to the first that is available', async () => {
    const policy = sideOf(aiApiWith(policyOf('FAILOVER', [1, 1, 1], 1)));
    const isAvailable = ({ model }: Target) => modelNumber(model.name) !== 0;
    expect(await counts(policy, 0, 50, isAvailable)).toEqual([
      [1, 50],
      [2, 0],
    ]);
  });

  it('has nothing to share where nobody is available', async () => {
    const policy = sideOf(aiApiWith(policyOf('ROUND_ROBIN', [1, 1], 1)));
    expect(await counts(policy, 0, 10, () => false)).toEqual([]);
  });

  it('agrees over 100,000 requests with the ordering itself, and lets others have their turn meanwhile', async () => {
    const weights = Array.from({ length: 32 }, (_, index) => 1 + index * 7);
    const policy = sideOf(aiApiWith(policyOf('WEIGHTED_ROUND_ROBIN', weights, 1)));
    const expected = new Map<number, number>();
    for (let ticket = 3; ticket < 100_003; ticket += 1) {
      const number = modelNumber(orderTargets(policy, ticket, always)[0]!.model.name);
      expected.set(number, (expected.get(number) ?? 0) + 1);
    }
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const shares = await counts(policy, 3, 100_000);
    delay.disable();
    clearInterval(timer);
    process.stdout.write(`longest delay of the event loop: ${(delay.max / 1e6).toFixed(1)} ms\n`);
    expect(turns).toBeGreaterThan(0);
    expect(new Map(shares)).toEqual(expected);
    const byCount = shares.map(([, count]) => count);
    expect(byCount).toEqual(byCount.toSorted((one, other) => other - one));
  });
});
