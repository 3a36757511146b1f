import type { EntityManager } from 'typeorm';
import type { Reference } from '../../kernel/reference';
import { KINDS } from '../kinds';
import type { ReferenceEntity } from './reference-entity';

/** Names the referring objects of references, by a constant number of statements. */
export async function describeReferences(
  manager: EntityManager,
  references: readonly ReferenceEntity[],
): Promise<Reference[]> {
  const names = new Map<string, { readonly path: readonly string[]; readonly name: string }>();
  for (const kind of KINDS) {
    const ids = references.filter((reference) => kind.objectKinds.includes(reference.kind)).map((one) => one.objectId);
    const named = ids.length === 0 ? [] : ((await kind.referrerNames?.(manager, ids)) ?? []);
    for (const { id, path, name } of named) names.set(id, { path, name });
  }
  return references.map(({ objectId, kind, role }) => {
    const { path, name } = names.get(objectId) ?? { path: [], name: '' };
    return { id: `${objectId}:${role}`, kind, objectId, name, path: [...path], role };
  });
}
