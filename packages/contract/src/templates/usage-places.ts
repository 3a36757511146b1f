/** Several places, of which the first one present counts. */
export function anyOf(...places: readonly string[]): string {
  return places.join(' ');
}
