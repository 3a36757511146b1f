import { type Coverage, forEachInSlices } from '@switchyard/contract';
import type { BucketMirror, PlannedVersions } from './bucket-mirror';
import type { EntryFault } from './entry-fault';
import type { RoutingTableSource, TableEntry, TableReading } from './routing-table-source';

/**
 * Plans what to write to a bucket so that its next head shows what the database says.
 *
 * An entry that no data plane could serve is held back: they would refuse the whole revision, and with it the revocation of a
 * key. They keep what was published of it. Changes are checked before they are committed, so this is for what another build
 * has committed, or compiled.
 */
export class WritePlan {
  readonly #source: Pick<RoutingTableSource, 'faultOf'>;
  readonly #heldBack = new Map<string, EntryFault>();

  constructor(source: Pick<RoutingTableSource, 'faultOf'>) {
    this.#source = source;
  }

  /** Why entries are held back. */
  get faults(): readonly EntryFault[] {
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
    const differing: TableEntry[] = [];
    await forEachInSlices(entries, (entry) => {
      this.#heldBack.delete(entry.key);
      if (mirror.shows(at, entry)) return;
      const fault = this.#source.faultOf(entry);
      if (fault === null) return void differing.push(entry);
      this.#heldBack.set(entry.key, fault);
      differing.push({ key: entry.key, raw: mirror.head === null ? null : mirror.shownAt(mirror.head, entry.key) });
    });
    const planned: PlannedVersions = new Map();
    await mirror.plan(at, differing, planned);
    return planned;
  }
}
