/**
 * Calls a function once per owner and returns the cached result afterwards. The result is shared by all that have the
 * owner, and lives as long as the owner.
 */
export function memoized<Owner extends object, T>(make: (owner: Owner) => T): (owner: Owner) => T {
  const made = new WeakMap<Owner, { readonly value: T }>();
  return (owner) => {
    const known = made.get(owner) ?? { value: make(owner) };
    made.set(owner, known);
    return known.value;
  };
}
