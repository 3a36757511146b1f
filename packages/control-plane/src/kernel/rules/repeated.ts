/** The indexes of values that occur earlier in the list. */
export function repeated(values: readonly string[]): number[] {
  const first = new Map<string, number>();
  return values.flatMap((value, index) => {
    if (first.has(value)) return [index];
    first.set(value, index);
    return [];
  });
}
