import { z } from 'zod';
import { MAC_HEX } from './mac-key';
import { rawJson, rawOf } from './raw-text';
import { openText, parseOrNull, signText, type TextSigner } from './signed-text';
import { coverageSchema } from './table-coverage';
import { notAuthentic, TableFormatError } from './table-format-error';
import type { TableKey } from './table-key';

/** The format of the entries. It rises only with a change that would make an older reader route wrongly. */
export const TABLE_FORMAT_VERSION = 2;

/** How many lineages a head names as left, the latest ones. */
export const LEFT_LINEAGES_MAX = 100;

/** The value of the key `head`: written after everything that it covers. */
export const headSchema = coverageSchema.extend({
  formatVersion: z.int(),
  /**
   * A random id of the commit that made the revision. A database that was restored from an older backup commits other
   * revisions with the same numbers. Absent before the first revision. Data planes do not need it.
   */
  commitId: z.uuid().optional(),
  /** How many entries the table has at this revision, not counting deletions. */
  entryCount: z.int().min(0),
  /**
   * The MAC of the number and sum of those entries' versions (`VersionSum`). The sum itself stays secret. It is a member, so
   * that a reader can tell a forged head from a bucket that is not what its head describes.
   */
  sumMac: z.string().regex(MAC_HEX),
  /**
   * The lineages that the database has left: an old bucket is authentic as well, and must not lead a data plane back that
   * never served its lineage.
   */
  leftLineages: z.array(z.uuid()).max(LEFT_LINEAGES_MAX),
  publishedAt: z.iso.datetime(),
});
export type Head = z.infer<typeof headSchema>;

/** Far more than a head with `LEFT_LINEAGES_MAX` lineages has. */
const HEAD_LENGTH_MAX = 65_536;

/** The bytes of a head: one line of JSON with its MAC, then its members in JSON. */
export function encodeHead(tableKey: TableKey, head: Head): Uint8Array {
  return signText(headSigner(tableKey), rawJson(head));
}

/**
 * Reads and verifies a head.
 *
 * @throws TableFormatError NOT_AUTHENTIC if no holder of the sealing key wrote it, UNKNOWN_FORMAT if a newer control
 *   plane did
 */
export function decodeHead(tableKey: TableKey, bytes: Uint8Array): Head {
  return decodeRawHead(tableKey, rawOf(bytes));
}

/** The same for a head's bytes as a string (`rawOf`). @throws TableFormatError */
export function decodeRawHead(tableKey: TableKey, encoded: string): Head {
  if (encoded.length > HEAD_LENGTH_MAX) throw notAuthentic('not a head of a routing table: too long');
  const { raw, fault } = openText(headSigner(tableKey), encoded, 'head of a routing table');
  if (raw === null) throw notAuthentic(fault);
  const members = parseOrNull(raw);
  const { data: anyHead } = z.object({ formatVersion: z.int() }).safeParse(members);
  if (anyHead !== undefined && anyHead.formatVersion !== TABLE_FORMAT_VERSION) {
    const { formatVersion } = anyHead;
    throw new TableFormatError(
      'UNKNOWN_FORMAT',
      `unknown table format ${formatVersion}; this release reads format ${TABLE_FORMAT_VERSION}`,
    );
  }
  const { data: head } = headSchema.safeParse(members);
  if (head === undefined) throw notAuthentic('damaged head of a routing table');
  return head;
}

function headSigner(tableKey: TableKey): TextSigner {
  return { id: tableKey.id, macOf: (raw) => tableKey.macOfHead(raw) };
}
