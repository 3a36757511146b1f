import { type EntryValue, forEachInSlices, parseRaw, rawJson } from '@switchyard/contract';
import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { inSnapshot, inTransaction } from '../kernel/database/in-transaction';
import { together } from '../kernel/database/together';
import type { ChangeGuard } from '../change/system-operation';
import { LineageEntity } from '../change/lineage-entity';
import { lockLineage } from '../change/lock-lineage';
import { compilationFault, type EntryFault, faultOf, unexpectedFault } from './entry-fault';
import { leftLineages, recordLeft } from './left-lineages';
import { readAhead } from './read-ahead';
import { ALL_KEYS, KEYS_PER_PAGE, type ReadEntry, readEntries } from './read-entries';
import type {
  ChangesReading,
  RoutingTableSource,
  TableEntry,
  TablePosition,
  TableReading,
} from './routing-table-source';

/** The routing table, compiled from Postgres in pages, so that no table is too large to be read while others wait. */
export class DatabaseTableSource implements RoutingTableSource {
  /**
   * @param log for errors that an entry is held back for
   * @param mayMint runs before a lineage is minted, in its transaction, and refuses it by throwing
   */
  constructor(
    private readonly dataSource: DataSource,
    private readonly log: Pick<Logger, 'error'>,
    private readonly mayMint: ChangeGuard = async () => undefined,
  ) {}

  async position(): Promise<TablePosition> {
    return positionOf(this.dataSource.manager);
  }

  async commitIdOf(revision: number): Promise<string | null> {
    return commitIdOf(this.dataSource.manager, revision);
  }

  async changesSince<T>(
    revision: number,
    others: readonly string[],
    use: (reading: ChangesReading) => Promise<T>,
  ): Promise<T> {
    const dirty = (manager: EntityManager) =>
      keyPages(manager, 'SELECT key FROM dirty_entry WHERE revision > $1', [revision]);
    const compiled = (manager: EntityManager, keys: readonly string[]) => this.#compiled(manager, keys);
    const pagesOf = async function* (manager: EntityManager) {
      if (others.length > 0) yield* compiled(manager, others);
      for await (const keys of dirty(manager)) yield* compiled(manager, keys);
    };
    return this.#read(pagesOf, async (reading, manager) =>
      use({ ...reading, sinceCommitId: await commitIdOf(manager, revision) }),
    );
  }

  async all<T>(use: (reading: TableReading) => Promise<T>): Promise<T> {
    const rawEntries = (entries: readonly ReadEntry[]) => this.#rawEntries(entries);
    const pagesOf = async function* (manager: EntityManager) {
      for await (const keys of keyPages(manager, ALL_KEYS, [])) {
        for await (const entries of readEntries(manager, keys)) yield await rawEntries(entries);
      }
    };
    return this.#read(pagesOf, use);
  }

  faultOf({ key, raw, uncompiled }: TableEntry): EntryFault | null {
    if (uncompiled !== undefined) return uncompiled.fault;
    if (raw === null) return null;
    const entry = { key, value: parseRaw(raw) as EntryValue };
    try {
      return faultOf(entry, raw.length);
    } catch (error) {
      this.log.error({ err: error, key }, 'cannot check an entry of the routing table; holding it back');
      return unexpectedFault(entry);
    }
  }

  async leftLineages(): Promise<ReadonlySet<string>> {
    return leftLineages(this.dataSource.manager);
  }

  async mintLineage(from: string, foreign: readonly string[]): Promise<string> {
    return inTransaction(this.dataSource, async (manager) => {
      const present = await lockLineage(manager);
      await this.mayMint(manager);
      if (present.lineage !== from) return present.lineage;
      const lineage = uuidv7();
      await recordLeft(manager, foreign);
      // The latest to be left is the database's own: heads name only the latest ones.
      await recordLeft(manager, [from]);
      await manager.update(LineageEntity, { singleton: true }, { lineage });
      return lineage;
    });
  }

  async #read<T>(
    pagesOf: (manager: EntityManager) => AsyncIterable<readonly TableEntry[]>,
    use: (reading: TableReading, manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    return inSnapshot(this.dataSource, async (manager) =>
      use({ ...(await positionOf(manager)), pages: readAhead(pagesOf(manager)) }, manager),
    );
  }

  /** The entries of these keys, those that do not exist last. */
  async *#compiled(manager: EntityManager, keys: readonly string[]): AsyncGenerator<readonly TableEntry[], void> {
    const existing: string[] = [];
    for await (const entries of readEntries(manager, keys)) {
      for (const { key } of entries) existing.push(key);
      yield await this.#rawEntries(entries);
    }
    if (existing.length === keys.length) return;
    const missing = new Set(keys);
    for (const key of existing) missing.delete(key);
    yield Array.from(missing, (key) => ({ key, raw: null }));
  }

  /** A provider's entry may be large, so this yields to the event loop. */
  async #rawEntries(entries: readonly ReadEntry[]): Promise<TableEntry[]> {
    const raw: TableEntry[] = [];
    await forEachInSlices(entries, (entry) => void raw.push(this.#rawEntry(entry)));
    return raw;
  }

  #rawEntry(entry: ReadEntry): TableEntry {
    const { key } = entry;
    if (!('error' in entry)) return { key, raw: rawJson(entry.value) };
    const { error, object, basePath } = entry;
    this.log.error({ err: error, key }, 'cannot compile an entry of the routing table; holding it back');
    return { key, raw: null, uncompiled: { fault: compilationFault(object), basePath } };
  }
}

async function positionOf(manager: EntityManager): Promise<TablePosition> {
  const [position] = await manager.query<TablePosition[]>(
    `SELECT lineage.id AS lineage, lineage.revision, lineage.dirty_since AS "dirtySince", revision.commit_id AS "commitId"
     FROM lineage LEFT JOIN revision ON revision.number = lineage.revision`,
  );
  if (position === undefined) throw new Error('the database has no lineage');
  return position;
}

async function commitIdOf(manager: EntityManager, revision: number): Promise<string | null> {
  const [row] = await manager.query<{ commitId: string }[]>(
    'SELECT commit_id AS "commitId" FROM revision WHERE number = $1',
    [revision],
  );
  return row?.commitId ?? null;
}

/** The keys that a query selects, by a cursor. */
async function* keyPages(
  manager: EntityManager,
  query: string,
  parameters: readonly unknown[],
): AsyncGenerator<readonly string[], void> {
  const fetch = () => manager.query<{ key: string }[]>(`FETCH ${KEYS_PER_PAGE} FROM entry_keys`);
  const declared = manager.query(`DECLARE entry_keys NO SCROLL CURSOR FOR ${query}`, [...parameters]);
  let [, rows] = await together([declared, fetch()]);
  while (rows.length > 0) {
    yield rows.map(({ key }) => key);
    if (rows.length < KEYS_PER_PAGE) break;
    rows = await fetch();
  }
  await manager.query('CLOSE entry_keys');
}
