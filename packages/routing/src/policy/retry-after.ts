/** Longer waits are capped to this. */
export const RETRY_AFTER_MAX_MS = 3_600_000;

/** RFC 9110, section 10.2.3 allows whole seconds only; some vendors send decimals. */
const DELAY_SECONDS = /^\d{1,15}(?:\.\d{1,15})?$/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SHORT_DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})';

/** The three formats of an HTTP-date: RFC 9110, section 5.6.7. */
const HTTP_DATES = [
  `^${SHORT_DAY}, (?<day>\\d{2}) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`,
  `^${LONG_DAY}, (?<day>\\d{2})-${MONTH}-(?<year>\\d{2}) ${TIME} GMT$`,
  `^${SHORT_DAY} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`,
].map((pattern) => new RegExp(pattern));

/**
 * The wait that an upstream's `Retry-After` asks for: from 0 to `RETRY_AFTER_MAX_MS` milliseconds, 0 for a date in the
 * past; null if the header is absent or invalid.
 *
 * @param nowMs wall time
 * @param sentAt the `Date` of the same response. A date in `Retry-After` is compared with it, because the vendor's clock
 *   may be off from ours; with `nowMs` if it is absent or invalid, or if the wait would be negative or over the cap: some
 *   servers send a `Date` that is years off, or that a cache has kept
 */
export function parseRetryAfter(
  header: string | null | undefined,
  nowMs: number,
  sentAt: string | null = null,
): number | null {
  const value = header?.trim();
  if (value === undefined || value === '') return null;
  const waitMs = DELAY_SECONDS.test(value) ? Math.ceil(Number(value) * 1_000) : untilDate(value, nowMs, sentAt);
  return waitMs === null ? null : Math.min(Math.max(waitMs, 0), RETRY_AFTER_MAX_MS);
}

function untilDate(value: string, nowMs: number, sentAt: string | null): number | null {
  const dateMs = parseHttpDate(value, nowMs);
  if (dateMs === null) return null;
  const sentAtMs = parseHttpDate(sentAt?.trim() ?? '', nowMs);
  const waitMs = sentAtMs === null ? null : dateMs - sentAtMs;
  return waitMs !== null && waitMs >= 0 && waitMs <= RETRY_AFTER_MAX_MS ? waitMs : dateMs - nowMs;
}

/** An HTTP-date in epoch ms; null if it is none. @param nowMs for two-digit years */
function parseHttpDate(value: string, nowMs: number): number | null {
  for (const format of HTTP_DATES) {
    const fields = format.exec(value)?.groups;
    if (fields !== undefined) return dateOf(fields, nowMs);
  }
  return null;
}

/** The time given by the fields, in epoch ms; null if there is no such date or time of day. */
function dateOf(fields: Record<string, string>, nowMs: number): number | null {
  const month = MONTHS.indexOf(fields['month'] ?? '');
  const field = (name: string) => Number(fields[name]);
  const [day, hour, minute, second] = [field('day'), field('hour'), field('minute'), field('second')];
  // A leap second is written as 60.
  if (hour > 23 || minute > 59 || second > 60) return null;
  const at = (year: number) => {
    const date = new Date(0);
    // Date.UTC would map the years 0 to 99 to the twentieth century.
    date.setUTCFullYear(year, month, day);
    // A day that the month does not have overflows into the next month, and so becomes another day.
    return date.getUTCDate() === day ? date.setUTCHours(hour, minute, second) : null;
  };
  return fields['year']?.length === 2 ? at(fullYear(field('year'), nowMs)) : at(field('year'));
}

/** RFC 9110, section 5.6.7: a two-digit year means the latest one that is at most 50 years in the future. */
function fullYear(twoDigits: number, nowMs: number): number {
  const latest = new Date(nowMs).getUTCFullYear() + 50;
  const year = latest - (latest % 100) + twoDigits;
  return year > latest ? year - 100 : year;
}
