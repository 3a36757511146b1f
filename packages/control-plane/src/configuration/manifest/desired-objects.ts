import { forEachInSlices } from '@switchyard/contract';
import { z } from 'zod';
import { nameKey } from '../../kernel/text/name-key';
import type { Kind } from '../../objects/kind/kind';
import type { Members } from '../../objects/kind/manifest-list';
import { isConfiguredKind, kindOf } from '../../objects/kinds';
import type { ConfiguredObject } from '../plan/configuration';
import type { Place } from '../plan/plan-context';
import { type Manifest, RENAMED_FROM } from './manifest-rules';
import { listedWithin, SECTIONS } from './manifest-tree';

/** The objects of a manifest, with their desired images. */
export interface DesiredObjects {
  readonly objects: readonly ConfiguredObject[];
  /** Each object's path in the manifest. */
  readonly places: ReadonlyMap<ConfiguredObject, Place>;
  /** What an object refers to for its credential, such as `env:OPENAI_API_KEY` or `secret:openai`. */
  readonly secretReferences: ReadonlyMap<ConfiguredObject, string>;
  /** What an object was called before, if its item says so. */
  readonly previousNames: ReadonlyMap<ConfiguredObject, string>;
}

const listSchema = z.array(z.unknown()).default([]);

/** Yields to the event loop in between: a manifest may have 100,000 objects. */
export async function desiredObjects(manifest: Manifest): Promise<DesiredObjects> {
  const places = new Map<ConfiguredObject, Place>();
  const secretReferences = new Map<ConfiguredObject, string>();
  const previousNames = new Map<ConfiguredObject, string>();
  const addList = (kind: Kind, items: unknown, owner: Members, at: Place) => {
    for (const [index, item] of listSchema.parse(items).entries()) {
      addItem(kind, item, owner, [...at, kind.manifest.name, index]);
    }
  };
  const addItem = (kind: Kind, given: unknown, owner: Members, place: Place) => {
    const { item, lists, previousName } = parted(kind, given);
    const object = objectOf(kind, item, owner);
    places.set(object, place);
    if (previousName !== null) previousNames.set(object, previousName);
    const reference = kind.manifest.secretReferenceOf?.(item) ?? null;
    if (reference !== null) secretReferences.set(object, reference);
    for (const [listed, items] of lists) addList(listed, items, { ...object.value }, place);
  };
  for (const section of SECTIONS) {
    const { name } = section.manifest;
    const items = listSchema.parse(manifest[name]);
    await forEachInSlices(items.entries(), ([index, item]) => addItem(section, item, {}, [name, index]));
  }
  return { objects: [...places.keys()], places, secretReferences, previousNames };
}

/** The parts of an item. */
interface Parts {
  /** What describes the object itself. */
  readonly item: unknown;
  /** Its lists by kind. */
  readonly lists: [Kind, unknown][];
  readonly previousName: string | null;
}

function parted(kind: Kind, item: unknown): Parts {
  if (typeof item !== 'object' || item === null) return { item, lists: [], previousName: null };
  const within = listedWithin(kind);
  const members = new Map(Object.entries(item));
  const lists = within.map((listed): [Kind, unknown] => [listed, members.get(listed.manifest.name)]);
  for (const { manifest } of within) members.delete(manifest.name);
  const previousName: unknown = members.get(RENAMED_FROM);
  members.delete(RENAMED_FROM);
  return {
    item: Object.fromEntries(members),
    lists,
    previousName: typeof previousName === 'string' ? previousName : null,
  };
}

function objectOf(kind: Kind, item: unknown, owner: Members): ConfiguredObject {
  const objectKind = kind.manifest.objectKindOf?.(item) ?? kind.objectKinds[0];
  if (objectKind === undefined || !isConfiguredKind(objectKind)) {
    throw new Error(`the kind ${kind.label} has no object kind for an item of a manifest`);
  }
  const value = kind.manifest.imageValueOf(item, owner);
  return { kind: objectKind, id: null, path: kind.pathOf(value, objectKind), value };
}

/**
 * Whether a present object is deleted because the manifest does not name it: if its list is given, and either `prune`
 * is set or such lists are always complete.
 */
export function removalsOf(manifest: Manifest, prune: boolean): (object: ConfiguredObject) => boolean {
  const items = new Map(SECTIONS.map((section) => [section, itemsByName(manifest[section.manifest.name])]));
  return ({ kind: objectKind, path: [ownerName = ''] }) => {
    const kind = kindOf(objectKind);
    const { name, isAlwaysComplete = false } = kind.manifest;
    if (!prune && !isAlwaysComplete) return false;
    const [owner] = kind.owners;
    if (owner === undefined) return manifest[name] !== undefined;
    const item = isConfiguredKind(owner) ? items.get(kindOf(owner))?.get(nameKey(ownerName)) : undefined;
    return item?.[name] !== undefined;
  };
}

const namedSchema = z.object({ name: z.string() });

function itemsByName(items: unknown): Map<string, Members> {
  const checked = listSchema.parse(items).filter(isObject);
  return new Map(checked.map((item) => [nameKey(namedSchema.parse(item).name), item]));
}

function isObject(item: unknown): item is Members {
  return typeof item === 'object' && item !== null;
}
