import type { KeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { randomUUID } from 'node:crypto';
import type { TableWriter } from '@switchyard/test-entries';
import { TableJournal } from '../journal/table-journal';
import { LocalTable } from './local-table';
import type { ReadContent } from './read-entry';
import { RoutingTable } from './routing-table';
import { sealingKey, silentLog } from './routing-table.suite';
import { TableFollower, type TableFollowerOptions } from './table-follower';

const followers: TableFollower<ReadContent>[] = [];

/** Reads a damaged bucket anew almost at once. */
export const REREADS_SOON = { rereadBackoff: { firstMs: 1, mostMs: 10 } };

/** Follows the table of a bucket until `closeFollowers`. */
export function follow(
  store: KeyValueStore,
  log = silentLog,
  options: Pick<TableFollowerOptions<ReadContent>, 'rereadBackoff'> = {},
) {
  const table = new RoutingTable();
  const follower = new TableFollower({
    store,
    watchName: randomUUID(),
    target: new LocalTable(table, sealingKey),
    sealingKey,
    log,
    now: () => new Date(0),
    ...options,
  });
  follower.start();
  followers.push(follower);
  return { table, follower };
}

/** The same with what a start before has kept in a file. */
export async function followFrom(path: string, store: KeyValueStore, log = silentLog) {
  const table = new RoutingTable();
  const { journal, stored } = await TableJournal.open(path, { log });
  const target = new LocalTable(table, sealingKey);
  const follower = new TableFollower({
    store,
    watchName: randomUUID(),
    target,
    sealingKey,
    journal,
    log,
    ...REREADS_SOON,
  });
  followers.push(follower);
  if (stored === null) follower.start();
  else await follower.restore(stored);
  return { table, follower, journal, stored };
}

export function closeFollowers(): void {
  for (const follower of followers.splice(0)) follower.close();
}

/** Resolves when the table is the one from the writer, at this revision. */
export async function applied(writer: TableWriter, table: RoutingTable, revision = writer.revision): Promise<void> {
  await until(
    () => table.position?.lineage === writer.lineage && table.position.revision === revision,
    `revision ${revision} is served`,
  );
}

/** Lets everything that was delivered take effect. */
export async function later(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
