import type { EntityManager } from 'typeorm';
import { ChangeEntity } from '../../change/change-entity';
import { checkImageFormat } from '../../change/image-content';
import { withNames } from '../../change/image-names';
import { CONFIGURED_KINDS, isConfiguredKind, kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from './configuration';

/**
 * The whole configuration as of a revision, from the history alone: one statement, and as much memory as the
 * configuration had objects.
 *
 * @param revision an existing one
 */
export async function configurationAsOf(manager: EntityManager, revision: number): Promise<Configuration> {
  const rows = await lastChanges(manager, revision);
  return { objects: inNamesOfTheirTime(rows.flatMap(objectOf)) };
}

/** An object whose value has the names that were current when it was recorded. */
type RecordedObject = Required<Omit<ConfiguredObject, 'path'>> & { readonly id: string };

/** The last change of each object up to a revision. The condition on kinds is that of the index `change_of_configuration`. */
async function lastChanges(manager: EntityManager, revision: number): Promise<ChangeEntity[]> {
  return manager
    .createQueryBuilder(ChangeEntity, 'change')
    .where("change.kind NOT IN ('CONSUMER_KEY', 'ACCESS_TOKEN') AND change.revision <= :revision", { revision })
    .distinctOn(['change.objectId'])
    .orderBy('change.objectId')
    .addOrderBy('change.revision', 'DESC')
    .getMany();
}

function objectOf(change: ChangeEntity): RecordedObject[] {
  const { kind, objectId: id, formatVersion, afterValue: value, afterReferences: references } = change;
  if (value === null || references === null || !isConfiguredKind(kind)) return [];
  checkImageFormat(formatVersion);
  return [{ kind, id, value, references }];
}

/**
 * An image has the names that other objects had when it was recorded. The names as of the requested revision are
 * in the images of those objects.
 */
function inNamesOfTheirTime(objects: readonly RecordedObject[]): ConfiguredObject[] {
  const names = new Map(objects.map(({ id, value }) => [id, 'name' in value ? String(value.name) : '']));
  const nameOf = (id: string) => {
    const name = names.get(id);
    if (name === undefined)
      throw new Error(`the history no longer has the object ${id}, to which another object refers`);
    return name;
  };
  const named = objects.map(({ kind, id, value, references }) => {
    const renamed = withNames(value, references, nameOf);
    return { kind, id, path: kindOf(kind).pathOf(renamed, kind), value: renamed, references };
  });
  const byKind = Map.groupBy(named, ({ kind }) => kind);
  return CONFIGURED_KINDS.flatMap((kind) => byKind.get(kind) ?? []);
}
