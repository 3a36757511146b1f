/** Entries of the routing table, with the position in the database's history that they were read at. */
export interface TableChanges extends TablePosition {
  /** The number of entries of the whole table at `revision`, not only of those listed here. */
  readonly entryCount: number;
  /** Each key (`entryKey` of the contract) with its value at `revision`; null if it has no entry. */
  readonly entries: readonly TableEntry[];
}

export interface TableEntry {
  readonly key: string;
  /** The entry's value, of the schema in the contract's `entryValueSchemas`; null if there is no entry. */
  readonly value: object | null;
}

/**
 * The database, as the publisher sees it. Each method reads in one REPEATABLE READ snapshot: under READ COMMITTED a
 * publisher could read one revision's number with the next one's entries. Every method rejects if the database is
 * unavailable; the publisher retries.
 */
export interface RoutingTableSource {
  /** The database's current position. Read every second, so it must be one cheap query. */
  position(): Promise<TablePosition>;

  /**
   * The entries that revisions after `revision` touched, each once, with their current values. They are complete only if
   * `revision` is not before the result's `dirtySince`.
   */
  changesSince(revision: number): Promise<TableChanges>;

  /** Every entry of the table. */
  all(): Promise<TableChanges>;

  /**
   * Gives the database a new lineage, because the bucket has seen revisions that the database does not have (an older
   * backup was restored). Revision numbers continue from the database's.
   *
   * @param foreign other lineages that the bucket or data planes have; they count as left, like the database's own
   * @returns the new lineage
   */
  mintLineage(foreign?: readonly string[]): Promise<string>;
}

/** A position in the database's history. */
export interface TablePosition {
  /** The UUID of the history: revisions of different lineages cannot be compared. */
  readonly lineage: string;
  readonly revision: number;
  /** What earlier revisions touched is no longer known: a bucket whose `head` is before this must be compared whole. */
  readonly dirtySince: number;
}
