/** Numbers as people read them. "–" stands for what is not known, which is not 0. */
const UNKNOWN = '–';
const MS_PER_SECOND = 1_000;
const whole = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const COMPACT_FROM = 100_000;
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;
const BYTES_PER_UNIT = 1_024;

export function number(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  return value >= COMPACT_FROM ? compact.format(value) : whole.format(value);
}

/** Such as "840 µs", "12.3 ms", "412 ms", "3.4 s" or "2 min 5 s". */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms < 1) return `${Math.round(ms * MS_PER_SECOND)} µs`;
  if (ms < 100) return `${trimmed(ms)} ms`;
  if (ms < MS_PER_SECOND) return `${Math.round(ms)} ms`;
  const seconds = ms / MS_PER_SECOND;
  if (seconds < 60) return `${trimmed(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= BYTES_PER_UNIT && unit < BYTE_UNITS.length - 1) {
    value /= BYTES_PER_UNIT;
    unit += 1;
  }
  return `${unit === 0 ? value : trimmed(value)} ${BYTE_UNITS[unit] ?? ''}`;
}

/** @param amount an exact decimal, of which small amounts keep what counts */
export function money(amount: string | null | undefined, currency: string): string {
  if (amount === null || amount === undefined) return UNKNOWN;
  const value = Number(amount);
  const digits = value === 0 || Math.abs(value) >= 1 ? 2 : Math.min(9, 1 - Math.floor(Math.log10(Math.abs(value))) + 1);
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.max(2, digits),
  }).format(value);
}

/** A part of a whole, such as "99.97 %"; never "100 %" for less than all. */
export function ratio(part: number, all: number): string {
  if (all === 0) return UNKNOWN;
  if (part === all) return '100 %';
  const percent = Math.floor((part / all) * 10_000) / 100;
  return `${percent} %`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
