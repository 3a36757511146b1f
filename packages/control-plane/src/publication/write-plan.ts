import { type Coverage, forEachInSlices, parseEntryKey, parseRaw } from '@switchyard/contract';
import type { BucketMirror, PlannedVersions } from './bucket-mirror';
import type { EntryFault } from './entry-fault';
import type { RoutingTableSource, TableEntry, TableReading } from './routing-table-source';

/** An entry that is held back. */
export interface HeldBack extends EntryFault {
  /** Whether an earlier version of it stays published. */
  readonly isVersionKept: boolean;
}

/**
 * Plans what to write to a bucket so that its next head shows what the database says.
 *
 * An entry that no data plane could serve is held back: they would refuse the whole revision, and with it the revocation of a
 * key. The version in the bucket stays if there is one. Changes are checked before they are committed, so this is for what
 * another build has committed, or compiled.
 */
export class WritePlan {
  readonly #source: Pick<RoutingTableSource, 'faultOf'>;
  readonly #heldBack = new Map<string, HeldBack>();

  constructor(source: Pick<RoutingTableSource, 'faultOf'>) {
    this.#source = source;
  }

  /** The entries that are held back, and why. */
  get heldBack(): readonly HeldBack[] {
    return [...this.#heldBack.values()];
  }

  /** Holds nothing back until it is planned again. */
  reset(): void {
    this.#heldBack.clear();
  }

  /** Plans the entries of a reading, page by page. */
  async *changes(mirror: BucketMirror, reading: TableReading): AsyncGenerator<PlannedVersions, void> {
    for await (const entries of reading.pages) yield await this.#page(mirror, reading, entries);
  }

  /** The same for a reading of the whole table: all other entries of the bucket are to be deleted. */
  async *whole(mirror: BucketMirror, reading: TableReading): AsyncGenerator<PlannedVersions, void> {
    this.reset();
    const existing = new Set<string>();
    for await (const entries of reading.pages) {
      for (const { key } of entries) existing.add(key);
      yield await this.#page(mirror, reading, entries);
    }
    const others: TableEntry[] = [];
    await forEachInSlices(mirror.keys(), (key) => {
      if (!existing.has(key)) others.push({ key, raw: null });
    });
    yield await this.#page(mirror, reading, others);
  }

  async #page(mirror: BucketMirror, at: Coverage, entries: readonly TableEntry[]): Promise<PlannedVersions> {
    const planned: PlannedVersions = new Map();
    await forEachInSlices(entries, (entry) => {
      const { key } = entry;
      this.#heldBack.delete(key);
      if (entry.uncompiled === undefined && mirror.shows(at, entry)) return;
      const fault = this.#source.faultOf(entry);
      if (fault === null) return void planned.set(key, mirror.sign(at, entry));
      const kept = { key, raw: keptVersion(mirror, at, entry) };
      this.#heldBack.set(key, { ...fault, isVersionKept: kept.raw !== null });
      if (!mirror.shows(at, kept)) planned.set(key, mirror.sign(at, kept));
    });
    return planned;
  }
}

/**
 * The value that stays published of an entry that is held back; null if there is none. An AI API's earlier version goes once
 * the database has moved it: another AI API may take the base path that it left, and data planes refuse a table in which
 * base paths overlap.
 *
 * @param at the position that is about to be published; it stands in for a head that was lost
 */
function keptVersion(mirror: BucketMirror, at: Coverage, { key, raw, uncompiled }: TableEntry): string | null {
  const shown = mirror.shownAt(mirror.head ?? at, key);
  if (shown === null || parseEntryKey(key)?.kind !== 'ai-api') return shown;
  return basePathOf(shown) === (uncompiled?.basePath ?? basePathOf(raw)) ? shown : null;
}

function basePathOf(raw: string | null): unknown {
  const value = raw === null ? null : parseRaw(raw);
  return typeof value === 'object' && value !== null && 'basePath' in value ? value.basePath : undefined;
}
