/** Bytes in order; without copying if there is only one part. */
export function concat(...parts: readonly (Buffer | null)[]): Buffer {
  const present = parts.filter((part) => part !== null);
  const [first, ...others] = present;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(present);
}

/** The same; null if there is no part. */
export function concatOrNull(...parts: readonly (Buffer | null)[]): Buffer | null {
  return parts.every((part) => part === null) ? null : concat(...parts);
}
