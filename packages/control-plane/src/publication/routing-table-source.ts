/** Entries of the routing table, and the position in the database's history that they stand for. */
export interface TableChanges {
  /** The UUID of the database's history: revisions of different lineages cannot be compared. */
  readonly lineage: string;
  /** The revision that the database was at when these were read. */
  readonly revision: number;
  /** How many entries the whole table has at `revision`, not only those that are listed here. */
  readonly entryCount: number;
  /** Each entry's key (`entryKey` of the contract) with its value at `revision`; null where it has no entry (any more). */
  readonly entries: readonly TableEntry[];
}

export interface TableEntry {
  readonly key: string;
  /** The entry's value, as the contract's `entryValueSchemas` has it for its kind; null where there is no entry. */
  readonly value: object | null;
}

/**
 * The database, as the publisher sees it. Each method reads in one REPEATABLE READ snapshot: under READ COMMITTED a
 * publisher could read one revision's number beside the next one's entries. Every method rejects when the database is
 * away; the publisher asks again.
 */
export interface RoutingTableSource {
  /** Where the database is now. Asked for each second, so it should cost one cheap query. */
  position(): Promise<TablePosition>;

  /** The entries that revisions after `revision` touched, each once, as they are now. */
  changesSince(revision: number): Promise<TableChanges>;

  /** Every entry of the table. */
  all(): Promise<TableChanges>;

  /**
   * Gives the database a new lineage, because the bucket has seen revisions that this database does not have (an older
   * backup was restored). Revisions go on counting where the database is. Returns the new lineage.
   */
  mintLineage(): Promise<string>;
}

export interface TablePosition {
  readonly lineage: string;
  readonly revision: number;
}
