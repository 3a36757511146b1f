import type { EntityManager, EntityTarget, FindOptionsWhere } from 'typeorm';
import { taken } from '../rules/taken';
import { nameKey } from '../text/name-key';
import type { NamedEntity } from './named-entity';

/**
 * Call it under the lock of the lineage row, so that no other change takes the name meanwhile.
 *
 * @param among the objects that share the names, such as the endpoints of a provider
 * @param ownId the object that is to have the name: it may change the case of its own
 * @throws DomainError CONFLICT, reason TAKEN, where another object has the name, in whatever case
 */
export async function refuseTakenName<E extends NamedEntity>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  name: string,
  { among = {}, ownId }: { readonly among?: FindOptionsWhere<E>; readonly ownId?: string } = {},
): Promise<void> {
  const holder = await manager.findOneBy(entity, { ...among, nameKey: nameKey(name) });
  if (holder !== null && holder.id !== ownId) throw taken('name', name, holder, holder.objectKind);
}
