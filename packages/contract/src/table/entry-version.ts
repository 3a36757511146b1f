import { z } from 'zod';

/**
 * A revision may touch many entries, and its publisher may die between two of them. So each key of the bucket holds two
 * versions of its entry, and a reader uses the newest one that `head` covers: it sees all of a revision or none of it.
 * A deletion is also a version, with the value null.
 *
 * A version carries its lineage as well as its revision, because revisions of different lineages cannot be compared:
 * while a bucket is rewritten under a new lineage, readers keep seeing all of the old one until `head` moves.
 */
const versionShape = {
  lineage: z.uuid(),
  revision: z.int().min(0),
  value: z.unknown().transform((value) => value ?? null),
};
export const entryVersionSchema = z.strictObject(versionShape);
export type EntryVersion = z.infer<typeof entryVersionSchema>;

export const versionedEntrySchema = z.strictObject({ ...versionShape, previous: entryVersionSchema.nullable() });
export type VersionedEntry = z.infer<typeof versionedEntrySchema>;

/** The format of the entries. A data plane refuses a head with an unknown format. */
export const TABLE_FORMAT_VERSION = 1;

/** The value of the key `head`: written after everything that it covers. */
export const headSchema = z.strictObject({
  formatVersion: z.int(),
  lineage: z.uuid(),
  revision: z.int().min(0),
  /** How many entries the table has at this revision, not counting deletions. */
  entryCount: z.int().min(0),
  publishedAt: z.iso.datetime(),
});
export type Head = z.infer<typeof headSchema>;

/** The part of `head` that says which versions it covers. */
export type Coverage = Pick<Head, 'lineage' | 'revision'>;

const isCovered = (version: Coverage, head: Coverage) =>
  version.lineage === head.lineage && version.revision <= head.revision;

/** The newest version of an entry that `head` covers; null if it covers none, so the entry does not exist. */
export function coveredVersion(entry: VersionedEntry, head: Coverage): EntryVersion | null {
  if (isCovered(entry, head)) return { lineage: entry.lineage, revision: entry.revision, value: entry.value };
  return entry.previous !== null && isCovered(entry.previous, head) ? entry.previous : null;
}

/**
 * The entry to write for a new version. However often it is written before `head` moves, `previous` stays the last
 * version that `head` covers.
 *
 * @param present what the bucket holds for the key, if anything
 * @param head the bucket's head, if it has one
 */
export function nextEntry(present: VersionedEntry | null, head: Coverage | null, next: EntryVersion): VersionedEntry {
  const previous = present !== null && head !== null ? coveredVersion(present, head) : null;
  return { ...next, previous };
}
