/** Several places, of which the first that is there counts. */
export function anyOf(...places: readonly string[]): string {
  return places.join(' ');
}
