import type { DataSource, EntityTarget, FindOptionsWhere } from 'typeorm';
import type { ConfigurationEntity } from './configuration-entity';
import { findObject } from './find-object';
import { exactlyOne } from '../rules/exactly-one';

/** The object with that id or name, or null. */
export async function findByIdOrName<E extends ConfigurationEntity & { name: string }>(
  { manager }: DataSource,
  entity: EntityTarget<E>,
  id: string | null | undefined,
  name: string | null | undefined,
): Promise<E | null> {
  const wanted = exactlyOne(id, name);
  return 'id' in wanted
    ? findObject(manager, entity, wanted.id)
    : manager.findOneBy(entity, { name: wanted.name } as FindOptionsWhere<E>);
}
