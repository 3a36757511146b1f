import type { EntityTarget } from 'typeorm';
import type { ConfigurationEntity } from '../kernel/database/configuration-entity';
import { updateRow } from '../kernel/database/plain-rows';
import type { ChangeInProgress } from './change-in-progress';

/** Writes a patch and the new version and time to an object's row. @returns the object with both */
export async function updateObject<E extends ConfigurationEntity>(
  change: ChangeInProgress,
  entity: EntityTarget<E>,
  object: E,
  patch: NoInfer<Partial<E>>,
): Promise<E> {
  const stamped: Partial<E> = { ...patch, ...change.stamp() };
  await updateRow(change.manager, entity, object.id, stamped);
  return Object.assign(change.manager.create(entity), object, stamped);
}
