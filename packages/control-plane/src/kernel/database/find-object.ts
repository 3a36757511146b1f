import type { EntityManager, EntityTarget } from 'typeorm';
import type { ConfigurationEntity } from './configuration-entity';
import { badInput, conflict, notFound } from '../errors/domain-error';
import { selectEntities } from './plain-rows';
import { isUuid } from '../text/uuid';

/** The object with that id, or null. */
export async function findObject<E extends ConfigurationEntity>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  id: string,
): Promise<E | null> {
  if (!isUuid(id)) return null;
  const [object] = await selectEntities(manager, entity, 'WHERE id = $1', [id]);
  return object ?? null;
}

/**
 * The object that a mutation changes.
 *
 * @param what what messages call it, such as `provider`
 * @param expectedVersion the version that the caller knows, if given
 * @throws DomainError NOT_FOUND; CONFLICT, reason STALE_VERSION
 */
export async function getObject<E extends ConfigurationEntity>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  id: string,
  what: string,
  expectedVersion?: number | null,
): Promise<E> {
  const object = await findObject(manager, entity, id);
  if (object === null) throw notFound(what, id);
  checkVersion(what, object.version, expectedVersion);
  return object;
}

/** @throws DomainError CONFLICT, reason STALE_VERSION, with the current version */
export function checkVersion(what: string, current: number, expected: number | null | undefined): void {
  if (expected === null || expected === undefined || expected === current) return;
  const message = `The ${what} has changed: its version is ${current}, not ${expected}. Read it again.`;
  throw conflict('STALE_VERSION', message, { currentVersion: current });
}

/**
 * The object that a field of an input refers to.
 *
 * @throws DomainError BAD_USER_INPUT, reason NOT_FOUND, at that field
 */
export async function referredObject<E extends ConfigurationEntity>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  id: string,
  path: string,
  what: string,
): Promise<E> {
  const object = await findObject(manager, entity, id);
  if (object !== null) return object;
  throw badInput([{ path, message: `no ${what} has this id`, reason: 'NOT_FOUND' }]);
}
