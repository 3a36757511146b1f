/** Entries of the routing table, with the position in the database's history that they were read at. */
export interface TableChanges {
  /** The UUID of the database's history: revisions of different lineages cannot be compared. */
  readonly lineage: string;
  /** The database's revision when they were read. */
  readonly revision: number;
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

  /** The entries that revisions after `revision` touched, each once, with their current values. */
  changesSince(revision: number): Promise<TableChanges>;

  /** Every entry of the table. */
  all(): Promise<TableChanges>;

  /**
   * Gives the database a new lineage, because the bucket has seen revisions that the database does not have (an older
   * backup was restored). Revision numbers continue from the database's. Returns the new lineage.
   */
  mintLineage(): Promise<string>;
}

export interface TablePosition {
  readonly lineage: string;
  readonly revision: number;
}
