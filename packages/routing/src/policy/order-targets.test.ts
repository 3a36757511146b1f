import fc from 'fast-check';
import type { TablePolicy } from '@switchyard/contract';
import {
  disable,
  entriesWith,
  failover,
  modelId,
  modelName,
  roundRobin,
  routable,
  target,
  weighted,
} from '../testing/entry-fixture.suite';
import { orderTargets } from './order-targets';
import type { RoutablePolicy } from './routable-policy';
import type { Target } from '../entry/target';
import { greatestCommonDivisor, wheelLength } from './wheel';

const compile = (policy: TablePolicy): RoutablePolicy => {
  const { loadBalancing, failoverByPrimaryId } = routable(entriesWith([policy])).production;
  return loadBalancing ?? failoverByPrimaryId.get(modelId(0))!;
};
const chain = (length: number) => Array.from({ length }, (_, model) => target(model, 0));
const all = () => true;
const names = (targets: readonly Target[]) => targets.map((each) => Number(each.model.name.slice('model-'.length)));

/** A policy of any kind, with some of its targets available. */
const situation = fc
  .oneof(
    fc.integer({ min: 1, max: 32 }).map((length) => roundRobin(0, chain(length))),
    fc.integer({ min: 2, max: 11 }).map((length) => failover(0, chain(length))),
    fc
      .array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 32 })
      .filter((weights) => weights.some((weight) => weight > 0))
      .map((weights) => weighted(0, weights)),
  )
  .map(compile)
  .chain((policy) =>
    fc.record({
      policy: fc.constant(policy),
      available: fc.subarray([...policy.targets]).map((some) => new Set(some)),
    }),
  );
const ticketArbitrary = fc.oneof(fc.nat(1_000), fc.maxSafeNat());

describe('orderTargets', () => {
  test('returns every available target once, and no other', () => {
    fc.assert(
      fc.property(situation, ticketArbitrary, ({ policy, available }, ticket) => {
        const ordered = orderTargets(policy, ticket, (each) => available.has(each));
        expect(ordered).toHaveLength(available.size);
        expect(new Set(ordered)).toEqual(available);
      }),
    );
  });

  test('is deterministic in the ticket and the available targets', () => {
    fc.assert(
      fc.property(situation, ticketArbitrary, ({ policy, available }, ticket) => {
        const isAvailable = (each: Target) => available.has(each);
        const first = orderTargets(policy, ticket, isAvailable);
        orderTargets(policy, ticket + 1, all);
        expect(orderTargets(policy, ticket, isAvailable)).toEqual(first);
      }),
    );
  });

  test('shares are exact in every window of consecutive tickets, over the available targets', () => {
    fc.assert(
      fc.property(situation, fc.nat(Number.MAX_SAFE_INTEGER - 2_000), ({ policy, available }, start) => {
        fc.pre(policy.kind !== 'FAILOVER' && available.size > 0);
        const weights = [...available].map((each) => each.weight);
        const counts = new Map<Target, number>();
        for (let step = 0; step < wheelLength(weights); step += 1) {
          const [first] = orderTargets(policy, start + step, (each) => available.has(each));
          counts.set(first!, (counts.get(first!) ?? 0) + 1);
        }
        const divisor = greatestCommonDivisor(weights);
        for (const each of available) expect(counts.get(each)).toBe(each.weight / divisor);
      }),
    );
  });

  test('checks availability once per target in rotation', () => {
    fc.assert(
      fc.property(situation, ticketArbitrary, ({ policy }, ticket) => {
        const asked: Target[] = [];
        orderTargets(policy, ticket, (each) => asked.push(each) > 0);
        expect(asked).toEqual(policy.targets);
      }),
    );
  });

  test('round robin: the target of the ticket, then the others in rotation', () => {
    const policy = compile(roundRobin(0, chain(4)));
    expect([0, 1, 2, 3, 4, 5].map((ticket) => names(orderTargets(policy, ticket, all)))).toEqual([
      [0, 1, 2, 3],
      [1, 2, 3, 0],
      [2, 3, 0, 1],
      [3, 0, 1, 2],
      [0, 1, 2, 3],
      [1, 2, 3, 0],
    ]);
  });

  test('round robin: a suspended target leaves the ring before the ticket is applied, so its share spreads evenly', () => {
    const policy = compile(roundRobin(0, chain(4)));
    const without1 = (each: Target) => each.model.name !== modelName(1);
    expect([0, 1, 2, 3].map((ticket) => names(orderTargets(policy, ticket, without1)))).toEqual([
      [0, 2, 3],
      [2, 3, 0],
      [3, 0, 2],
      [0, 2, 3],
    ]);
  });

  test('weighted: 5, 3, 2 is exact over ten and interleaved', () => {
    const policy = compile(weighted(0, [5, 3, 2]));
    const firsts = Array.from({ length: 10 }, (_, ticket) => names(orderTargets(policy, ticket, all))[0]);
    expect(firsts).toEqual([0, 1, 2, 0, 0, 1, 0, 2, 1, 0]);
  });

  test('weighted: the remaining targets share by their weights', () => {
    const policy = compile(weighted(0, [5, 3, 2]));
    const without0 = (each: Target) => each.model.name !== modelName(0);
    const firsts = Array.from({ length: 5 }, (_, ticket) => names(orderTargets(policy, ticket, without0))[0]);
    expect(firsts).toEqual([1, 2, 1, 2, 1]);
  });

  test('failover: primary, then the fallbacks in their order, whatever the ticket', () => {
    const policy = compile(failover(0, chain(4)));
    const without0 = (each: Target) => each.model.name !== modelName(0);
    for (const ticket of [0, 1, 2, 2 ** 53]) {
      expect(names(orderTargets(policy, ticket, all))).toEqual([0, 1, 2, 3]);
      expect(names(orderTargets(policy, ticket, without0))).toEqual([1, 2, 3]);
    }
  });

  test('the ticket that wraps from 2^53 to 0 is like any other', () => {
    for (const policy of [compile(roundRobin(0, chain(3))), compile(weighted(0, [5, 3, 2]))]) {
      for (const ticket of [2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 0]) {
        expect(new Set(names(orderTargets(policy, ticket, all)))).toEqual(new Set([0, 1, 2]));
      }
    }
    const policy = compile(roundRobin(0, chain(3)));
    expect(names(orderTargets(policy, 2 ** 53 - 1, all))[0]).toBe(Number((2n ** 53n - 1n) % 3n));
    expect(names(orderTargets(policy, 2 ** 53, all))[0]).toBe(Number(2n ** 53n % 3n));
  });

  test('returns nothing if no target is available or in rotation', () => {
    expect(orderTargets(compile(weighted(0, [1, 2])), 0, () => false)).toEqual([]);
    const { loadBalancing } = routable(disable(entriesWith([weighted(0, [1, 2])]), [0, 1])).production;
    expect(orderTargets(loadBalancing!, 0, all)).toEqual([]);
  });
});
