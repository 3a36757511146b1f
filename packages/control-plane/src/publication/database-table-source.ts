import { entryKey, type EntryKind, parseEntryKey } from '@switchyard/contract';
import { Any, type DataSource, type EntityManager, IsNull, MoreThan } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { AccessGrantEntity } from '../consumers/access-grant-entity';
import { ConsumerEntity } from '../consumers/consumer-entity';
import { ConsumerKeyEntity } from '../consumers/consumer-key-entity';
import { inSnapshot, inTransaction } from '../database/in-transaction';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { loadPolicies } from '../policies/policy-store';
import { ProviderEntity } from '../providers/provider-entity';
import { DirtyEntryEntity } from '../revisions/dirty-entry-entity';
import { LineageEntity } from '../revisions/lineage-entity';
import { lockLineage, readLineage } from '../revisions/lock-lineage';
import { compileAiApi, compileConsumer, compileConsumerKey } from './compile-entries';
import type { RoutingTableSource, TableChanges, TableEntry, TablePosition } from './routing-table-source';

/** Which entries to compile: those of these ids, or all. */
type Wanted = readonly string[] | 'ALL';

/** The routing table, compiled from Postgres: each method takes as many statements however many entries there are. */
export class DatabaseTableSource implements RoutingTableSource {
  constructor(private readonly dataSource: DataSource) {}

  async position(): Promise<TablePosition> {
    const { lineage, revision } = await readLineage(this.dataSource.manager);
    return { lineage, revision };
  }

  async changesSince(revision: number): Promise<TableChanges> {
    return this.#read(async (manager) => {
      const dirty = await manager.findBy(DirtyEntryEntity, { revision: MoreThan(revision) });
      const keys = dirty.flatMap(({ key }) => parseEntryKey(key) ?? []);
      const ofKind = (kind: EntryKind) => keys.filter((key) => key.kind === kind).map(({ id }) => id);
      const live = await compile(manager, ofKind('ai-api'), ofKind('consumer'), ofKind('consumer-key'));
      const values = new Map(live.map(({ key, value }) => [key, value]));
      return dirty.map(({ key }) => ({ key, value: values.get(key) ?? null }));
    });
  }

  async all(): Promise<TableChanges> {
    return this.#read((manager) => compile(manager, 'ALL', 'ALL', 'ALL'));
  }

  async mintLineage(): Promise<string> {
    const lineage = uuidv7();
    await inTransaction(this.dataSource, async (manager) => {
      await lockLineage(manager);
      await manager.update(LineageEntity, { singleton: true }, { lineage });
    });
    return lineage;
  }

  async #read(entriesOf: (manager: EntityManager) => Promise<TableEntry[]>): Promise<TableChanges> {
    return inSnapshot(this.dataSource, async (manager) => {
      const { lineage, revision } = await readLineage(manager);
      const entries = await entriesOf(manager);
      return { lineage, revision, entryCount: await countEntries(manager), entries };
    });
  }
}

async function countEntries(manager: EntityManager): Promise<number> {
  const aiApis = await manager.countBy(AiApiEntity, { enabled: true });
  const consumers = await manager.count(ConsumerEntity);
  return aiApis + consumers + (await manager.countBy(ConsumerKeyEntity, { revokedAt: IsNull() }));
}

async function compile(manager: EntityManager, aiApis: Wanted, consumers: Wanted, keys: Wanted): Promise<TableEntry[]> {
  const compiled = [
    await compileAiApis(manager, aiApis),
    await compileConsumers(manager, consumers),
    await compileKeys(manager, keys),
  ];
  return compiled.flat().filter(({ value }) => value !== null);
}

async function compileAiApis(manager: EntityManager, wanted: Wanted): Promise<TableEntry[]> {
  if (wanted.length === 0) return [];
  const aiApis = await manager.findBy(AiApiEntity, {
    enabled: true,
    ...(wanted === 'ALL' ? {} : { id: Any([...wanted]) }),
  });
  const providerIds = Any([...new Set(aiApis.map(({ providerId }) => providerId))]);
  const order = { name: 'ASC', id: 'ASC' } as const;
  const providers = await manager.findBy(ProviderEntity, { id: providerIds });
  const models = await manager.find(ModelEntity, { where: { providerId: providerIds }, order });
  const endpoints = await manager.find(EndpointEntity, { where: { providerId: providerIds }, order });
  const policies = await loadPolicies(manager, wanted === 'ALL' ? {} : { aiApiId: Any([...wanted]) });
  const providerById = new Map(providers.map((provider) => [provider.id, provider]));
  const modelsOf = Map.groupBy(models, ({ providerId }) => providerId);
  const endpointsOf = Map.groupBy(endpoints, ({ providerId }) => providerId);
  const policiesOf = Map.groupBy(policies, ({ aiApiId }) => aiApiId);
  return aiApis.flatMap((aiApi) => {
    const provider = providerById.get(aiApi.providerId);
    if (provider === undefined) return [];
    const value = compileAiApi({
      aiApi,
      provider,
      models: modelsOf.get(provider.id) ?? [],
      endpoints: endpointsOf.get(provider.id) ?? [],
      policies: policiesOf.get(aiApi.id) ?? [],
    });
    return [{ key: entryKey('ai-api', aiApi.id), value }];
  });
}

async function compileConsumers(manager: EntityManager, wanted: Wanted): Promise<TableEntry[]> {
  if (wanted.length === 0) return [];
  const consumers = await manager.findBy(ConsumerEntity, wanted === 'ALL' ? {} : { id: Any([...wanted]) });
  const grants = await manager.findBy(AccessGrantEntity, wanted === 'ALL' ? {} : { consumerId: Any([...wanted]) });
  const grantsOf = Map.groupBy(grants, ({ consumerId }) => consumerId);
  return consumers.map((consumer) => {
    const aiApiIds = (grantsOf.get(consumer.id) ?? []).map(({ aiApiId }) => aiApiId);
    return { key: entryKey('consumer', consumer.id), value: compileConsumer(consumer, aiApiIds) };
  });
}

async function compileKeys(manager: EntityManager, wanted: Wanted): Promise<TableEntry[]> {
  if (wanted.length === 0) return [];
  const where = wanted === 'ALL' ? {} : { keyHash: Any([...wanted]) };
  const keys = await manager.findBy(ConsumerKeyEntity, { ...where, revokedAt: IsNull() });
  return keys.map((key) => ({ key: entryKey('consumer-key', key.keyHash), value: compileConsumerKey(key) }));
}
