const INDEX = /^\d+$/;

/** A place in JSON: a pointer (RFC 6901) in which a segment `*` stands for any element of an array. */
export class JsonMember {
  readonly #segments: readonly string[];

  constructor(pointer: string) {
    this.#segments = pointer
      .split('/')
      .slice(1)
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  }

  /** The last name on the way; null where it has none but elements of arrays. */
  get name(): string | null {
    return this.#segments.findLast((segment) => segment !== '*' && !INDEX.test(segment)) ?? null;
  }

  /** Whether the value has something in this place that is not empty: null, false, "", [] and {} are. */
  isPresent(json: unknown): boolean {
    return hasValue(json, this.#segments, 0);
  }
}

/** Any beginning of a value but those of the empty ones. */
const NOT_EMPTY = String.raw`[^\snf"[{]|"[^"]|\[\s*[^\]\s]|\{\s*[^}\s]`;

/**
 * Finds in JSON, without parsing it, whether it may hold a value that is not empty under one of these names, wherever.
 * That is asked of nearly every event of every stream, and nearly always the answer is no. A name that is spelled with
 * escapes (`"\u0065rror"`) is not found; no vendor writes one.
 *
 * @returns to be tried on JSON in UTF-8 with each byte as a character
 */
export function mentionOf(names: readonly string[]): RegExp {
  const quoted = names.map((name) => Buffer.from(JSON.stringify(name)).toString('latin1'));
  const anyName = quoted.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)).join('|');
  return new RegExp(String.raw`(?:${anyName})\s*:\s*(?:${NOT_EMPTY})`);
}

function hasValue(value: unknown, segments: readonly string[], depth: number): boolean {
  const segment = segments[depth];
  if (segment === undefined) return !isEmpty(value);
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    if (segment === '*') return elements.some((element) => hasValue(element, segments, depth + 1));
    return INDEX.test(segment) && hasValue(elements[Number(segment)], segments, depth + 1);
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
  return hasValue((value as Record<string, unknown>)[segment], segments, depth + 1);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
