import type { Coverage } from '@switchyard/contract';

/** What entries have become: their JSON, one character per byte; null for a deletion. */
export type ChangedEntries = ReadonlyMap<string, string | null>;

interface Revision {
  readonly position: Coverage;
  /** The first of the revisions in its lineage that are joined in it. */
  readonly fromRevision: number;
  readonly entries: Map<string, string | null>;
}

/** More than that are joined to one, so that a key takes memory once while nothing can be written. */
const REVISIONS_MAX = 16;

/**
 * What was applied since the revision that the journal's file surely has. A worker that starts reads the file and then needs this;
 * without a file, it is the whole table.
 */
export class UnkeptRevisions {
  readonly #durable: () => Coverage | null;
  #revisions: Revision[] = [];
  #isWhole = false;
  /** What the file had when earlier revisions were forgotten; null if none were. */
  #base: Coverage | null = null;
  #pins = 0;

  /** @param durable the last revision that the file surely has; null for none */
  constructor(durable: () => Coverage | null) {
    this.#durable = durable;
  }

  /** Whether it is the whole table, so that the file is not needed. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Notes a whole table, in place of everything before. @param entries belongs to this object from now on */
  begin(position: Coverage, entries: Map<string, string | null>): void {
    for (const [key, raw] of entries) if (raw === null) entries.delete(key);
    this.#isWhole = true;
    this.#base = null;
    this.#revisions = [{ position, fromRevision: position.revision, entries }];
    this.forgetKept();
  }

  /** Notes that the file has exactly what is served. */
  beginAtFile(position: Coverage): void {
    this.#isWhole = false;
    this.#base = position;
    this.#revisions = [];
  }

  /** Notes what a revision has changed. @param entries belongs to this object from now on */
  add(position: Coverage, entries: Map<string, string | null>): void {
    this.#revisions.push({ position, fromRevision: position.revision, entries });
    this.forgetKept();
    if (this.#revisions.length > REVISIONS_MAX) this.#joinFirst();
  }

  /** Everything noted, a later change over an earlier one. */
  changes(): ChangedEntries {
    const [first, ...later] = this.#revisions;
    if (first !== undefined && later.length === 0) return first.entries;
    const all = new Map(first?.entries);
    for (const { entries } of later) this.#putAll(entries, all);
    return all;
  }

  /** Whether what is served is a file's table with everything noted over it. @param mark the revision of the file */
  follows(mark: Coverage): boolean {
    if (this.#base !== null && isSamePosition(mark, this.#base)) return true;
    const { lineage, revision } = mark;
    return this.#revisions.some(
      ({ position, fromRevision }) =>
        position.lineage === lineage && fromRevision <= revision && revision <= position.revision,
    );
  }

  /** Forgets what the file has by now, unless somebody still needs it. */
  forgetKept(): void {
    const durable = this.#durable();
    if (durable === null || this.#pins > 0) return;
    const kept = this.#revisions.findLastIndex(({ position }) => isSamePosition(position, durable));
    if (kept < 0) return;
    this.#isWhole = false;
    this.#base = durable;
    this.#revisions = this.#revisions.slice(kept + 1);
  }

  /** Keeps everything that is noted until the returned function is called, for a worker that reads the file. */
  pin(): () => void {
    this.#pins += 1;
    return () => {
      this.#pins -= 1;
      this.forgetKept();
    };
  }

  /** In place: the first one may be a large table. */
  #joinFirst(): void {
    const [first, second] = this.#revisions;
    if (first === undefined || second === undefined) return;
    const { position } = second;
    const isSameLineage = first.position.lineage === position.lineage;
    const fromRevision = isSameLineage ? first.fromRevision : second.fromRevision;
    this.#putAll(second.entries, first.entries);
    this.#revisions.splice(0, 2, { position, fromRevision, entries: first.entries });
  }

  /** A whole table does not need to tell what was deleted. */
  #putAll(changes: ChangedEntries, into: Map<string, string | null>): void {
    for (const [key, raw] of changes) {
      if (raw === null && this.#isWhole) into.delete(key);
      else into.set(key, raw);
    }
  }
}

/** Whether two revisions are the same one. */
export function isSamePosition(one: Coverage, other: Coverage): boolean {
  return one.lineage === other.lineage && one.revision === other.revision;
}
