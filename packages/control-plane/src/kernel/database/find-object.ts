import type { EntityManager, EntityTarget } from 'typeorm';
import type { ConfigurationEntity } from './configuration-entity';
import { conflict, notFound } from '../errors/domain-error';
import type { Refusals } from '../rules/input-check';
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

/**
 * The same for an input that may have other problems: null, with a problem, if there is no such object, and null without
 * one if its id is not valid. A stale version is a problem, but the input can still be compared with the object.
 */
export async function subjectOf<E extends ConfigurationEntity>(
  refusals: Refusals,
  manager: EntityManager,
  entity: EntityTarget<E>,
  id: string | undefined,
  what: string,
  expectedVersion?: number | null,
): Promise<E | null> {
  if (id === undefined) return null;
  const object = await refusals.gather(() => getObject(manager, entity, id, what));
  if (object !== null) await refusals.gather(() => checkVersion(what, object.version, expectedVersion));
  return object;
}

/** @throws DomainError CONFLICT, reason STALE_VERSION, with the current version */
export function checkVersion(what: string, current: number, expected: number | null | undefined): void {
  if (expected === null || expected === undefined || expected === current) return;
  const message = `The ${what} has changed: its version is ${current}, not ${expected}. Read it again.`;
  const problem = `must be ${current}, the current version of the ${what}: read it again`;
  throw conflict('STALE_VERSION', message, {
    currentVersion: current,
    fields: [{ path: 'expectedVersion', message: problem, reason: 'OUT_OF_RANGE' }],
  });
}
