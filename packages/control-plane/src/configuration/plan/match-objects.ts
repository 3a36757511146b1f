import { isDeepStrictEqual } from 'node:util';
import type { ImageValue } from '../../change/image-content';
import type { ObjectKind } from '../../kernel/object-kind';
import { nameKey } from '../../kernel/text/name-key';
import { isConfiguredKind, kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from './configuration';

/** The present object that each desired one matches; null if it is to be created. */
export type Matches = ReadonlyMap<ConfiguredObject, ConfiguredObject | null>;

/**
 * Matches each desired object with a present one: by id if it has one, otherwise by kind and path. A nameless object
 * without an id matches an equal object of its owner and kind; failing that, one that it continues (`Kind.continuations`).
 *
 * @param renamed a present object with the names that it is matched by
 */
export function matchObjects(
  present: Configuration,
  desired: Configuration,
  renamed: (object: ConfiguredObject) => ConfiguredObject = (object) => object,
): Matches {
  const byId = new Map(present.objects.map((object) => [object.id, object]));
  const named = present.objects.filter((object) => !isNameless(object));
  const byPath = new Map(named.map((object) => [keyOf(object.kind, renamed(object).path), object]));
  const matches = new Map<ConfiguredObject, ConfiguredObject | null>();
  for (const object of desired.objects) {
    const found = object.id === null ? byPath.get(keyOf(object.kind, object.path)) : byId.get(object.id);
    matches.set(object, found ?? null);
  }
  matchNameless(present, desired, matches, renamed);
  return matches;
}

/** Identifies a named object in a configuration, ignoring case in names that are case-insensitive. */
export function keyOf(kind: ObjectKind, path: readonly string[]): string {
  return JSON.stringify([kind, ...pathKey(kind, path)]);
}

/** A path as it is compared and sorted. */
export function pathKey(objectKind: ObjectKind, path: readonly string[]): string[] {
  const kind = isConfiguredKind(objectKind) ? kindOf(objectKind) : null;
  const ownersCount = kind?.owners.length ?? 0;
  return path.map((name, index) => (kind?.isCaseSensitive === true && index >= ownersCount ? name : nameKey(name)));
}

/** Whether the path of an object does not identify it. */
export function isNameless({ kind }: Pick<ConfiguredObject, 'kind'>): boolean {
  return kindOf(kind).continuations !== undefined;
}

function matchNameless(
  present: Configuration,
  desired: Configuration,
  matches: Map<ConfiguredObject, ConfiguredObject | null>,
  renamed: (object: ConfiguredObject) => ConfiguredObject,
): void {
  const candidates = present.objects.filter(isNameless).map((object) => ({ object, asRenamed: renamed(object) }));
  const families = Map.groupBy(candidates, ({ asRenamed }) => familyOf(asRenamed));
  const unmatched = desired.objects.filter((object) => isNameless(object) && object.id === null);
  for (const [family, objects] of Map.groupBy(unmatched, familyOf)) {
    const free = new Set(families.get(family));
    const match = (isMatch: (desired: ImageValue, candidate: ImageValue) => boolean) => {
      for (const object of objects.filter((one) => matches.get(one) === null)) {
        const found = [...free].find((candidate) => isMatch(object.value, candidate.asRenamed.value));
        if (found === undefined) continue;
        matches.set(object, found.object);
        free.delete(found);
      }
    };
    match(isDeepStrictEqual);
    const kind = objects[0] && kindOf(objects[0].kind);
    for (const isContinued of kind?.continuations ?? []) match(isContinued);
  }
}

/** Nameless objects can match within their owner and kind. */
function familyOf({ kind, path: [owner = ''] }: ConfiguredObject): string {
  return keyOf(kind, [owner]);
}
