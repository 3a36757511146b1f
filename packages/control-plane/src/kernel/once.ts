/** Makes a value when it is asked for the first time, and returns the same one afterwards. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
