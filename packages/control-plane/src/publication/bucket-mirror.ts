import {
  coveredVersion,
  type Coverage,
  forEachInSlices,
  HEAD_KEY,
  type Head,
  type KeyValueSnapshot,
  type KeyValueWrite,
  nextEntry,
  parseEntryKey,
  type VersionedEntry,
  versionedEntrySchema,
} from '@switchyard/contract';
import { isDeepStrictEqual } from 'node:util';
import { decodeHead } from './published-head';
import type { TableChanges, TableEntry } from './routing-table-source';

/**
 * What the publisher knows to be in the bucket, so that it need not read it again for each revision. The entries are
 * kept as bytes: 100,000 of them are small, and only those that change are ever looked into.
 */
export class BucketMirror {
  readonly #values: Map<string, Uint8Array>;
  #lastSequence: number;
  #head: Head | null;

  constructor({ entries, lastSequence }: KeyValueSnapshot) {
    this.#values = new Map(entries);
    this.#lastSequence = lastSequence;
    const head = entries.get(HEAD_KEY);
    this.#head = head === undefined ? null : decodeHead(head);
  }

  get head(): Head | null {
    return this.#head;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Notes what was written. */
  record(writes: readonly KeyValueWrite[], lastSequence: number): void {
    for (const { key, value } of writes) this.#values.set(key, value);
    this.#lastSequence = lastSequence;
    const head = writes.findLast(({ key }) => key === HEAD_KEY);
    if (head !== undefined) this.#head = decodeHead(head.value);
  }

  /** Writes that leave the head as it is: they only make its sequence the writer's own. */
  claim(): readonly KeyValueWrite[] {
    const value = this.#values.get(HEAD_KEY);
    return value === undefined ? [] : [{ key: HEAD_KEY, value }];
  }

  /** The table's entries, and a deletion for each key of the bucket that the table does not have. */
  async withDeletions(table: readonly TableEntry[]): Promise<readonly TableEntry[]> {
    const entries = [...table];
    const present = new Set(table.map(({ key }) => key));
    await forEachInSlices(this.#values.keys(), (key) => {
      if (!present.has(key) && parseEntryKey(key) !== null) entries.push({ key, value: null });
    });
    return entries;
  }

  /** Whether the bucket has seen revisions that the database has not, even if no head ever covered them. */
  async isAhead({ lineage, revision }: Coverage): Promise<boolean> {
    const isLater = (version: Coverage | null) => version?.lineage === lineage && version.revision > revision;
    let ahead = isLater(this.#head);
    await forEachInSlices(this.#values.keys(), (key) => {
      const entry = this.#entry(key);
      ahead ||= entry !== null && (isLater(entry) || isLater(entry.previous));
    });
    return ahead;
  }

  /** The writes after which a head of this revision shows the given values; none where it shows them already. */
  async writesFor({
    lineage,
    revision,
    entries,
  }: Pick<TableChanges, 'lineage' | 'revision' | 'entries'>): Promise<KeyValueWrite[]> {
    const writes: KeyValueWrite[] = [];
    await forEachInSlices(entries, ({ key, value }) => {
      const present = this.#entry(key);
      if (present === null && value === null && !this.#values.has(key)) return;
      if (present !== null && showsAlready(present, { lineage, revision }, value)) return;
      writes.push({ key, value: encode(nextEntry(present, this.#head, { lineage, revision, value })) });
    });
    return writes;
  }

  /** By how many the number of the head's entries grows with these changes. */
  async growth(entries: readonly TableEntry[]): Promise<number> {
    const head = this.#head;
    let growth = 0;
    await forEachInSlices(entries, ({ key, value }) => {
      const entry = this.#entry(key);
      const isThere = head !== null && entry !== null && (coveredVersion(entry, head)?.value ?? null) !== null;
      growth += Number(value !== null) - Number(isThere);
    });
    return growth;
  }

  /** The entry of a key; null where there is none, or nothing that could be read: then it is written anew. */
  #entry(key: string): VersionedEntry | null {
    const value = this.#values.get(key);
    if (value === undefined || parseEntryKey(key) === null) return null;
    try {
      return versionedEntrySchema.parse(JSON.parse(Buffer.from(value).toString()));
    } catch {
      return null;
    }
  }
}

export function encode(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/**
 * A deletion is only there when it is written: what a head of another lineage showed must not stay the newest version
 * of a key that the table does not have.
 */
function showsAlready(present: VersionedEntry, head: Coverage, value: object | null): boolean {
  const shown = coveredVersion(present, head)?.value ?? null;
  if (value === null) return shown === null && present.value === null;
  if (shown === null) return false;
  const text = JSON.stringify(value);
  return JSON.stringify(shown) === text || isDeepStrictEqual(shown, JSON.parse(text));
}
