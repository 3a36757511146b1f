import type { ImageValue } from '../../change/image-content';
import type { Names } from '../../objects/kind/kind';
import { kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from './configuration';
import { isNameless, keyOf } from './match-objects';

/** The path and the value of a desired object. */
export type Spelled = Pick<ConfiguredObject, 'path' | 'value'>;

/**
 * Replaces the references of desired objects by the spelling of the objects they refer to: another case refers to
 * the same object and is not a difference.
 */
export function speller(present: Configuration, desired: Configuration): (object: ConfiguredObject) => Spelled {
  const found = new Map<string, { readonly name: string; readonly value: ImageValue }>();
  for (const object of [...present.objects, ...desired.objects]) {
    const { kind, path, value } = object;
    if (!isNameless(object)) found.set(keyOf(kind, path), { name: path.at(-1) ?? '', value });
  }
  const names: Names = {
    nameOf: (kind, ...path) => found.get(keyOf(kind, path))?.name ?? path.at(-1) ?? '',
    imageOf: (kind, ...path) => found.get(keyOf(kind, path))?.value,
  };
  return ({ kind: objectKind, path, value }) => {
    const kind = kindOf(objectKind);
    const spelled = kind.spell?.(value, names);
    return spelled === undefined ? { path, value } : { path: kind.pathOf(spelled, objectKind), value: spelled };
  };
}
