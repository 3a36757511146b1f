import { isDeepStrictEqual } from 'node:util';

/**
 * The members of a patch that differ from the object; absent members are unchanged.
 *
 * @returns null if nothing differs, so there is nothing to commit
 */
export function applyPatch<T extends object, M extends keyof T>(
  object: T,
  patch: { readonly [K in M]: T[K] | undefined },
): Partial<Pick<T, M>> | null {
  const differing = (Object.keys(patch) as M[]).filter((member) => {
    const value = patch[member];
    return value !== undefined && !isDeepStrictEqual(value, object[member]);
  });
  if (differing.length === 0) return null;
  return Object.fromEntries(differing.map((member) => [member, patch[member]])) as Partial<Pick<T, M>>;
}
