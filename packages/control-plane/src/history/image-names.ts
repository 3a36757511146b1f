import type { ImageReferences, ImageValue } from '../change/image-content';

type Reference = ImageReferences[string];

/** An image's value with the names that its references have by `nameOf`, in place of those that it was recorded with. */
export function withNames(
  value: ImageValue,
  references: ImageReferences,
  nameOf: (id: string) => string,
): Record<string, unknown> {
  const members: Record<string, unknown> = { ...value };
  for (const [member, reference] of Object.entries(references)) {
    members[member] = renamed(members[member], reference, nameOf);
  }
  return members;
}

function renamed(value: unknown, reference: Reference, nameOf: (id: string) => string): unknown {
  if (reference === undefined || reference === null) return null;
  if (typeof reference === 'string') return nameOf(reference);
  if (isList(reference)) {
    const elements: unknown[] = Array.isArray(value) ? value : [];
    return reference.map((element, index) => renamed(elements[index], element, nameOf));
  }
  return withNames(isObject(value) ? value : {}, reference, nameOf);
}

function isList(reference: Reference): reference is readonly ImageReferences[] {
  return Array.isArray(reference);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
