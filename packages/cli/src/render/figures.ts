const MS_PER_SECOND = 1_000;
const COST_DIGITS = 4;

/** `toLocaleString` would do the same, but takes a command 20 ms to load what it knows of languages. */
const THOUSANDS = /\B(?=(\d{3})+$)/g;

/** A whole number with separators, such as `1,234,567`. */
export function countOf(count: number): string {
  return String(count).replace(THOUSANDS, ',');
}

/** A duration, such as `840 ms` or `30.5 s`; `-` if there is none. */
export function durationOf(ms: number | null): string {
  if (ms === null) return '-';
  if (ms >= 10 * MS_PER_SECOND) return `${(ms / MS_PER_SECOND).toFixed(1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** An exact amount with four digits after the point, or with as many as it needs to be more than 0. */
export function amountOf(amount: string): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  const firstDigit = fraction.search(/[1-9]/);
  if (firstDigit < 0) return whole;
  const isTiny = whole === '0' && firstDigit >= COST_DIGITS;
  return Number(amount).toFixed(isTiny ? firstDigit + 1 : COST_DIGITS);
}
