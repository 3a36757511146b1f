import { behindQuotations } from './quotations';

const UNITS_MS = {
  ms: 1,
  millisecond: 1,
  s: 1_000,
  sec: 1_000,
  second: 1_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
} as const;
/** Longest first: the first alternative that matches counts. */
const UNIT = 'milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d';
const AMOUNT = `\\d{1,9}(?:\\.\\d{1,9})? ?(?:${UNIT})`;

const WAIT = new RegExp(
  `\\b(?:(?:try again|retry) (?:in|after)|please wait) (?<time>(?:${AMOUNT} ?){1,4}?)` +
    '(?: ?before (?:retrying|trying again))?(?=[.!](?:\\s|$)|\\s*(?:\\n|$))',
  'gi',
);
const PARTS = new RegExp(`(?<amount>\\d+(?:\\.\\d+)?) ?(?<unit>${UNIT})`, 'gi');

/**
 * The wait in ms that a vendor's error asks for in words; null if it does not.
 *
 * "Please try again in 1m2.5s. Visit …" (OpenAI, Groq), "Please retry in 45.57s." (Gemini), "Please retry after 10 seconds.
 * Please go here: …" (Azure), "please try again after 1 seconds" (Moonshot), "Please wait 86400 seconds before retrying."
 * (GitHub). In all of them the wait ends a sentence, and nothing that is quoted follows. A consumer could have written
 * any other, so only the last one behind the last quotation counts.
 */
export function waitInText(message: string): number | null {
  const time = [...behindQuotations(message).matchAll(WAIT)].at(-1)?.groups?.['time'];
  if (time === undefined) return null;
  const parts = [...time.matchAll(PARTS)].map(
    ({ groups }) => Number(groups?.['amount']) * unitMs(groups?.['unit'] ?? ''),
  );
  return Math.ceil(parts.reduce((sum, part) => sum + part, 0));
}

function unitMs(unit: string): number {
  const name = unit.toLowerCase();
  const single = name === 's' || name === 'ms' ? name : name.replace(/s$/, '');
  return Object.hasOwn(UNITS_MS, single) ? UNITS_MS[single as keyof typeof UNITS_MS] : 0;
}
