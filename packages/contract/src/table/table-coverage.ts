import { z } from 'zod';

/**
 * A revision within a lineage. Revisions of different lineages cannot be compared: while a bucket is rewritten under a
 * new lineage, readers keep seeing all of the old one until `head` moves.
 */
export const coverageSchema = z.object({ lineage: z.uuid(), revision: z.int().min(0) });
export type Coverage = z.infer<typeof coverageSchema>;

/** Whether a head at `head` covers a version: it is of the same lineage and not later. */
export function isCovered(version: Coverage, head: Coverage): boolean {
  return version.lineage === head.lineage && version.revision <= head.revision;
}
