import { Any, type EntityManager } from 'typeorm';
import { conflict } from '../errors/domain-error';
import { describeReferences } from './describe-references';
import { ReferenceEntity } from './reference-entity';

const DEPENDENTS_MAX = 50;
const DEPENDENTS_IN_MESSAGE_MAX = 3;

/**
 * Refuses to delete what others use.
 *
 * @param what what to call it, such as `provider`
 * @param advice what the caller can do, in a sentence
 * @throws DomainError CONFLICT, reason IN_USE, with what uses it
 */
export async function refuseInUse(
  manager: EntityManager,
  what: string,
  ids: readonly string[],
  advice: string,
): Promise<void> {
  const [rows, dependentCount] = await manager.findAndCount(ReferenceEntity, {
    where: { usedId: Any([...ids]) },
    order: { kind: 'ASC', objectId: 'ASC', role: 'ASC', usedId: 'ASC' },
    take: DEPENDENTS_MAX,
  });
  if (rows.length === 0) return;
  const dependents = await describeReferences(manager, rows);
  const named = dependents.slice(0, DEPENDENTS_IN_MESSAGE_MAX).map(({ path }) => JSON.stringify(path.join(' / ')));
  const more = dependentCount > named.length ? ` and ${dependentCount - named.length} more` : '';
  const message = `The ${what} is in use by ${named.join(', ')}${more}. ${advice}`;
  throw conflict('IN_USE', message, { dependents, dependentCount });
}
