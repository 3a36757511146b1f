import type { EntityManager, EntityTarget } from 'typeorm';
import { isUuid } from '../text/uuid';
import type { ConfigurationEntity } from './configuration-entity';
import { selectEntities } from './plain-rows';

/** The rows with these ids, by at most one statement. Ids of no row are absent. */
export async function rowsById<E extends ConfigurationEntity>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  ids: readonly string[],
): Promise<Map<string, E>> {
  const known = [...new Set(ids)].filter(isUuid);
  if (known.length === 0) return new Map();
  const rows = await selectEntities(manager, entity, 'WHERE id = ANY($1)', [known]);
  return new Map(rows.map((row) => [row.id, row]));
}
