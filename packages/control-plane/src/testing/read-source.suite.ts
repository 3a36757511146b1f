import { type EntryValue, parseRaw } from '@switchyard/contract';
import type { RoutingTableSource, TablePosition, TableReading } from '../publication/routing-table-source';

/** A reading with all its pages. */
export interface WholeReading extends TablePosition {
  readonly entries: readonly { readonly key: string; readonly value: EntryValue | null }[];
}

/** Every entry of the table. */
export async function readAll(source: RoutingTableSource): Promise<WholeReading> {
  return source.all(wholeOf);
}

/** The entries that later revisions touched, and those of other keys. */
export async function readChanges(
  source: RoutingTableSource,
  revision: number,
  others: readonly string[] = [],
): Promise<WholeReading> {
  return source.changesSince(revision, others, wholeOf);
}

async function wholeOf({ pages, lineage, revision, commitId, dirtySince }: TableReading): Promise<WholeReading> {
  const entries: { key: string; value: EntryValue | null }[] = [];
  for await (const page of pages) {
    for (const { key, raw } of page) entries.push({ key, value: raw === null ? null : (parseRaw(raw) as EntryValue) });
  }
  return { lineage, revision, commitId, dirtySince, entries };
}
