/** How a manifest writes a literal `${`, which would otherwise begin a reference. */
const ESCAPED = '$${';
const LITERAL = '${';

/** Reads `$${` as `${` in all texts of a value. */
export function withoutEscapes(value: unknown): unknown {
  return mapTexts(value, ESCAPED, LITERAL);
}

/** Writes `${` as `$${` in all texts of a value, so that nothing takes it for a reference. */
export function withEscapes(value: unknown): unknown {
  return mapTexts(value, LITERAL, ESCAPED);
}

/** Values that do not have the text are returned as they are. */
function mapTexts(value: unknown, from: string, to: string): unknown {
  if (typeof value === 'string') return value.includes(from) ? value.replaceAll(from, () => to) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const mapped = items.map((item) => mapTexts(item, from, to));
    return mapped.every((item, index) => item === items[index]) ? value : mapped;
  }
  const entries: [string, unknown][] = Object.entries(value);
  const mapped = entries.map(([member, item]): [string, unknown] => [member, mapTexts(item, from, to)]);
  return mapped.every(([, item], index) => item === entries[index]?.[1]) ? value : Object.fromEntries(mapped);
}
