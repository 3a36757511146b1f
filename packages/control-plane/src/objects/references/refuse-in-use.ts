import { Any, type EntityManager } from 'typeorm';
import { conflict } from '../../kernel/errors/domain-error';
import { describeReferences } from './describe-references';
import { ReferenceEntity } from './reference-entity';

const DEPENDENTS_MAX = 50;
const DEPENDENTS_IN_MESSAGE_MAX = 3;

/**
 * Refuses to delete what others use.
 *
 * @param what its name, such as `provider`; or, of several, a function that returns subject and verb for these ids
 * @param advice what the caller can do, in a sentence
 * @throws DomainError CONFLICT, reason IN_USE, with what uses it
 */
export async function refuseInUse(
  manager: EntityManager,
  what: string | ((usedIds: ReadonlySet<string>) => string),
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
  const users = [...new Set(dependents.map(({ path }) => JSON.stringify(path.join(' / '))))];
  const userCount = dependentCount > rows.length ? dependentCount : users.length;
  const named = users.slice(0, DEPENDENTS_IN_MESSAGE_MAX);
  const more = userCount > named.length ? ` and ${userCount - named.length} more` : '';
  const used = typeof what === 'string' ? `The ${what} is` : what(new Set(rows.map(({ usedId }) => usedId)));
  const message = `${used} in use by ${named.join(', ')}${more}. ${advice}`;
  throw conflict('IN_USE', message, { dependents, dependentCount });
}
