/**
 * Calls a function once for each owner and then returns what it returned: what it makes is shared by all that have the
 * owner, and lives as long as the owner does.
 */
export function memoized<Owner extends object, T>(make: (owner: Owner) => T): (owner: Owner) => T {
  const made = new WeakMap<Owner, { readonly value: T }>();
  return (owner) => {
    const known = made.get(owner) ?? { value: make(owner) };
    made.set(owner, known);
    return known.value;
  };
}
