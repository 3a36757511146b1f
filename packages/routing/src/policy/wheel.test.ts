import fc from 'fast-check';
import { WHEEL_LENGTH_MAX } from '@switchyard/contract';
import { entriesWith, routable, weighted } from '../testing/entry-fixture.suite';
import type { Target } from '../entry/target';
import { greatestCommonDivisor, Wheel, wheelLength } from './wheel';

const targetsOf = (weights: readonly number[]): readonly Target[] =>
  routable(entriesWith([weighted(0, weights)])).production.loadBalancing?.targets ?? [];
const letters = (targets: readonly Target[]) =>
  targets.map(({ model }) => String.fromCharCode(65 + Number(model.name.slice('model-'.length)))).join('');
const turns = (weights: readonly number[], count: number) => {
  const wheel = new Wheel(targetsOf(weights));
  return Array.from({ length: count }, (_, ticket) => wheel.order(ticket));
};

/** Weights whose wheel is short enough for many turns. */
const weightsArbitrary = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 32 })
  .chain((weights) => fc.integer({ min: 1, max: 25 }).map((factor) => weights.map((weight) => weight * factor)));

describe('wheelLength', () => {
  test('is the sum of the weights over their greatest common divisor', () => {
    expect(wheelLength([5, 1, 1])).toBe(7);
    expect(wheelLength([50, 30, 20])).toBe(10);
    expect(wheelLength([0, 6, 4])).toBe(5);
    expect(wheelLength([0, 0])).toBe(0);
    expect(greatestCommonDivisor([12, 18, 0])).toBe(6);
  });

  test('does not grow when a target leaves', () => {
    fc.assert(
      fc.property(weightsArbitrary, fc.nat(31), (weights, leaving) => {
        const rest = weights.filter((_, index) => index !== leaving % weights.length);
        expect(wheelLength(rest)).toBeLessThanOrEqual(wheelLength(weights));
      }),
    );
  });
});

describe('Wheel', () => {
  test('interleaves smoothly: 5, 1, 1 gives A A B A C A A', () => {
    const firsts = turns([5, 1, 1], 14).map((order) => letters(order.slice(0, 1)));
    expect(firsts.join(' ')).toBe('A A B A C A A A A B A C A A');
  });

  test('the others follow in the order in which the wheel reaches them', () => {
    expect(turns([5, 1, 1], 7).map(letters)).toEqual(['ABC', 'ABC', 'BAC', 'ACB', 'CAB', 'ABC', 'ABC']);
  });

  test('every window of one wheel length has each target exactly as often as its weight', () => {
    fc.assert(
      fc.property(weightsArbitrary, fc.nat(Number.MAX_SAFE_INTEGER - 2_000), (weights, start) => {
        const targets = targetsOf(weights);
        const wheel = new Wheel(targets);
        const length = wheelLength(weights);
        const counts = new Map<string, number>();
        for (let ticket = start; ticket < start + length; ticket += 1) {
          const key = wheel.order(ticket)[0]?.key ?? 'none';
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        const divisor = greatestCommonDivisor(weights);
        expect([...counts]).toEqual(
          expect.arrayContaining(targets.map((target) => [target.key, target.weight / divisor])),
        );
        expect(counts.size).toBe(targets.length);
      }),
      { numRuns: 50 },
    );
  });

  test('from every slot, the order is that of the turns of the next tickets', () => {
    const uneven = fc.array(fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 20, max: 60 })), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(uneven, (weights) => {
        const wheel = new Wheel(targetsOf(weights));
        const length = wheelLength(weights);
        const firsts = Array.from({ length }, (_, ticket) => letters(wheel.order(ticket).slice(0, 1)));
        for (let ticket = 0; ticket < length; ticket += 1) {
          const expected = new Set([...firsts.slice(ticket), ...firsts.slice(0, ticket)]);
          if (letters(wheel.order(ticket)) !== [...expected].join('')) throw new Error(`from ticket ${ticket}`);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('no target waits much longer than its share: turns are spread, not in blocks', () => {
    fc.assert(
      fc.property(weightsArbitrary, (weights) => {
        const wheel = new Wheel(targetsOf(weights));
        const length = wheelLength(weights);
        const sum = weights.reduce((total, weight) => total + weight, 0);
        const taken = weights.map(() => 0);
        for (let ticket = 0; ticket < length; ticket += 1) {
          const index = Number(wheel.order(ticket)[0]?.model.name.slice('model-'.length));
          taken[index] = (taken[index] ?? 0) + 1;
          for (const [member, weight] of weights.entries()) {
            const due = ((ticket + 1) * weight) / sum;
            // Blocks would be off by up to a member's whole weight.
            expect(Math.abs((taken[member] ?? 0) - due)).toBeLessThan(weights.length);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test('the longest wheel over the maximum number of targets is exact too', () => {
    const weights = [...Array.from({ length: 31 }, (_, index) => 322 + (index % 2)), 0];
    const rest = WHEEL_LENGTH_MAX - weights.reduce((total, weight) => total + weight, 0);
    weights[31] = rest;
    expect(rest).toBeGreaterThan(0);
    expect(wheelLength(weights)).toBe(WHEEL_LENGTH_MAX);
    const targets = targetsOf(weights);
    const wheel = new Wheel(targets);
    const counts = new Map(targets.map((target) => [target.key, 0]));
    for (let ticket = 0; ticket < WHEEL_LENGTH_MAX; ticket += 1) {
      const order = wheel.order(ticket);
      if (order.length !== 32) throw new Error(`ticket ${ticket} gives ${order.length} targets`);
      const key = order[0]!.key;
      counts.set(key, counts.get(key)! + 1);
    }
    expect([...counts.values()]).toEqual(weights);
  });
});
