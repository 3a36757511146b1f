import { resetWaitMs } from './reset-wait';

const NOW = Date.parse('2026-11-30T12:00:00Z');

it.each([
  ['6m0s', 360_000],
  ['12ms', 12],
  ['8.64s', 8_640],
  ['2m59.56s', 179_560],
  ['1h2m3s', 3_723_000],
  ['0s', 0],
  ['30', 30_000],
  ['2026-11-30T12:00:20Z', 20_000],
  ['2026-11-30T11:00:00Z', 0],
  ['-1', null],
  ['soon', null],
  ['', null],
  [null, null],
])('%s is %s ms', (header, expected) => {
  expect(resetWaitMs(header, NOW)).toBe(expected);
});
