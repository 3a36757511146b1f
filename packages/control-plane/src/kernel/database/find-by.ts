import type { DataSource, EntityTarget, FindOptionsWhere } from 'typeorm';
import { nameKey } from '../text/name-key';
import type { NamedEntity } from './named-entity';
import { findObject } from './find-object';
import { exactlyOne } from '../rules/exactly-one';

/** The object with that id, or with that name in any case; null if there is none. */
export async function findByIdOrName<E extends NamedEntity>(
  { manager }: DataSource,
  entity: EntityTarget<E>,
  id: string | null | undefined,
  name: string | null | undefined,
): Promise<E | null> {
  const wanted = exactlyOne(id, name);
  return 'id' in wanted
    ? findObject(manager, entity, wanted.id)
    : manager.findOneBy(entity, { nameKey: nameKey(wanted.name) } as FindOptionsWhere<E>);
}
