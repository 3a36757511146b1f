import { FALLBACK, PRIMARY } from './models';
import { billionths, costOf } from './prices';

const use = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0, isTold: true };

it.each<[string, string, object, string | null, string]>([
  [
    'each kind has its own rate',
    PRIMARY,
    { input: 100, cacheRead: 10, cacheWrite5m: 4, cacheWrite1h: 2, output: 7 },
    null,
    '0.000455',
  ],
  ['a prompt above the step has the rates of long ones', PRIMARY, { input: 300, cacheRead: 101 }, null, '0.002005'],
  ['a prompt at the step has not', PRIMARY, { input: 300, cacheRead: 100 }, null, '0.000975'],
  ['a tier has its own rates', FALLBACK, { output: 10 }, 'default', '0.000007001'],
  ['another tier has those of all others', FALLBACK, { output: 10 }, 'standard', '0.000006'],
  ['half a billionth is rounded up', FALLBACK, { input: 4 }, 'default', '0.000000495'],
])('in the cost that the ledger expects, %s', (_title, model, tokens, tier, expected) => {
  expect(costOf(model, { ...use, ...tokens }, tier)).toBe(billionths(expected));
});
