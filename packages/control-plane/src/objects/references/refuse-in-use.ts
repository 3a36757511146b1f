import { Any, type EntityManager } from 'typeorm';
import { conflict } from '../../kernel/errors/domain-error';
import type { Reference } from '../../kernel/reference';
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
  const users = namesOf(dependents, await aliasesFor(manager, rows));
  const userCount = dependentCount > rows.length ? dependentCount : users.length;
  const named = users.slice(0, DEPENDENTS_IN_MESSAGE_MAX);
  const more = userCount > named.length ? ` and ${userCount - named.length} more` : '';
  const used = typeof what === 'string' ? `The ${what} is` : what(new Set(rows.map(({ usedId }) => usedId)));
  const message = `${used} in use by ${named.join(', ')}${more}. ${advice}`;
  throw conflict('IN_USE', message, { dependents, dependentCount });
}

/** What uses the objects, each once, with the aliases by which an AI API uses models. */
function namesOf(dependents: readonly Reference[], aliases: ReadonlyMap<string, readonly string[]>): string[] {
  const names = dependents.map(({ path, objectId }) => {
    const name = JSON.stringify(path.join(' / '));
    const used = aliases.get(objectId) ?? [];
    if (used.length === 0) return name;
    const [first = '', ...others] = used.slice(0, DEPENDENTS_IN_MESSAGE_MAX).map((alias) => JSON.stringify(alias));
    return others.length === 0
      ? `${name} (its alias ${first})`
      : `${name} (its aliases ${[first, ...others].join(', ')})`;
  });
  return [...new Set(names)];
}

/** The aliases that stand for the used models, by the id of their AI API. */
async function aliasesFor(manager: EntityManager, rows: readonly ReferenceEntity[]): Promise<Map<string, string[]>> {
  const models = rows.filter(({ role }) => role === 'MODEL_ALIAS').map(({ usedId }) => usedId);
  if (models.length === 0) return new Map();
  const found: { aiApiId: string; name: string }[] = await manager.query(
    'SELECT ai_api_id AS "aiApiId", name FROM model_alias WHERE model_id = ANY($1) ORDER BY ai_api_id, position',
    [models],
  );
  const names = new Map<string, string[]>();
  for (const { aiApiId, name } of found) names.set(aiApiId, [...(names.get(aiApiId) ?? []), name]);
  return names;
}
