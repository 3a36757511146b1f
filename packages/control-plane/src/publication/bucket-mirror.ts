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
 * The publisher's copy of the bucket, so that it need not read the bucket again for each revision. Entries are kept as
 * bytes: 100,000 of them stay small, and only those that change are parsed.
 */
export class BucketMirror {
  readonly #values: Map<string, Uint8Array>;
  #lastSequence: number;
  #head: Head | null;

  constructor({ entries, lastSequence }: KeyValueSnapshot) {
    this.#values = new Map([...entries].map(([key, { value }]) => [key, value]));
    this.#lastSequence = lastSequence;
    const head = this.#values.get(HEAD_KEY);
    this.#head = head === undefined ? null : decodeHead(head);
  }

  get head(): Head | null {
    return this.#head;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Records what was written. */
  record(writes: readonly KeyValueWrite[], lastSequence: number): void {
    for (const { key, value } of writes) this.#values.set(key, value);
    this.#lastSequence = lastSequence;
    const head = writes.findLast(({ key }) => key === HEAD_KEY);
    if (head !== undefined) this.#head = decodeHead(head.value);
  }

  /** A write that leaves the head unchanged and only takes over its sequence. */
  claim(): readonly KeyValueWrite[] {
    const value = this.#values.get(HEAD_KEY);
    return value === undefined ? [] : [{ key: HEAD_KEY, value }];
  }

  /** The table's entries, with a deletion for each key of the bucket that is not in the table. */
  async withDeletions(table: readonly TableEntry[]): Promise<readonly TableEntry[]> {
    const entries = [...table];
    const present = new Set(table.map(({ key }) => key));
    await forEachInSlices(this.#values.keys(), (key) => {
      if (!present.has(key) && parseEntryKey(key) !== null) entries.push({ key, value: null });
    });
    return entries;
  }

  /** Whether the bucket has seen revisions that the database does not have, even if no head ever covered them. */
  async isAhead({ lineage, revision }: Coverage): Promise<boolean> {
    const isLater = (version: Coverage | null) => version?.lineage === lineage && version.revision > revision;
    let ahead = isLater(this.#head);
    await forEachInSlices(this.#values.keys(), (key) => {
      const entry = this.#entry(key);
      ahead ||= entry !== null && (isLater(entry) || isLater(entry.previous));
    });
    return ahead;
  }

  /** The writes after which a head of this revision shows the given values; empty if it shows them already. */
  async writesFor({
    lineage,
    revision,
    entries,
  }: Pick<TableChanges, 'lineage' | 'revision' | 'entries'>): Promise<KeyValueWrite[]> {
    const writes: KeyValueWrite[] = [];
    await forEachInSlices(entries, ({ key, value }) => {
      const present = this.#entry(key);
      if (present === null && value === null && !this.#values.has(key)) return;
      if (present !== null && isShown(present, { lineage, revision }, value)) return;
      writes.push({ key, value: encode(nextEntry(present, this.#head, { lineage, revision, value })) });
    });
    return writes;
  }

  /** How much the head's entry count grows with these changes. */
  async growth(entries: readonly TableEntry[]): Promise<number> {
    const head = this.#head;
    let growth = 0;
    await forEachInSlices(entries, ({ key, value }) => {
      const entry = this.#entry(key);
      const exists = head !== null && entry !== null && (coveredVersion(entry, head)?.value ?? null) !== null;
      growth += Number(value !== null) - Number(exists);
    });
    return growth;
  }

  /** The entry of a key; null if there is none or it cannot be read, in which case it is rewritten. */
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
 * Whether the head shows the value already. A deletion must have been written: what a head of another lineage showed must
 * not remain the newest version of a key that is not in the table.
 */
function isShown(present: VersionedEntry, head: Coverage, value: object | null): boolean {
  const shown = coveredVersion(present, head)?.value ?? null;
  if (value === null) return shown === null && present.value === null;
  if (shown === null) return false;
  const text = JSON.stringify(value);
  return JSON.stringify(shown) === text || isDeepStrictEqual(shown, JSON.parse(text));
}
