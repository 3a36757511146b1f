import DataLoader from 'dataloader';
import type { EntityManager, EntityTarget } from 'typeorm';
import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { selectEntities } from '../../kernel/database/plain-rows';
import { memoized } from '../../kernel/memoized';
import type { FindByIds } from '../../kernel/noun-module';
import { isUuid } from '../../kernel/text/uuid';

/**
 * More keys than the objects of a page can have, so that one statement fetches everything. Most keys refer to the
 * same objects, and the statement has each distinct key once, in one array.
 */
const BATCH_SIZE_MAX = 1_000_000;

/**
 * The loaders of one request. They batch the look-ups of its fields, so that a page costs the same number of statements
 * however long it is. Each noun defines its own loaders; each is created at its first use: `modelById(loaders)`.
 */
export class Loaders {
  constructor(
    readonly manager: EntityManager,
    /** Finds the objects of each kind, one after the other. */
    readonly nodes: readonly FindByIds<ConfigurationEntity>[],
  ) {}
}

export type LoaderOf<K, T> = (loaders: Loaders) => DataLoader<K, T>;

/** No caching: a request may have several mutations, and each must see the changes of the earlier ones. */
function batched<K, T>(load: (loaders: Loaders, keys: K[]) => Promise<T[]>): LoaderOf<K, T> {
  return memoized(
    (loaders) =>
      new DataLoader<K, T>((keys) => load(loaders, [...keys]), { cache: false, maxBatchSize: BATCH_SIZE_MAX }),
  );
}

/** Loads one object by its key; null if there is none. @param find finds objects by distinct keys, in any order */
export function oneBy<K, T>(
  keyOf: (object: T) => K,
  find: (loaders: Loaders, keys: K[]) => Promise<T[]>,
): LoaderOf<K, T | null> {
  return batched(async (loaders, keys) => {
    const found = await find(loaders, [...new Set(keys)]);
    const byKey = new Map(found.map((object) => [keyOf(object), object]));
    return keys.map((key) => byKey.get(key) ?? null);
  });
}

/** Loads the objects that share a key. @param find finds objects by distinct keys, in the order to return them in */
export function manyBy<K, T>(
  keyOf: (object: T) => K,
  find: (manager: EntityManager, keys: K[]) => Promise<T[]>,
): LoaderOf<K, T[]> {
  return batched(async ({ manager }, keys) => {
    const byKey = Map.groupBy(await find(manager, [...new Set(keys)]), keyOf);
    return keys.map((key) => byKey.get(key) ?? []);
  });
}

/** Loads one object by its id; null if there is none or the id is not a UUID. */
export function byId<T extends { readonly id: string }>(find: FindByIds<T>): LoaderOf<string, T | null> {
  return oneBy(
    ({ id }) => id,
    ({ manager }, ids) => find(manager, ids.filter(isUuid)),
  );
}

export function rowsOf<E extends ConfigurationEntity>(entity: EntityTarget<E>): FindByIds<E> {
  return (manager, ids) => selectEntities(manager, entity, 'WHERE id = ANY($1)', [ids]);
}
