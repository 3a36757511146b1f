import { type DataSource, type EntityManager, IsNull, MoreThan } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { AiApiEntity } from '../objects/ai-apis/ai-api-entity';
import { ConsumerEntity } from '../objects/consumers/consumer-entity';
import { ConsumerKeyEntity } from '../objects/consumers/consumer-key-entity';
import { inSnapshot, inTransaction } from '../kernel/database/in-transaction';
import { DirtyEntryEntity } from '../change/dirty-entry-entity';
import { LineageEntity } from '../change/lineage-entity';
import { lockLineage, readLineage } from '../change/lock-lineage';
import { recordLeft } from './left-lineages';
import { readAllEntries, readEntries } from './read-entries';
import type { RoutingTableSource, TableChanges, TableEntry, TablePosition } from './routing-table-source';

/** The routing table, compiled from Postgres. The number of statements does not depend on the number of entries. */
export class DatabaseTableSource implements RoutingTableSource {
  constructor(private readonly dataSource: DataSource) {}

  async position(): Promise<TablePosition> {
    const { lineage, revision, dirtySince } = await readLineage(this.dataSource.manager);
    return { lineage, revision, dirtySince };
  }

  async changesSince(revision: number): Promise<TableChanges> {
    return this.#read(async (manager) => {
      const dirty = await manager.findBy(DirtyEntryEntity, { revision: MoreThan(revision) });
      const keys = dirty.map(({ key }) => key);
      const live = await readEntries(manager, keys);
      const values = new Map(live.map(({ key, value }) => [key, value]));
      return keys.map((key) => ({ key, value: values.get(key) ?? null }));
    });
  }

  async all(): Promise<TableChanges> {
    return this.#read(readAllEntries);
  }

  async mintLineage(foreign: readonly string[] = []): Promise<string> {
    const lineage = uuidv7();
    await inTransaction(this.dataSource, async (manager) => {
      const left = await lockLineage(manager);
      await recordLeft(manager, [left.lineage, ...foreign]);
      await manager.update(LineageEntity, { singleton: true }, { lineage });
    });
    return lineage;
  }

  async #read(entriesOf: (manager: EntityManager) => Promise<TableEntry[]>): Promise<TableChanges> {
    return inSnapshot(this.dataSource, async (manager) => {
      const { lineage, revision, dirtySince } = await readLineage(manager);
      const entries = await entriesOf(manager);
      return { lineage, revision, dirtySince, entryCount: await countEntries(manager), entries };
    });
  }
}

async function countEntries(manager: EntityManager): Promise<number> {
  const aiApis = await manager.countBy(AiApiEntity, { enabled: true });
  const consumers = await manager.count(ConsumerEntity);
  return aiApis + consumers + (await manager.countBy(ConsumerKeyEntity, { revokedAt: IsNull(), entryExpired: false }));
}
