import { forEachInSlices } from '@switchyard/contract';
import type { BucketMirror } from './bucket-mirror';
import type { RoutingTableSource } from './routing-table-source';

/**
 * The keys of which the bucket does not have what the database compiles to. While it compares, both may change: a key that
 * changed meanwhile may be named or not.
 *
 * @param signal ends the comparison early
 * @throws the source's errors; the signal's reason
 */
export async function differingKeys(
  source: RoutingTableSource,
  mirror: BucketMirror,
  signal: AbortSignal,
): Promise<string[]> {
  const differing = new Set<string>(mirror.foreignKeys);
  await source.all(async ({ lineage, pages }) => {
    const shown = (key: string) => (mirror.head?.lineage === lineage ? mirror.shownAt(mirror.head, key) : null);
    const existing = new Set<string>();
    for await (const entries of pages) {
      signal.throwIfAborted();
      await forEachInSlices(entries, ({ key, raw }) => {
        existing.add(key);
        if (shown(key) !== raw) differing.add(key);
      });
    }
    await forEachInSlices(mirror.keys(), (key) => {
      if (!existing.has(key) && !mirror.tombstones.has(key)) differing.add(key);
    });
  });
  return [...differing];
}
