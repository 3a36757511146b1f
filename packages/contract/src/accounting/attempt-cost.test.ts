import fc from 'fast-check';
import type { PriceRates, TablePrice } from '../table/price';
import { costByRates, costOfAttempt, priceAt } from './attempt-cost';
import { NO_TOKENS, TOKEN_KINDS, tokenCountsSchema } from './token-kind';

const UNIT = 1_000_000_000;
const RATES: PriceRates = {
  input: 3 * UNIT,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: 15 * UNIT,
  reasoning: null,
  request: 0,
};
const PRICE: TablePrice = { validFrom: '2026-01-01T00:00:00Z', rates: RATES, above: null, serviceTiers: [] };
const tokens = (counts: object) => tokenCountsSchema.parse(counts);
const cost = (price: TablePrice, counts: object, tier: string | null = null) =>
  costOfAttempt(price, tokens(counts), tier).billionths;

it('prices each kind at its own rate', () => {
  const rates = { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 5, reasoning: 6, request: 7 };
  const price = { ...PRICE, rates };
  for (const kind of TOKEN_KINDS) expect(cost(price, { [kind]: 10_000_000 })).toBe(BigInt(rates[kind] * 10 + 7));
  expect(cost(price, {})).toBe(7n);
});

it('prices a kind without a rate as what it otherwise counts as', () => {
  for (const kind of ['cacheRead', 'cacheWrite5m', 'cacheWrite1h']) {
    expect(cost(PRICE, { [kind]: 1_000 })).toBe(BigInt(3_000_000));
  }
  expect(cost(PRICE, { reasoning: 1_000 })).toBe(15_000_000n);
  const write = { ...PRICE, rates: { ...RATES, cacheWrite5m: 4 * UNIT } };
  expect(cost(write, { cacheWrite1h: 1_000 })).toBe(4_000_000n);
});

it('rounds once, half up', () => {
  const price = { ...PRICE, rates: { ...RATES, input: 1, output: 1 } };
  expect(cost(price, { input: 499_999 })).toBe(0n);
  expect(cost(price, { input: 250_000, output: 250_000 })).toBe(1n);
  expect(cost(price, { input: 1_499_999 })).toBe(1n);
});

it('stays exact where numbers would not', () => {
  const price = { ...PRICE, rates: { ...RATES, input: 999_999_999_999_999 } };
  expect(cost(price, { input: 9_007_199_254_740_991 })).toBe(
    (9_007_199_254_740_991n * 999_999_999_999_999n + 500_000n) / 1_000_000n,
  );
});

it('prices all of a request whose prompt, of all kinds, is longer than the step at the other rates', () => {
  const above = { promptTokens: 200_000, rates: { ...RATES, input: 6 * UNIT, output: 22 * UNIT } };
  const price = { ...PRICE, above };
  expect(cost(price, { input: 100_000, cacheRead: 100_000, output: 1_000 })).toBe(615_000_000n);
  expect(costOfAttempt(price, tokens({ input: 100_000, cacheRead: 100_001, output: 1_000 }), null)).toEqual({
    tier: null,
    isAboveStep: true,
    billionths: 1_222_006_000n,
  });
});

it('has the rates of the service tier that the response names, and those of all others for an unlisted one', () => {
  const priority = { tier: 'priority', rates: { ...RATES, input: 9 * UNIT }, above: null };
  const price = { ...PRICE, serviceTiers: [priority] };
  expect(costOfAttempt(price, tokens({ input: 1_000 }), 'priority')).toMatchObject({
    tier: 'priority',
    billionths: 9_000_000n,
  });
  expect(costOfAttempt(price, tokens({ input: 1_000 }), 'default')).toMatchObject({
    tier: null,
    billionths: 3_000_000n,
  });
});

it('takes the latest price that is valid, in whatever order they stand', () => {
  const at = (validFrom: string) => ({ ...PRICE, validFrom });
  const prices = [at('2026-02-01T00:00:00Z'), at('2026-01-01T00:00:00Z'), at('2026-03-01T00:00:00Z')];
  const validAt = (time: string) => priceAt(prices, Date.parse(time))?.validFrom ?? null;
  expect(validAt('2025-12-31T23:59:59.999Z')).toBeNull();
  expect(validAt('2026-01-01T00:00:00Z')).toBe('2026-01-01T00:00:00Z');
  expect(validAt('2026-02-27T00:00:00Z')).toBe('2026-02-01T00:00:00Z');
  expect(validAt('2027-01-01T00:00:00Z')).toBe('2026-03-01T00:00:00Z');
});

it('comes from sums to what the attempts cost one by one, but for their rounding', () => {
  const counts = fc.record({ input: fc.nat(1_000_000), output: fc.nat(1_000_000) });
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 20 }), fc.nat(UNIT), (attempts, request) => {
      const price = { ...PRICE, rates: { ...RATES, input: 1_234_567, output: 7_654_321, request } };
      const each = attempts.reduce((sum, one) => sum + cost(price, one), 0n);
      const sums = tokens({
        input: attempts.reduce((sum, { input }) => sum + input, 0),
        output: attempts.reduce((sum, { output }) => sum + output, 0),
      });
      const atOnce = costByRates(price, { tier: null, isAboveStep: false }, sums, attempts.length);
      const off = atOnce - each;
      expect(Number(off < 0n ? -off : off)).toBeLessThanOrEqual(attempts.length / 2 + 1);
    }),
  );
  expect(cost(PRICE, NO_TOKENS)).toBe(0n);
});
