import type { Coverage, EndpointFault } from '@switchyard/contract';
import type { SplitKey } from './entry-map';

/** Reads what verified versions of entries contain, in the form that a target takes. */
export interface ContentReader<Content> {
  /**
   * @param raw the value's JSON, one character per byte
   * @returns null if the entry is of a kind that this release does not know
   */
  read(key: string, raw: string): Content | null;
  /** Forgets what it shares between entries. */
  forget(): void;
}

/** What an entry has become. */
export interface EntryDifference<Content> extends SplitKey {
  readonly key: string;
  /** Null if the entry was deleted, or is of an unknown kind. */
  readonly content: Content | null;
}

/** A revision that is ready to be served. */
export interface PreparedRevision {
  /** How many entries contain something else than what is served. */
  readonly changeCount: number;
  /**
   * Serves it from now on. Cannot fail.
   *
   * @returns the endpoints that it takes out of rotation because they cannot be served
   */
  readonly apply: () => Promise<readonly EndpointFault[]>;
}

/** A target was closed while a revision waited for it, which says nothing about the revision. */
export class TargetClosed extends Error {
  override readonly name = 'TargetClosed';
  constructor() {
    super('the gateway that serves the routing table was closed');
  }
}

/** What serves revisions: the table of this process, or those of its workers. */
export interface RevisionTarget<Content> {
  readonly reader: ContentReader<Content>;
  /** What is served; null for nothing. */
  readonly position: Coverage | null;
  /** Notes that the journal's file is being read: `prepare` with `isStored` follows, unless the file cannot be used. */
  expectStored(): Promise<void>;
  /**
   * Prepares a revision next to the one that is served. At most one is prepared at a time.
   *
   * @param differences the entries that differ from the served ones; their content may still be the same
   * @param isStored whether the journal's file has exactly this revision
   * @throws Refusal if the revision cannot be served, TargetClosed
   */
  prepare(
    revision: Coverage,
    differences: Iterable<EntryDifference<Content>>,
    isStored: boolean,
  ): Promise<PreparedRevision>;
}
