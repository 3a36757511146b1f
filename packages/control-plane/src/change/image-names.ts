import type { ImageReferences, ImageValue } from './image-content';

type Reference = ImageReferences[string];
type NameOf = (id: string, present: string) => string;

/**
 * An image's value with other names for the objects that it refers to.
 *
 * @param nameOf the name of the object of an id; `present` is its name in the value
 */
export function withNames(value: ImageValue, references: ImageReferences, nameOf: NameOf): Record<string, unknown> {
  const members: Record<string, unknown> = { ...value };
  for (const [member, reference] of Object.entries(references)) {
    members[member] = renamed(members[member], reference, nameOf);
  }
  return members;
}

function renamed(value: unknown, reference: Reference, nameOf: NameOf): unknown {
  if (reference === undefined || reference === null) return null;
  if (typeof reference === 'string') return nameOf(reference, String(value));
  if (isList(reference)) {
    const elements: unknown[] = Array.isArray(value) ? value : [];
    return reference.map((element, index) => renamed(elements[index], element, nameOf));
  }
  return withNames(isObject(value) ? value : {}, reference, nameOf);
}

function isList(reference: Reference): reference is readonly (string | ImageReferences)[] {
  return Array.isArray(reference);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
