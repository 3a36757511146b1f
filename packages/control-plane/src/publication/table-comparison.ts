import { forEachInSlices } from '@switchyard/contract';
import type { BucketMirror } from './bucket-mirror';
import type { EntryFault } from './entry-fault';
import type { RoutingTableSource } from './routing-table-source';
import { unlessAborted } from './unless-aborted';

export interface TableDifferences {
  /**
   * The keys of which the bucket does not have what the database compiles to. Each is one that a control plane has written or
   * would write: the database refuses others, such as an id that is not a UUID.
   */
  readonly keys: readonly string[];
  /** Those of them that no data plane could serve, with the reasons. */
  readonly faults: ReadonlyMap<string, EntryFault>;
  /** As in `TablePosition`, when the database was read. */
  readonly dirtySince: number;
}

/**
 * Compares the bucket with the database. Meanwhile, both may change: a key that changes may be named or not.
 *
 * @param signal ends the comparison at once, also while the database does not answer
 * @throws the source's errors; the signal's reason
 */
export async function compareTable(
  source: RoutingTableSource,
  mirror: BucketMirror,
  signal: AbortSignal,
): Promise<TableDifferences> {
  return unlessAborted(signal, compare(source, mirror, signal));
}

async function compare(
  source: RoutingTableSource,
  mirror: BucketMirror,
  signal: AbortSignal,
): Promise<TableDifferences> {
  const differing = new Set<string>();
  const faults = new Map<string, EntryFault>();
  const dirtySince = await source.all(async (reading) => {
    const { head } = mirror;
    const shown = (key: string) => (head?.lineage === reading.lineage ? mirror.shownAt(head, key) : null);
    const existing = new Set<string>();
    for await (const entries of reading.pages) {
      signal.throwIfAborted();
      await forEachInSlices(entries, (entry) => {
        existing.add(entry.key);
        if (entry.uncompiled === undefined && shown(entry.key) === entry.raw) return;
        differing.add(entry.key);
        const fault = source.faultOf(entry);
        if (fault !== null) faults.set(entry.key, fault);
      });
    }
    await forEachInSlices(mirror.keys(), (key) => {
      if (!existing.has(key) && mirror.isLive(key)) differing.add(key);
    });
    return reading.dirtySince;
  });
  return { keys: [...differing], faults, dirtySince };
}
