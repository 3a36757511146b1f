import {
  type AuthenticVersion,
  type Coverage,
  type EntryVersion,
  summandOf,
  type TableKey,
  type VersionedEntry,
  VersionSum,
} from '@switchyard/contract';

/** A version without its value: what it adds to the sum of a head that covers it. */
export interface CountedVersion extends Coverage {
  /** Null for a deletion, which does not count. */
  readonly summand: string | null;
}
export type CountedEntry = VersionedEntry<CountedVersion>;

export function countVersion({ lineage, revision, raw, summand }: AuthenticVersion): CountedVersion {
  return { lineage, revision, summand: raw === null ? null : summand };
}

export function countEntry({ newest, previous }: VersionedEntry<AuthenticVersion>): CountedEntry {
  return { newest: countVersion(newest), previous: previous === null ? null : countVersion(previous) };
}

/** The same for a version that is known to be authentic, but without its summand. @throws Error if it is not */
export function recountVersion(tableKey: TableKey, key: string, version: EntryVersion): CountedVersion {
  const summand = summandOf(tableKey, key, version);
  if (summand === null) throw new Error(`a version of ${key} in the mirror is not authentic`);
  return countVersion({ ...version, summand });
}

export function addTo(sum: VersionSum, version: CountedVersion | null): void {
  if (version !== null && version.summand !== null) sum.add(version.summand);
}

export function removeFrom(sum: VersionSum, version: CountedVersion | null): void {
  if (version !== null && version.summand !== null) sum.remove(version.summand);
}
