import DataLoader from 'dataloader';
import { Any, type DataSource, type EntityTarget, type FindOptionsOrder, type FindOptionsWhere } from 'typeorm';
import { AiApiEntity } from '../ai-apis/ai-api-entity';
import { ConsumerEntity } from '../consumers/consumer-entity';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import type { PolicyEntity } from '../policies/policy-entity';
import { loadPolicies } from '../policies/policy-store';
import { ProviderEntity } from '../providers/provider-entity';
import { RevisionEntity } from '../../change/revision-entity';
import { isUuid } from '../../kernel/text/uuid';
import { loadNodes } from './load-nodes';

/**
 * More keys than the objects of a page can have, so that one statement fetches for all of them what they lead to: most
 * lead to the same, and the statement has each key once, in one array.
 */
const BATCH_SIZE_MAX = 1_000_000;

/**
 * Batches what the fields of one request ask for, so that a page costs as many statements however long it is. Nothing
 * is cached: a request may hold several mutations, and each must see what the ones before it have done.
 */
export function createLoaders(dataSource: DataSource) {
  const { manager } = dataSource;
  const policies = (member: 'id' | 'aiApiId') => (ids: string[]) => loadPolicies(manager, { [member]: Any(ids) });
  return {
    aiApi: byId(dataSource, AiApiEntity),
    consumer: byId(dataSource, ConsumerEntity),
    endpoint: byId(dataSource, EndpointEntity),
    model: byId(dataSource, ModelEntity),
    node: oneBy(
      (ids) => loadNodes(manager, ids),
      ({ id }) => id,
    ),
    policy: oneBy(policies('id'), ({ id }) => id),
    provider: byId(dataSource, ProviderEntity),
    revision: batched((numbers: readonly number[]) =>
      findOne(
        numbers,
        () => manager.findBy(RevisionEntity, { number: Any([...new Set(numbers)]) }),
        (row) => row.number,
      ),
    ),
    endpointsOfProvider: ofProvider(dataSource, EndpointEntity),
    modelsOfProvider: ofProvider(dataSource, ModelEntity),
    policiesOfAiApi: manyBy(policies('aiApiId'), ({ aiApiId }: PolicyEntity) => aiApiId),
  };
}
export type Loaders = ReturnType<typeof createLoaders>;

function batched<K, T>(load: (keys: readonly K[]) => Promise<T[]>): DataLoader<K, T> {
  return new DataLoader<K, T>(load, { cache: false, maxBatchSize: BATCH_SIZE_MAX });
}

async function findOne<K, T>(
  keys: readonly K[],
  load: () => Promise<T[]>,
  keyOf: (row: T) => K,
): Promise<(T | null)[]> {
  const byKey = new Map((await load()).map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

function oneBy<T>(load: (ids: string[]) => Promise<T[]>, keyOf: (row: T) => string): DataLoader<string, T | null> {
  return batched((ids) => findOne(ids, () => load([...new Set(ids)].filter(isUuid)), keyOf));
}

function manyBy<T>(load: (ids: string[]) => Promise<T[]>, keyOf: (row: T) => string): DataLoader<string, T[]> {
  return batched(async (ids) => {
    const rows = Map.groupBy(await load([...new Set(ids)]), keyOf);
    return ids.map((id) => rows.get(id) ?? []);
  });
}

function byId<E extends ConfigurationEntity>(dataSource: DataSource, entity: EntityTarget<E>) {
  const load = (ids: string[]) => dataSource.manager.findBy(entity, { id: Any(ids) } as FindOptionsWhere<E>);
  return oneBy(load, ({ id }) => id);
}

function ofProvider<E extends EndpointEntity | ModelEntity>(dataSource: DataSource, entity: EntityTarget<E>) {
  const load = (providerIds: string[]) =>
    dataSource.manager.find(entity, {
      where: { providerId: Any(providerIds) } as FindOptionsWhere<E>,
      order: { name: 'ASC', id: 'ASC' } as FindOptionsOrder<E>,
    });
  return manyBy(load, ({ providerId }) => providerId);
}
