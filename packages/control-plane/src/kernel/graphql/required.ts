import type DataLoader from 'dataloader';

/** What a foreign key names: that it is there is the database's promise. */
export async function required<K, T>(loader: DataLoader<K, T | null>, key: K): Promise<T> {
  const object = await loader.load(key);
  if (object === null) throw new Error(`a reference leads nowhere: ${String(key)}`);
  return object;
}
