/** Headers as flat lists of alternating names and values, in which repeated headers keep their order. */

/** The value of the first header with a name (lower case); null if there is none. */
export function headerValue(raw: readonly string[], name: string): string | null {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (isName(raw[index] ?? '', name)) return raw[index + 1] ?? null;
  }
  return null;
}

/** The headers without those with a name (lower case). */
export function withoutHeader(raw: readonly string[], name: string): string[] {
  return raw.filter((_part, index) => !isName(raw[index - (index % 2)] ?? '', name));
}

/** The values of all headers with a name (lower case). */
export function headerValues(raw: readonly string[], name: string): string[] {
  return raw.filter((_part, index) => index % 2 === 1 && isName(raw[index - 1] ?? '', name));
}

/** Nearly all names differ in length, which is compared first. */
function isName(part: string, name: string): boolean {
  return part.length === name.length && (part === name || part.toLowerCase() === name);
}
