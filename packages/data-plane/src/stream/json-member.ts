const INDEX = /^\d+$/;

/** A JSON pointer (RFC 6901) in which a segment `*` matches any element of an array. */
export class JsonMember {
  readonly #segments: readonly string[];

  constructor(pointer: string) {
    this.#segments = pointer
      .split('/')
      .slice(1)
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  }

  /** The last name in the pointer; null if it only has array elements. */
  get name(): string | null {
    return this.#segments.findLast((segment) => segment !== '*' && !INDEX.test(segment)) ?? null;
  }

  /** Whether the value has something here that is not empty, that is not null, false, "", [] or {}. */
  isPresent(json: unknown): boolean {
    return hasValue(json, this.#segments, 0, (value) => !isEmpty(value));
  }

  /** Whether the value has this text here. */
  is(json: unknown, text: string): boolean {
    return hasValue(json, this.#segments, 0, (value) => value === text);
  }
}

/** Any start of a value except those of empty ones. */
const NOT_EMPTY = String.raw`[^\snf"[{]|"[^"]|\[\s*[^\]\s]|\{\s*[^}\s]`;

/** A rule's condition on a member with this name: this text as its value, or, if null, any value that is not empty. */
export interface Mention {
  readonly name: string;
  readonly value: string | null;
}

/**
 * Checks, without parsing, whether JSON may contain one of these values under its name at any depth. This runs for
 * nearly every event of every stream, and the answer is nearly always no. For a text, only the text is searched for,
 * because it is rarer than its member. Escaped spellings (`"\u0065rror"`) are not found; no vendor uses them.
 *
 * @returns to be matched against UTF-8 JSON with each byte as a character
 */
export function mentionOf(mentions: readonly Mention[]): RegExp {
  const names = mentions.filter(({ value }) => value === null).map(({ name }) => literal(name));
  const values = mentions.flatMap(({ value }) => (value === null ? [] : [literal(value)]));
  const members = names.length === 0 ? [] : [String.raw`(?:${names.join('|')})\s*:\s*(?:${NOT_EMPTY})`];
  return new RegExp([...members, ...values].join('|'));
}

/** A pattern for exactly this text in JSON, in UTF-8 with each byte as a character. */
function literal(text: string): string {
  const bytes = Buffer.from(JSON.stringify(text)).toString('latin1');
  return bytes.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function hasValue(
  value: unknown,
  segments: readonly string[],
  depth: number,
  isSought: (value: unknown) => boolean,
): boolean {
  const segment = segments[depth];
  if (segment === undefined) return isSought(value);
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    if (segment === '*') return elements.some((element) => hasValue(element, segments, depth + 1, isSought));
    return INDEX.test(segment) && hasValue(elements[Number(segment)], segments, depth + 1, isSought);
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
  return hasValue((value as Record<string, unknown>)[segment], segments, depth + 1, isSought);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
