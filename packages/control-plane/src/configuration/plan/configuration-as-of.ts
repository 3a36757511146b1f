import type { EntityManager } from 'typeorm';
import { ChangeEntity } from '../../change/change-entity';
import { withNames } from '../../history/image-names';
import { imagePath } from '../../history/image-path';
import type { ImageReferences, ImageValue } from '../../change/image-content';
import { upgradeImage } from '../../change/upgrade-image';
import { type Configuration, CONFIGURED_KINDS, type ConfiguredObject, isConfiguredKind } from './configuration';

/**
 * The whole configuration as it was at a revision, from the history alone. It takes one statement, which reads what has
 * changed once, and as much memory as the configuration had objects.
 *
 * @param revision one that there is
 */
export async function configurationAsOf(manager: EntityManager, revision: number): Promise<Configuration> {
  const rows = await lastChanges(manager, revision);
  return { objects: nameObjects(rows.flatMap(objectOf)) };
}

/** An object whose value has the names of when it was recorded. */
interface PastObject extends Pick<ConfiguredObject, 'kind'> {
  readonly id: string;
  readonly value: ImageValue;
  readonly references: ImageReferences;
}

/** The last change of each object up to a revision; the index `change_of_configuration` is made for this. */
async function lastChanges(manager: EntityManager, revision: number): Promise<ChangeEntity[]> {
  return manager
    .createQueryBuilder(ChangeEntity, 'change')
    .where("change.kind NOT IN ('CONSUMER_KEY', 'ACCESS_TOKEN') AND change.revision <= :revision", { revision })
    .distinctOn(['change.objectId'])
    .orderBy('change.objectId')
    .addOrderBy('change.revision', 'DESC')
    .getMany();
}

function objectOf({ kind, objectId, formatVersion, afterValue, afterReferences }: ChangeEntity): PastObject[] {
  if (afterValue === null || afterReferences === null || !isConfiguredKind(kind)) return [];
  const content = upgradeImage(kind, formatVersion, { value: afterValue, references: afterReferences });
  return [{ kind, id: objectId, ...content }];
}

/**
 * An image names others as they were called when it was recorded. Its own name each object knows itself, so the names
 * as of the asked revision are those that the named objects' images have.
 */
function nameObjects(objects: readonly PastObject[]): ConfiguredObject[] {
  const names = new Map(objects.map(({ id, value }) => [id, 'name' in value ? String(value.name) : '']));
  const nameOf = (id: string) => {
    const name = names.get(id);
    if (name === undefined) throw new Error(`the history has lost the object ${id}, which another one names`);
    return name;
  };
  const named = objects.map(({ kind, id, value, references }) => {
    const present = withNames(value, references, nameOf);
    return { kind, id, path: imagePath(kind, present), value: present };
  });
  const byKind = Map.groupBy(named, ({ kind }) => kind);
  return CONFIGURED_KINDS.flatMap((kind) => byKind.get(kind) ?? []);
}
