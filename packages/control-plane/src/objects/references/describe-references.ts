import { Any, type EntityManager } from 'typeorm';
import type { Reference } from '../../kernel/reference';
import type { ReferenceEntity } from './reference-entity';
import { ReferrerEntity } from './referrer-entity';

/** Names the referring objects of references, by one statement. */
export async function describeReferences(
  manager: EntityManager,
  references: readonly ReferenceEntity[],
): Promise<Reference[]> {
  const ids = new Set(references.map(({ objectId }) => objectId));
  const referrers = ids.size === 0 ? [] : await manager.findBy(ReferrerEntity, { id: Any([...ids]) });
  const byId = new Map(referrers.map((referrer) => [referrer.id, referrer]));
  return references.map(({ objectId, kind, role }) => {
    // It may have been deleted since the references were read.
    const { name = '', path = [] } = byId.get(objectId) ?? {};
    return { id: `${objectId}:${role}`, kind, objectId, name, path, role };
  });
}
