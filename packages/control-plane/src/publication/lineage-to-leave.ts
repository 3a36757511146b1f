import type { TablePosition } from './routing-table-source';

/** Why the database must leave its lineage, and which others count as left with it. */
export interface LineageToLeave {
  readonly reason: string;
  readonly foreign: readonly string[];
}

/** What is known of the positions that readers have seen, and of those that no longer matter. */
export interface SeenPositions {
  /** The latest revision of each lineage, of heads and versions in the bucket that are authentic. */
  readonly inBucket: ReadonlyMap<string, number>;
  /** Whether the bucket's head is of another revision than the database's of the same lineage and number. */
  readonly isHeadOther: boolean;
  /** What live data planes report that they serve. Their reports are authentic. */
  readonly applied: readonly { readonly lineage: string; readonly revision: number }[];
  /** The lineages that the database has left. */
  readonly left: ReadonlySet<string>;
}

/**
 * Whether readers may have seen revisions that the database does not have: of the database before an older backup of it was
 * restored, or of another database. Then it continues under a lineage that nobody has seen. Data planes' reports count
 * too: if the bucket was restored together with the database, nothing else tells.
 *
 * @returns null if the database keeps its lineage
 */
export function lineageToLeave(
  { lineage, revision }: TablePosition,
  { inBucket, isHeadOther, applied, left }: SeenPositions,
): LineageToLeave | null {
  if ((inBucket.get(lineage) ?? 0) > revision) {
    return {
      reason: 'the routing table in NATS is ahead of the database, which was probably restored; rewriting it',
      foreign: unknownOf(inBucket.keys(), lineage, left),
    };
  }
  if (isHeadOther) {
    return {
      reason:
        'the routing table in NATS has another revision of the same number than the database, which was probably ' +
        'restored; rewriting it',
      foreign: unknownOf(inBucket.keys(), lineage, left),
    };
  }
  const inBucketUnknown = unknownOf(inBucket.keys(), lineage, left);
  if (inBucketUnknown.length > 0) {
    return {
      reason: 'the routing table in NATS belongs to another database; rewriting it',
      foreign: inBucketUnknown,
    };
  }
  const isBehind = applied.some((position) => position.lineage === lineage && position.revision > revision);
  const reported = unknownOf(
    applied.map((position) => position.lineage),
    lineage,
    left,
  );
  if (!isBehind && reported.length === 0) return null;
  return {
    reason: 'data planes serve revisions that the database does not have; continuing under another lineage',
    foreign: reported,
  };
}

function unknownOf(lineages: Iterable<string>, own: string, left: ReadonlySet<string>): string[] {
  return [...new Set(lineages)].filter((lineage) => lineage !== own && !left.has(lineage));
}
