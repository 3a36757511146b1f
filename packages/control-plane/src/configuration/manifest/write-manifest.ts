import type { ManifestFormat } from '../../kernel/text/manifest-format';
import { nameKey } from '../../kernel/text/name-key';
import { writeText } from '../../kernel/text/write-text';
import type { Kind } from '../../objects/kind/kind';
import { type Members, membersSchema } from '../../objects/kind/manifest-list';
import { kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from '../plan/configuration';
import { compareTexts } from '../plan/plan-changes';
import { listedWithin, SECTIONS } from './manifest-tree';

/**
 * Writes a configuration as a manifest: equal configurations give equal texts, sorted by name. An item has the members
 * that differ from their defaults, and all its lists, so that they are complete. It has no credential, which keeps the
 * present one.
 */
export function writeManifest(configuration: Configuration, format: ManifestFormat): string {
  return writeText(documentOf(configuration), format);
}

type ObjectsOf = ReadonlyMap<Kind, readonly ConfiguredObject[]>;

function documentOf({ objects }: Configuration): Members {
  const objectsOf: ObjectsOf = Map.groupBy(objects, ({ kind }) => kindOf(kind));
  const listed = new Map(
    SECTIONS.flatMap(listedWithin).map((kind) => [
      kind,
      Map.groupBy(objectsOf.get(kind) ?? [], ({ path: [owner = ''] }) => owner),
    ]),
  );
  const listsOf = (section: Kind, owner: string) =>
    listedWithin(section).map((kind) => [kind.manifest.name, itemsOf(kind, listed.get(kind)?.get(owner) ?? [])]);
  return Object.fromEntries(
    SECTIONS.map((section) => [
      section.manifest.name,
      sorted(section, objectsOf.get(section) ?? []).map(({ name, item }) =>
        Object.assign({}, item, Object.fromEntries(listsOf(section, name))),
      ),
    ]),
  );
}

function itemsOf(kind: Kind, objects: readonly ConfiguredObject[]): (Members | string)[] {
  return sorted(kind, objects).map(({ item }) => item);
}

/** Items by the names of their objects; nameless ones of the same label by what they say. */
function sorted(kind: Kind, objects: readonly ConfiguredObject[]): { name: string; item: Members | string }[] {
  return objects
    .map(({ kind: objectKind, path, value }) => {
      return { name: path.at(-1) ?? '', item: kind.manifest.itemOf(membersSchema.parse(value), objectKind) };
    })
    .toSorted((one, other) => {
      const keyOf = (name: string) => (kind.isCaseSensitive ? name : nameKey(name));
      const byName = compareTexts(keyOf(one.name), keyOf(other.name));
      return byName === 0 ? compareTexts(JSON.stringify(one.item), JSON.stringify(other.item)) : byName;
    });
}
