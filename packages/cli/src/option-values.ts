import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

const SECONDS_MAX = 86_400;
const INTEGER_MAX = 2_147_483_647;
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** With seconds and without them. */
const momentSchema = z.union([
  z.iso.date(),
  z.iso.datetime({ offset: true }),
  z.iso.datetime({ offset: true, precision: -1 }),
]);

/** @throws InvalidArgumentError unless the text is a whole number of seconds up to a day */
export function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= SECONDS_MAX) return value;
  throw new InvalidArgumentError(`It must be a whole number of seconds, at most ${SECONDS_MAX}.`);
}

/** @throws InvalidArgumentError unless the text is a whole number of seconds from 1 up to a day */
export function positiveSeconds(text: string): number {
  const value = seconds(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be at least 1.');
}

/** A parser for whole numbers within inclusive bounds. */
export function integer(min: number, max: number = INTEGER_MAX): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** The API's name of an environment, given in any case. */
export function environment(text: string): 'PRODUCTION' | 'SANDBOX' {
  const upper = text.toUpperCase();
  if (upper === 'PRODUCTION' || upper === 'SANDBOX') return upper;
  throw new InvalidArgumentError('It must be production or sandbox.');
}

/** The API's name of a kind of request body, given in any case. */
export function bodyKind(text: string): 'JSON' | 'FORM' {
  const upper = text.toUpperCase();
  if (upper === 'JSON' || upper === 'FORM') return upper;
  throw new InvalidArgumentError('It must be json or form.');
}

/** Parses a date or time, or a duration from now such as `90d`, and returns it in ISO 8601. */
export function momentFrom(nowMs: () => number): (text: string) => string {
  return (text) => {
    const [, amount, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
    const unitMs = UNITS_MS.get(unit);
    if (amount !== undefined && unitMs !== undefined) return new Date(nowMs() + Number(amount) * unitMs).toISOString();
    // `Date` alone would take 2027-02-30 for the second of March.
    if (momentSchema.safeParse(text).success) return new Date(text).toISOString();
    throw new InvalidArgumentError(
      'It must be a date or time such as 2027-03-01 or 2027-03-01T12:00:00Z, or a duration from now such as 90d.',
    );
  };
}

/** Parses a date or time, or how long ago it was, such as `24h`, and returns it in ISO 8601. */
export function momentBefore(nowMs: () => number): (text: string) => string {
  return (text) => {
    const [, amount, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
    const unitMs = UNITS_MS.get(unit);
    if (amount !== undefined && unitMs !== undefined) return new Date(nowMs() - Number(amount) * unitMs).toISOString();
    if (momentSchema.safeParse(text).success) return new Date(text).toISOString();
    throw new InvalidArgumentError(
      'It must be a date or time such as 2027-03-01 or 2027-03-01T12:00:00Z, or how long ago it was, such as 30m, 24h or 7d.',
    );
  };
}

/** The API's name of an enum's value, given in any case and with dashes. */
export function enumValue(text: string): string {
  const name = text.toUpperCase().replaceAll('-', '_');
  if (/^[A-Z][A-Z0-9_]*$/.test(name)) return name;
  throw new InvalidArgumentError('It must be a name of letters, digits and underscores.');
}

export interface RevisionRange {
  readonly from: number;
  readonly to: number;
}

/** Parses `A..B`. */
export function revisionRange(text: string): RevisionRange {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { from: integer(1)(from), to: integer(1)(to) };
  throw new InvalidArgumentError('It must be two revisions such as 41..44.');
}

/** A role's name in the API, given in any case. */
export function role(text: string): 'VIEWER' | 'EDITOR' | 'ADMIN' {
  const upper = text.toUpperCase();
  if (upper === 'VIEWER' || upper === 'EDITOR' || upper === 'ADMIN') return upper;
  throw new InvalidArgumentError('It must be viewer, editor or admin.');
}

export interface TargetName {
  readonly model: string;
  /** Null if any provider of the AI API that has both is meant. */
  readonly provider: string | null;
  readonly endpoint: string;
}

/**
 * Collects `MODEL@ENDPOINT` or `MODEL@PROVIDER/ENDPOINT`. A model's name may contain `@` and `/`, those of providers and
 * endpoints never do.
 */
export function targetNames(text: string, before: readonly TargetName[] | undefined): TargetName[] {
  const [, model, provider = null, endpoint] = /^(.+)@(?:([^@/]+)\/)?([^@/]+)$/.exec(text) ?? [];
  if (model !== undefined && endpoint !== undefined) return [...(before ?? []), { model, provider, endpoint }];
  throw new InvalidArgumentError(
    'It must be MODEL@ENDPOINT or MODEL@PROVIDER/ENDPOINT, such as gpt-4o@main or gpt-4o@openai/main.',
  );
}
