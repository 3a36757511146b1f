import { bytes, duration, money, number, ratio } from './figures';

it('shows durations in the unit that people would choose', () => {
  expect([0.84, 1, 12.34, 412.4, 3_400, 125_900, null].map(duration)).toEqual([
    '840 µs',
    '1 ms',
    '12.3 ms',
    '412 ms',
    '3.4 s',
    '2 min 5 s',
    '–',
  ]);
});

it('shows sizes, and shortens large numbers', () => {
  expect([0, 1_023, 1_536, 5 * 1_024 ** 2].map(bytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '5 MiB']);
  expect([0, 99_999, 1_250_000, undefined].map(number)).toEqual(['0', '99,999', '1.3M', '–']);
});

it('keeps the digits of small amounts that count', () => {
  expect(['0', '12.5', '0.000123', '0.000000001', null].map((amount) => money(amount, 'USD'))).toEqual([
    '$0.00',
    '$12.50',
    '$0.000123',
    '$0.000000001',
    '–',
  ]);
});

it('never rounds a part of all requests up to all of them', () => {
  expect(ratio(99_999, 100_000)).toBe('99.99 %');
  expect(ratio(7, 7)).toBe('100 %');
  expect(ratio(0, 0)).toBe('–');
});
