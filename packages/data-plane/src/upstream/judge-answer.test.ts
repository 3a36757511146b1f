import { RETRY_AFTER_MAX_MS } from '@switchyard/routing';
import { retryAfterMs } from './judge-answer';

const NOW = 1_000_000;

describe('the wait that headers ask for', () => {
  it.each<[string[], number | null]>([
    [[], null],
    [['retry-after', '3'], 3_000],
    [['retry-after-ms', '250.5'], 251],
    [['retry-after', '3', 'Retry-After-Ms', '250'], 250],
    [['retry-after-ms', 'soon', 'retry-after', '3'], 3_000],
    [['retry-after-ms', '999999999999'], RETRY_AFTER_MAX_MS],
    [['retry-after', '999999999999'], RETRY_AFTER_MAX_MS],
    [['retry-after', 'Mon, 30 Nov 2026 03:00:30 GMT', 'Date', 'Mon, 30 Nov 2026 03:00:00 GMT'], 30_000],
    [['retry-after', 'Thu, 01 Jan 1970 00:16:50 GMT'], 10_000],
  ])('%j is %j ms', (headers, ms) => {
    expect(retryAfterMs(headers, NOW)).toBe(ms);
  });
});
