import type { KeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { RoutingTable } from './routing-table';
import { silentLog, type TableWriter } from './routing-table.suite';
import { TableFollower } from './table-follower';

/** A stand-in for a compiled AI API. */
export interface Served {
  readonly name: string;
  readonly previous: Served | undefined;
}

const followers: { close(): void }[] = [];

/** Follows the table of a bucket until `closeFollowers`. An AI API named `broken` does not compile. */
export function follow(store: KeyValueStore) {
  const table = new RoutingTable<Served>();
  const compiled: string[] = [];
  const follower = new TableFollower<Served>({
    store,
    table,
    compileAiApi: ({ name }, previous) => {
      compiled.push(name);
      if (name === 'broken') throw new Error('it does not compile');
      return { name, previous };
    },
    log: silentLog,
    now: () => new Date(0),
  });
  followers.push(follower);
  return { table, follower, compiled };
}

export function closeFollowers(): void {
  for (const follower of followers.splice(0)) follower.close();
}

/** Resolves when the table is the one from the writer, at this revision. */
export async function applied(
  writer: TableWriter,
  table: RoutingTable<Served>,
  revision = writer.revision,
): Promise<void> {
  await until(
    () => table.position?.lineage === writer.lineage && table.position.revision === revision,
    `revision ${revision} is served`,
  );
}
