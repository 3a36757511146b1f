import { useState } from 'react';
import type { ChangedField } from './stale-notice';

interface Versioned {
  readonly version: number;
}

export interface Edited<T> {
  /** The object as the form knows it; changes are sent against its version. */
  readonly base: T;
  /** What somebody else has changed since; null if nobody has. */
  readonly changes: readonly ChangedField[] | null;
  /** Takes the present object, or the one that was just saved, as the one that is edited. */
  readonly rebase: (saved?: T) => void;
}

/**
 * Remembers the object that a form was opened with, and compares it with the present one, which is live.
 *
 * @param describe the fields of the form, as text by their label
 */
export function useEdited<T extends Versioned>(current: T, describe: (object: T) => Record<string, string>): Edited<T> {
  const [base, setBase] = useState(current);
  return {
    base,
    changes: current.version === base.version ? null : changedFields(describe(base), describe(current)),
    rebase: (saved = current) => setBase(saved),
  };
}

export function changedFields(before: Record<string, string>, after: Record<string, string>): ChangedField[] {
  return Object.entries(after)
    .map(([label, value]) => ({ label, before: before[label] ?? '', after: value }))
    .filter((each) => each.before !== each.after);
}

/** Theirs wherever nothing was changed here. */
export function mergeValues<Values extends object>(mine: Values, base: Values, theirs: Values): Values {
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const keys = Object.keys(mine) as (keyof Values)[];
  return Object.fromEntries(keys.map((key) => [key, isSame(mine[key], base[key]) ? theirs[key] : mine[key]])) as Values;
}

/** The members of a form that differ from the object: only those are sent. */
export function changedValues<Values extends object>(values: Values, base: Values): Partial<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(base, key))),
  ) as Partial<Values>;
}
