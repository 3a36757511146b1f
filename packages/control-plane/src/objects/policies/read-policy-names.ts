import type { EntityManager } from 'typeorm';

/** What policies are called, by their ids, as the transaction sees them; no statement if there are none. */
export async function readPolicyNames(manager: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await manager.query<{ id: string; name: string }[]>('SELECT id, name FROM referrer WHERE id = ANY($1)', [
    [...new Set(ids)],
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
