import type DataLoader from 'dataloader';

/** Loads the target of a foreign key, which the database guarantees to exist. */
export async function required<K, T>(loader: DataLoader<K, T | null>, key: K): Promise<T> {
  const object = await loader.load(key);
  if (object === null) throw new Error(`dangling reference: ${String(key)}`);
  return object;
}
