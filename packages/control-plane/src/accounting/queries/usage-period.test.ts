import 'reflect-metadata';
import { type UsageInterval, usagePeriod } from './usage-period';

const MINUTES_KEPT_FROM = Date.parse('2026-03-02T00:00:00Z');

function period(from: string, to: string, interval: UsageInterval = 'HOUR') {
  return usagePeriod(new Date(from), new Date(to), interval, MINUTES_KEPT_FROM);
}

it.each([
  ['up to 6 hours', '2026-03-02T00:00:30Z', '2026-03-02T06:00:30Z', 'minute', '2026-03-02T00:00Z', '2026-03-02T06:01Z'],
  ['longer', '2026-03-02T00:30:00Z', '2026-03-02T06:30:01Z', 'hour', '2026-03-02T00:00Z', '2026-03-02T07:00Z'],
  ['older than minutes', '2026-02-01T10:15Z', '2026-02-01T11:15Z', 'hour', '2026-02-01T10:00Z', '2026-02-01T12:00Z'],
  ['older in part', '2026-03-01T23:59Z', '2026-03-02T00:30Z', 'hour', '2026-03-01T23:00Z', '2026-03-02T01:00Z'],
])('reads a period from sums that are kept: %s', (_what, from, to, grain, readFrom, readTo) => {
  expect(period(from, to)).toEqual({ interval: 'HOUR', grain, from: new Date(readFrom), to: new Date(readTo) });
});

it('says why steps of minutes cannot be had', () => {
  expect(() => period('2026-03-03T00:00Z', '2026-03-03T06:01Z', 'MINUTE')).toThrow('for periods longer than 6 hours');
  expect(() => period('2026-03-01T23:59Z', '2026-03-02T00:30Z', 'MINUTE')).toThrow(
    'must be HOUR, DAY or PERIOD for periods before 2026-03-02T00:00:00.000Z',
  );
});
