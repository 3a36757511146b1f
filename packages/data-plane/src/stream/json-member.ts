const QUOTE = 0x22;
const COLON = 0x3a;
const [OPENING_BRACKET, CLOSING_BRACKET, OPENING_BRACE, CLOSING_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const INDEX = /^\d+$/;
const [N_OF_NULL, F_OF_FALSE] = [0x6e, 0x66];

/**
 * A place in JSON: a pointer (RFC 6901) in which a segment `*` stands for any element of an array.
 *
 * Whether there is something in that place is asked of nearly every event of every stream, and nearly always the
 * answer is no. So the bytes are searched for the name first, and parsed only where they may hold a value under it. A
 * name that is spelled with escapes (`"\u0065rror"`) is not found; no vendor writes one.
 */
export class JsonMember {
  readonly #segments: readonly string[];
  /** The last name of the pointer in quotes; null where it has none, and each event has to be parsed. */
  readonly #quotedName: Buffer | null;

  constructor(pointer: string) {
    this.#segments = pointer
      .split('/')
      .slice(1)
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
    const name = this.#segments.findLast((segment) => segment !== '*' && !INDEX.test(segment));
    this.#quotedName = name === undefined ? null : Buffer.from(JSON.stringify(name));
  }

  /** Whether the bytes may hold something in this place that is not empty; where not, they need not be parsed. */
  mayBePresent(data: Buffer): boolean {
    const name = this.#quotedName;
    if (name === null) return true;
    for (let found = data.indexOf(name); found !== -1; found = data.indexOf(name, found + name.length)) {
      if (mayHaveValue(data, found + name.length)) return true;
    }
    return false;
  }

  /** Whether the value has something in this place that is not empty: null, false, "", [] and {} are. */
  isPresent(json: unknown): boolean {
    return hasValue(json, this.#segments, 0);
  }
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

/** @param at directly behind a name's closing quote */
function mayHaveValue(data: Buffer, at: number): boolean {
  const colon = skipBlanks(data, at);
  if (data[colon] !== COLON) return false;
  const value = skipBlanks(data, colon + 1);
  switch (data[value]) {
    case undefined:
    case N_OF_NULL:
    case F_OF_FALSE:
      return false;
    case QUOTE:
      return data[value + 1] !== QUOTE;
    case OPENING_BRACKET:
      return data[skipBlanks(data, value + 1)] !== CLOSING_BRACKET;
    case OPENING_BRACE:
      return data[skipBlanks(data, value + 1)] !== CLOSING_BRACE;
    default:
      return true;
  }
}

function skipBlanks(data: Buffer, from: number): number {
  let at = from;
  while (data[at] === 0x20 || data[at] === 0x0a || data[at] === 0x0d || data[at] === 0x09) at += 1;
  return at;
}
