import fc from 'fast-check';
import { parseRetryAfter, RETRY_AFTER_MAX_MS } from './retry-after';

const now = Date.UTC(1994, 10, 6, 8, 49, 0);

describe('parseRetryAfter', () => {
  test.each([
    ['0', 0],
    ['1', 1_000],
    [' 120 ', 120_000],
    ['1.5', 1_500],
    ['0.0004', 1],
    ['3600', RETRY_AFTER_MAX_MS],
    ['3601', RETRY_AFTER_MAX_MS],
    ['999999999999999', RETRY_AFTER_MAX_MS],
  ])('reads %p seconds as %i ms, capped', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });

  test.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'reads the HTTP-date %p',
    (header) => {
      expect(parseRetryAfter(header, now)).toBe(37_000);
      expect(parseRetryAfter(header, now + 60_000)).toBe(0);
      expect(parseRetryAfter(header, now - 86_400_000)).toBe(RETRY_AFTER_MAX_MS);
    },
  );

  test("compares a date with the response's own, whatever our clock shows, and with ours if it has none", () => {
    const header = 'Sun, 06 Nov 1994 08:49:37 GMT';
    for (const skewMs of [-7_200_000, -700_000, 0, 700_000, 7_200_000]) {
      for (const sentAt of [
        'Sun, 06 Nov 1994 08:49:07 GMT',
        ' Sunday, 06-Nov-94 08:49:07 GMT ',
        'Sun Nov  6 08:49:07 1994',
      ]) {
        expect(parseRetryAfter(header, now + skewMs, sentAt)).toBe(30_000);
      }
      expect(parseRetryAfter('30', now + skewMs, 'Sun, 06 Nov 1994 08:00:00 GMT')).toBe(30_000);
    }
    for (const sentAt of [null, '', 'yesterday', 'Sun, 31 Feb 1994 08:49:37 GMT']) {
      expect(parseRetryAfter(header, now, sentAt)).toBe(37_000);
    }
  });

  test("compares a date with our clock if the response's own date makes no sense", () => {
    const header = 'Sun, 06 Nov 1994 08:49:37 GMT';
    for (const sentAt of [
      'Thu, 01 Jan 1970 00:00:00 GMT',
      'Sun, 06 Nov 1994 07:49:36 GMT',
      'Sun, 06 Nov 1994 08:49:38 GMT',
      'Fri, 31 Dec 9999 23:59:59 GMT',
    ]) {
      expect(parseRetryAfter(header, now, sentAt)).toBe(37_000);
      expect(parseRetryAfter(header, now + 60_000, sentAt)).toBe(0);
      expect(parseRetryAfter(header, now - 86_400_000, sentAt)).toBe(RETRY_AFTER_MAX_MS);
    }
    expect(parseRetryAfter(header, now, 'Sun, 06 Nov 1994 07:49:37 GMT')).toBe(RETRY_AFTER_MAX_MS);
    expect(parseRetryAfter(header, now, header)).toBe(0);
  });

  test('a two-digit year is at most 50 years in the future', () => {
    const at = (year: number) => Date.UTC(year, 10, 6, 8, 49, 0);
    expect(parseRetryAfter('Sunday, 06-Nov-77 08:49:37 GMT', at(2026))).toBe(0);
    expect(parseRetryAfter('Sunday, 06-Nov-76 08:49:37 GMT', at(2026))).toBe(RETRY_AFTER_MAX_MS);
    expect(parseRetryAfter('Sunday, 06-Nov-00 08:49:37 GMT', at(1999))).toBe(RETRY_AFTER_MAX_MS);
    expect(parseRetryAfter('Sunday, 06-Nov-26 08:49:37 GMT', at(2026))).toBe(37_000);
    expect(parseRetryAfter('Sunday, 06-Nov-99 08:49:37 GMT', at(2026))).toBe(0);
  });

  test('reads a leap second and a leap day', () => {
    expect(parseRetryAfter('Sat, 31 Dec 2016 23:59:60 GMT', Date.UTC(2016, 11, 31, 23, 59, 0))).toBe(60_000);
    expect(parseRetryAfter('Thu, 29 Feb 2024 00:00:30 GMT', Date.UTC(2024, 1, 29))).toBe(30_000);
  });

  test.each([
    null,
    undefined,
    '',
    '  ',
    '-1',
    '+1',
    '1e3',
    'Infinity',
    'NaN',
    '0x10',
    '1,2',
    '120, 120',
    '.5',
    '5.',
    'soon',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 06 Nov 1994 08:49:37 CET',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    '1994-11-06T08:49:37Z',
  ])('ignores %p', (header) => {
    expect(parseRetryAfter(header, now)).toBeNull();
  });

  test('reads every date in the format of toUTCString, to the second', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }),
        fc.nat(7_200),
        (date, wait) => {
          const start = Math.floor(date.getTime() / 1_000) * 1_000;
          const header = new Date(start + wait * 1_000).toUTCString();
          expect(parseRetryAfter(header, start)).toBe(Math.min(wait * 1_000, RETRY_AFTER_MAX_MS));
        },
      ),
    );
  });

  test('for any header, the wait is null or from 0 to the cap', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), fc.nat(), (header, at) => {
        const wait = parseRetryAfter(header, at);
        expect(wait === null || (wait >= 0 && wait <= RETRY_AFTER_MAX_MS)).toBe(true);
      }),
    );
  });
});
