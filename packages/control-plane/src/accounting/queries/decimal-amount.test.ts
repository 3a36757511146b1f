import { decimalAmount } from './decimal-amount';

it.each([
  [0n, '0'],
  [1n, '0.000000001'],
  [1_500_000_000n, '1.5'],
  [20_000_000_000n, '20'],
  [123_456_789_012_345_678_901n, '123456789012.345678901'],
])('writes %s billionths as %s', (billionths, decimal) => {
  expect(decimalAmount(billionths)).toBe(decimal);
});
