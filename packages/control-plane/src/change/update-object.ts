import type { EntityTarget, FindOptionsWhere } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';
import type { ConfigurationEntity } from '../kernel/database/configuration-entity';
import type { ChangeInProgress } from './change-in-progress';

/** Writes a patch and the new version and time to an object's row. @returns the object with both */
export async function updateObject<E extends ConfigurationEntity>(
  change: ChangeInProgress,
  entity: EntityTarget<E>,
  object: E,
  patch: NoInfer<Partial<E>>,
): Promise<E> {
  const stamped: Partial<E> = { ...patch, ...change.stamp() };
  await change.manager.update(entity, { id: object.id } as FindOptionsWhere<E>, stamped as QueryDeepPartialEntity<E>);
  return Object.assign(change.manager.create(entity), object, stamped);
}
