import { entryKey, type EntryKind, type EntryValue, parseEntryKey } from '@switchyard/contract';
import { Any, type EntityManager, IsNull } from 'typeorm';
import { AiApiEntity } from '../objects/ai-apis/ai-api-entity';
import { AccessGrantEntity } from '../objects/consumers/access-grant-entity';
import { ConsumerEntity } from '../objects/consumers/consumer-entity';
import { ConsumerKeyEntity } from '../objects/consumers/consumer-key-entity';
import { EndpointEntity } from '../objects/endpoints/endpoint-entity';
import { ModelEntity } from '../objects/models/model-entity';
import { loadPolicies } from '../objects/policies/policy-store';
import { ProviderEntity } from '../objects/providers/provider-entity';
import { compileAiApi, compileConsumer, compileConsumerKey } from './compile-entries';
import type { TableEntry } from './routing-table-source';

/** Which entries to compile: those with these ids, or all. */
type Selection = readonly string[] | 'ALL';

/** An entry that data planes receive. */
export interface LiveEntry extends TableEntry {
  readonly value: EntryValue;
}

interface CompiledEntry extends TableEntry {
  readonly value: EntryValue | null;
}

/** Compiles the existing entries of these keys. The number of statements does not depend on the number of keys. */
export async function readEntries(manager: EntityManager, keys: readonly string[]): Promise<LiveEntry[]> {
  const parsed = keys.flatMap((key) => parseEntryKey(key) ?? []);
  const ofKind = (kind: EntryKind) => parsed.filter((key) => key.kind === kind).map(({ id }) => id);
  return compile(manager, ofKind('ai-api'), ofKind('consumer'), ofKind('consumer-key'));
}

/** Compiles the whole table. */
export async function readAllEntries(manager: EntityManager): Promise<LiveEntry[]> {
  return compile(manager, 'ALL', 'ALL', 'ALL');
}

async function compile(
  manager: EntityManager,
  aiApis: Selection,
  consumers: Selection,
  keys: Selection,
): Promise<LiveEntry[]> {
  const compiled = [
    await compileAiApis(manager, aiApis),
    await compileConsumers(manager, consumers),
    await compileKeys(manager, keys),
  ];
  return compiled.flat().flatMap(({ key, value }) => (value === null ? [] : [{ key, value }]));
}

async function compileAiApis(manager: EntityManager, wanted: Selection): Promise<CompiledEntry[]> {
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

async function compileConsumers(manager: EntityManager, wanted: Selection): Promise<CompiledEntry[]> {
  if (wanted.length === 0) return [];
  const consumers = await manager.findBy(ConsumerEntity, wanted === 'ALL' ? {} : { id: Any([...wanted]) });
  const grants = await manager.findBy(AccessGrantEntity, wanted === 'ALL' ? {} : { consumerId: Any([...wanted]) });
  const grantsOf = Map.groupBy(grants, ({ consumerId }) => consumerId);
  return consumers.map((consumer) => {
    const aiApiIds = (grantsOf.get(consumer.id) ?? []).map(({ aiApiId }) => aiApiId);
    return { key: entryKey('consumer', consumer.id), value: compileConsumer(consumer, aiApiIds) };
  });
}

async function compileKeys(manager: EntityManager, wanted: Selection): Promise<CompiledEntry[]> {
  if (wanted.length === 0) return [];
  const where = wanted === 'ALL' ? {} : { keyHash: Any([...wanted]) };
  const keys = await manager.findBy(ConsumerKeyEntity, { ...where, revokedAt: IsNull() });
  return keys.map((key) => ({ key: entryKey('consumer-key', key.keyHash), value: compileConsumerKey(key) }));
}
