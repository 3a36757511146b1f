import type { Head } from '@switchyard/contract';

/**
 * Whether the database has the revision that a head is of, and not only another one of the same lineage and number, as after
 * an older backup was restored. `UNKNOWN` before the first revision, which has no commit.
 */
export type SameCommit = 'SAME' | 'OTHER' | 'UNKNOWN';

/** @param inDatabase the id of the commit that made the revision of that number; null if there is none */
export function sameCommit({ commitId }: Pick<Head, 'commitId'>, inDatabase: string | null): SameCommit {
  if (commitId === undefined || inDatabase === null) return 'UNKNOWN';
  return commitId === inDatabase ? 'SAME' : 'OTHER';
}
