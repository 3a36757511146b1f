import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { decodeEntry, decodeRawHead, SealingKey } from '@switchyard/contract';
import { openKeptTable } from '@switchyard/data-plane';
import { startNats } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import type { FullStack } from '../harness/full-stack';
import { type PublishedTable, publishedTable, tableOf } from '../harness/published-table';
import type { KillableControlPlane } from '../harness/killable-control-plane';
import type { KillableDataPlane } from './killable-data-plane';

const KEYS_NAMED_MAX = 5;
const LOG = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * Compares the tables in the bucket and in the data planes' folders with the one that a control plane compiles from the
 * database for an empty NATS. Stops all programs.
 *
 * @returns how they differ; empty if they do not
 */
export async function compareTables(
  stack: FullStack,
  controlPlane: KillableControlPlane,
  dataPlanes: readonly KillableDataPlane[],
  revision: number,
): Promise<string[]> {
  const { sealingKey } = stack;
  // A store that was replaced last may not have the table again.
  await until(
    async () => (await publishedTable(stack.nats.url, sealingKey))?.revision === revision,
    `NATS has revision ${revision}`,
  );
  await Promise.all([...dataPlanes.map((dataPlane) => dataPlane.stop()), controlPlane.stop()]);
  const tables: [string, PublishedTable | null][] = [['NATS', await publishedTable(stack.nats.url, sealingKey)]];
  for (const { number, folder } of dataPlanes) {
    tables.push([`data plane ${number}`, await keptTable(join(folder, 'data-plane'), sealingKey)]);
  }
  const emptyNats = await startNats();
  try {
    await controlPlane.start({ NATS_URL: emptyNats.url });
    const compiled = await until(async () => {
      const table = await publishedTable(emptyNats.url, sealingKey);
      return table?.revision === revision ? table : null;
    }, `revision ${revision} is published to an empty NATS`);
    await controlPlane.stop();
    return tables.flatMap(([whose, table]) => differences(whose, table, compiled));
  } finally {
    await emptyNats.stop();
  }
}

/** The table in a data plane's folder, which no program uses. */
async function keptTable(folder: string, sealingKey: string): Promise<PublishedTable | null> {
  const kept = await openKeptTable(folder, LOG);
  if (typeof kept === 'string') throw new Error(kept);
  try {
    if (kept.stored === null) return null;
    const { tableKey } = new SealingKey(sealingKey);
    const entries = new Map<string, ReturnType<typeof decodeEntry>>();
    for await (const { key, encoded } of kept.stored.entries()) {
      if (encoded === null) entries.delete(key);
      else entries.set(key, decodeEntry(encoded));
    }
    return tableOf(tableKey, decodeRawHead(tableKey, kept.stored.head), entries);
  } finally {
    await kept.close();
  }
}

function differences(whose: string, table: PublishedTable | null, compiled: PublishedTable): string[] {
  if (table === null) return [`${whose} has no table`];
  const position = ({ lineage, revision }: PublishedTable) => `${revision} of lineage ${lineage}`;
  if (position(table) !== position(compiled)) {
    return [`${whose} has revision ${position(table)} instead of ${position(compiled)}`];
  }
  const keys = new Set([...table.entries.keys(), ...compiled.entries.keys()]);
  const differing = [...keys].filter((key) => !isDeepStrictEqual(table.entries.get(key), compiled.entries.get(key)));
  if (differing.length === 0) return [];
  const named = differing.slice(0, KEYS_NAMED_MAX).join(', ');
  return [`${whose} has ${differing.length} entries that differ from the compiled ones, such as ${named}`];
}
