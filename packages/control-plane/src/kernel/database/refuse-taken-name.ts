import type { EntityManager, EntityTarget, FindOptionsWhere } from 'typeorm';
import type { Refusals } from '../rules/input-check';
import { taken } from '../rules/taken';
import { nameKey } from '../text/name-key';
import type { NamedEntity } from './named-entity';

/**
 * Adds a CONFLICT, reason TAKEN, if another object has the name, in whatever case.
 *
 * Call it under the lock of the lineage row, so that no other change takes the name meanwhile.
 *
 * @param among the objects that share the names, such as the endpoints of a provider
 * @param name undefined if the input has no valid one
 * @param ownId the object that is to have the name: it may change the case of its own
 */
export async function refuseTakenName<E extends NamedEntity>(
  refusals: Refusals,
  manager: EntityManager,
  entity: EntityTarget<E>,
  name: string | undefined,
  { among = {}, ownId }: { readonly among?: FindOptionsWhere<E>; readonly ownId?: string } = {},
): Promise<void> {
  if (name === undefined) return;
  const holder = await manager.findOneBy(entity, { ...among, nameKey: nameKey(name) });
  if (holder !== null && holder.id !== ownId) refusals.refuse(taken('name', name, holder, holder.objectKind));
}
