import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { isUuid } from '../../kernel/text/uuid';
import { type Loaders, oneBy } from './loaders';

/** Loads an object of any kind by its id. */
export const nodeById = oneBy(({ id }: ConfigurationEntity) => id, findNodes);

/** At most one statement for each kind (two for policies), however many ids there are. */
async function findNodes({ manager, nodes }: Loaders, ids: readonly string[]): Promise<ConfigurationEntity[]> {
  const found: ConfigurationEntity[] = [];
  let remaining = ids.filter(isUuid);
  for (const find of nodes) {
    if (remaining.length === 0) break;
    const objects = await find(manager, remaining);
    found.push(...objects);
    const known = new Set(objects.map(({ id }) => id));
    remaining = remaining.filter((id) => !known.has(id));
  }
  return found;
}
