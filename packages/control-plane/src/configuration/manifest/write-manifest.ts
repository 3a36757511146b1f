import type { ManifestFormat } from '../../kernel/text/manifest-format';
import { withEscapes } from '../../kernel/text/literal-references';
import { nameKey } from '../../kernel/text/name-key';
import { sortedByKey } from '../../kernel/text/sorted-by-key';
import { writeText } from '../../kernel/text/write-text';
import type { Kind } from '../../objects/kind/kind';
import { type Members, membersSchema } from '../../objects/kind/manifest-list';
import { kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from '../plan/configuration';
import { listedWithin, SECTIONS } from './manifest-tree';

/**
 * Writes a configuration as a manifest: equal configurations give equal texts, sorted by name. An item has the members
 * that differ from their defaults, and all its lists, so that they are complete. It has no credential, so applying it
 * keeps the present one. A literal `${` is written as `$${`.
 *
 * @param isPart whether it is a part of a configuration: a section without objects is then omitted, because an empty one
 *   would mean that there are none
 */
export function writeManifest(
  configuration: Configuration,
  format: ManifestFormat,
  { isPart = false }: { readonly isPart?: boolean } = {},
): string {
  const document = Object.entries(documentOf(configuration)).filter(([, items]) => !isPart || items.length > 0);
  return writeText(membersSchema.parse(withEscapes(Object.fromEntries(document))), format);
}

type ObjectsOf = ReadonlyMap<Kind, readonly ConfiguredObject[]>;

function documentOf({ objects }: Configuration): Readonly<Record<string, readonly Members[]>> {
  const objectsOf: ObjectsOf = Map.groupBy(objects, ({ kind }) => kindOf(kind));
  const listed = new Map(
    SECTIONS.flatMap(listedWithin).map((kind) => [
      kind,
      Map.groupBy(objectsOf.get(kind) ?? [], ({ path: [owner = ''] }) => owner),
    ]),
  );
  const listsOf = (section: Kind, name: string, owner: Members) =>
    listedWithin(section).map((kind) => [kind.manifest.name, itemsOf(kind, listed.get(kind)?.get(name) ?? [], owner)]);
  return Object.fromEntries(
    SECTIONS.map((section) => [
      section.manifest.name,
      sorted(section, objectsOf.get(section) ?? [], {}).map(({ name, value, item }) =>
        Object.assign({}, item, Object.fromEntries(listsOf(section, name, value))),
      ),
    ]),
  );
}

function itemsOf(kind: Kind, objects: readonly ConfiguredObject[], owner: Members): (Members | string)[] {
  return sorted(kind, objects, owner).map(({ item }) => item);
}

interface WrittenObject {
  readonly name: string;
  readonly value: Members;
  readonly item: Members | string;
}

/** Items by the names of their objects; nameless ones with the same label by content. */
function sorted(kind: Kind, objects: readonly ConfiguredObject[], owner: Members): WrittenObject[] {
  const items = objects.map(({ kind: objectKind, path, value: image }) => {
    const value = membersSchema.parse(image);
    return { name: path.at(-1) ?? '', value, item: kind.manifest.itemOf(value, objectKind, owner) };
  });
  const isNameless = kind.continuations !== undefined;
  return sortedByKey(items, ({ name, item }) => {
    const key = kind.isCaseSensitive ? name : nameKey(name);
    return isNameless ? `${key}\0${JSON.stringify(item)}` : key;
  });
}
