import type { EntryFault } from './entry-fault';

/** A position in the database's history. */
export interface TablePosition {
  /** The UUID of the history: revisions of different lineages cannot be compared. */
  readonly lineage: string;
  readonly revision: number;
  /** The id of the commit that made the revision (`Head.commitId`); null before the first revision. */
  readonly commitId: string | null;
  /** What earlier revisions touched is no longer known: a bucket whose `head` is before this must be compared whole. */
  readonly dirtySince: number;
}

/** Entries of the routing table, read at one position. */
export interface TableReading extends TablePosition {
  /** In pages that are small enough to be looked at in one turn of the event loop. */
  readonly pages: AsyncIterable<readonly TableEntry[]>;
}

/** The entries that changed after a revision. */
export interface ChangesReading extends TableReading {
  /** The id of the commit that made that revision, in the same snapshot; null if there is none. */
  readonly sinceCommitId: string | null;
}

export interface TableEntry {
  readonly key: string;
  /** The entry's value in JSON, one character per byte (`rawJson`); null if there is no entry, or no value of it. */
  readonly raw: string | null;
  /** Why an entry that exists has no value; absent if it has one, or does not exist. */
  readonly uncompiled?: Uncompiled;
}

/** Why an entry could not be compiled. */
export interface Uncompiled {
  readonly fault: EntryFault;
  /** An AI API's; null for any other object. */
  readonly basePath: string | null;
}

/**
 * The database, as the publisher sees it. Each reading is of one REPEATABLE READ snapshot: under READ COMMITTED a
 * publisher could read one revision's number with the next one's entries. It ends when `use` is done. Every method
 * rejects if the database is unavailable; the publisher retries.
 */
export interface RoutingTableSource {
  /** The database's current position. Read every second, so it must be one cheap query. */
  position(): Promise<TablePosition>;

  /** The id of the commit that made a revision; null if there is none. */
  commitIdOf(revision: number): Promise<string | null>;

  /**
   * The entries that revisions after `revision` touched, with their current values. They are complete only if `revision`
   * is not before the reading's `dirtySince`.
   *
   * @param others keys whose entries are wanted as well; one that was also touched may come twice
   */
  changesSince<T>(
    revision: number,
    others: readonly string[],
    use: (reading: ChangesReading) => Promise<T>,
  ): Promise<T>;

  /** Every entry that exists. */
  all<T>(use: (reading: TableReading) => Promise<T>): Promise<T>;

  /** Why no data plane could serve an entry; null if one could, and for an entry that does not exist. */
  faultOf(entry: TableEntry): EntryFault | null;

  /** The lineages that the database has left, or that the bucket had before it was rewritten from this database. */
  leftLineages(): Promise<ReadonlySet<string>>;

  /**
   * Gives the database a new lineage, because the bucket or data planes have seen revisions that the database does not
   * have (an older backup was restored). Revision numbers continue from the database's.
   *
   * @param from the lineage to leave; if the database has another one by now, it keeps that
   * @param foreign other lineages that the bucket or data planes have; they count as left, like the database's own
   * @returns the database's lineage
   */
  mintLineage(from: string, foreign: readonly string[]): Promise<string>;
}
