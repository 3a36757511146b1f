import { waitInText } from './wait-in-text';

test.each<[string, number]>([
  ['Please try again in 20s.', 20_000],
  [
    'Rate limit reached for m in organization org-a on tokens per min (TPM): Limit 3, Used 2, Requested 2. Please try again in 1m2.5s. Visit https://platform.openai.com/account/rate-limits to learn more.',
    62_500,
  ],
  ['Please try again in 120ms.', 120],
  [
    'Rate limit reached for model `m` in organization `o` service tier `on_demand` on tokens per day (TPD): Limit 9, Used 9, Requested 1. Please try again in 8m5.568s. Need more tokens? Upgrade today.',
    485_568,
  ],
  [
    'You exceeded your current quota.\n* Quota exceeded for metric: a/b, limit: 15, model: m\nPlease retry in 45.578569677s.',
    45_579,
  ],
  ['Please retry in 45.5s\n', 45_500],
  ['Please retry in 2h3m.', 7_380_000],
  ['Please retry after 10 seconds. Please go here: https://aka.ms/q if you would like more.', 10_000],
  ['Your account reached organization max RPM: 3, please try again after 1 seconds', 1_000],
  ['Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 43158 seconds before retrying.', 43_158_000],
  ['No deployments available, Try again in 5 minutes. Passed model=m.', 300_000],
  ['Try again in 1 hour 30 minutes!', 5_400_000],
  ["It didn't fit. You sent 'try again in 59m.' Please try again in 2s.", 2_000],
])('%s', (message, waitMs) => {
  expect(waitInText(message)).toBe(waitMs);
});

test.each([
  '',
  'Please try again in a while.',
  'Please retry shortly.',
  'Please try again in 20s or so, not later.',
  'Please try again in 20 steps.',
  "Rejected: 'try again in 59m.'",
  'Rejected: "please try again in 59m. "',
  "Rejected: 'a' try again in 59m. 'b'",
  "Rejected: 'please try again in 59m.",
  'Rejected: `try again in 59m.` is not allowed.',
])('nothing that a consumer may have written, or that is no time: %j', (message) => {
  expect(waitInText(message)).toBeNull();
});

test('takes linear time', () => {
  expect(waitInText(`${'try again in 1 s 1 s 1 s '.repeat(5_000)}or so`)).toBeNull();
  expect(waitInText(`try again in ${'1'.repeat(100_000)}`)).toBeNull();
});
