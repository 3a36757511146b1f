import type { Coverage } from '@switchyard/contract';

/** What entries have become: their JSON, one character per byte; null for a deletion. */
export type ChangedEntries = ReadonlyMap<string, string | null>;

interface Revision {
  readonly position: Coverage;
  readonly entries: ChangedEntries;
}

/** More than that are joined to one, so that a key takes memory once while nothing can be written. */
const REVISIONS_MAX = 16;

/**
 * What was applied since the revision that the journal's file surely has. A worker that starts reads the file and then needs this;
 * without a file, it is the whole table.
 */
export class UnkeptRevisions {
  readonly #durable: () => Coverage | null;
  #revisions: readonly Revision[] = [];
  #isWhole = false;
  #pins = 0;

  /** @param durable the last revision that the file surely has; null for none */
  constructor(durable: () => Coverage | null) {
    this.#durable = durable;
  }

  /** Whether it is the whole table, so that the file is not needed. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Notes a whole table, in place of everything before. */
  begin(position: Coverage, entries: ChangedEntries): void {
    this.#isWhole = true;
    this.#revisions = [{ position, entries }];
    this.forgetKept();
  }

  /** Notes that the file has exactly what is served. */
  beginAtFile(): void {
    this.#isWhole = false;
    this.#revisions = [];
  }

  /** Notes what a revision has changed. */
  add(position: Coverage, entries: ChangedEntries): void {
    this.#revisions = [...this.#revisions, { position, entries }];
    this.forgetKept();
    const [first, second, ...rest] = this.#revisions;
    if (this.#revisions.length <= REVISIONS_MAX || first === undefined || second === undefined) return;
    const joined = { position: second.position, entries: new Map([...first.entries, ...second.entries]) };
    this.#revisions = [joined, ...rest];
  }

  /** Everything noted, a later change over an earlier one. */
  changes(): ChangedEntries {
    const [only, ...rest] = this.#revisions;
    if (only !== undefined && rest.length === 0) return only.entries;
    return new Map(this.#revisions.flatMap(({ entries }) => [...entries]));
  }

  /** Forgets what the file has by now, unless somebody still needs it. */
  forgetKept(): void {
    const durable = this.#durable();
    if (durable === null || this.#pins > 0) return;
    const kept = this.#revisions.findLastIndex(
      ({ position }) => position.lineage === durable.lineage && position.revision === durable.revision,
    );
    if (kept < 0) return;
    this.#isWhole = false;
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
}
