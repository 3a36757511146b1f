import { RoutingTableError } from './routing-table-error';

/** @throws RoutingTableError if two items have the same key */
export function indexBy<T>(items: readonly T[], what: string, keyOf: (item: T) => string): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (index.has(key)) throw new RoutingTableError(`${what} ${key} appears twice.`);
    index.set(key, item);
  }
  return index;
}
