import { firstElement } from '../formats/first-element';

const INDEX = /^\d+$/;

/**
 * A JSON pointer (RFC 6901) in which a segment `*` matches any element of an array. In a value that is an array itself, a
 * pointer to a name applies to the first element.
 */
export class JsonMember {
  readonly #segments: readonly string[];

  constructor(pointer: string) {
    this.#segments = pointer
      .split('/')
      .slice(1)
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  }

  /** The names in the pointer, without array elements. */
  get names(): readonly string[] {
    return this.#segments.filter((segment) => segment !== '*' && !INDEX.test(segment));
  }

  /** The last name in the pointer; null if it only has array elements. */
  get name(): string | null {
    return this.names.at(-1) ?? null;
  }

  /** Whether the value has something here that is not empty, that is not null, false, "", [] or {}. */
  isPresent(json: unknown): boolean {
    return hasValue(this.#rootOf(json), this.#segments, 0, (value) => !isEmpty(value));
  }

  /** Whether the value has this text here. A leading `*` matches any text. */
  is(json: unknown, text: string): boolean {
    const isSought = text.startsWith('*')
      ? (value: unknown) => typeof value === 'string' && value.endsWith(text.slice(1))
      : (value: unknown) => value === text;
    return hasValue(this.#rootOf(json), this.#segments, 0, isSought);
  }

  /** Whether this is about each element of an array. */
  get isOfElements(): boolean {
    return this.#segments.includes('*');
  }

  /** The elements of the array at the first `*`: each with its number, and whether it has something here. */
  *elements(json: unknown): Generator<{ readonly key: string; readonly index: number; readonly hasValue: boolean }> {
    const at = this.#segments.indexOf('*');
    const place = this.#segments.slice(0, at);
    let array = this.#rootOf(json);
    for (const name of place) {
      array = typeof array === 'object' && array !== null ? (array as Record<string, unknown>)[name] : undefined;
    }
    if (at === -1 || !Array.isArray(array)) return;
    for (const [position, element] of (array as unknown[]).entries()) {
      const given: unknown =
        typeof element === 'object' && element !== null && 'index' in element ? element.index : undefined;
      const index = typeof given === 'number' ? given : position;
      const isThere = hasValue(element, this.#segments, at + 1, (value) => !isEmpty(value));
      yield { key: `${place.join('/')} ${index}`, index, hasValue: isThere };
    }
  }

  #rootOf(json: unknown): unknown {
    const [first] = this.#segments;
    return first === undefined || first === '*' || INDEX.test(first) ? json : firstElement(json);
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
  const values = mentions.flatMap(({ name, value }) => (value === null ? [] : [textPattern(name, value)]));
  const members = names.length === 0 ? [] : [String.raw`(?:${names.join('|')})\s*:\s*(?:${NOT_EMPTY})`];
  return new RegExp([...members, ...values].join('|'));
}

/** Each pattern begins with a quotation mark, which makes the search for all of them much faster. */
function textPattern(name: string, value: string): string {
  if (!value.startsWith('*')) return literal(value);
  return String.raw`${literal(name)}\s*:\s*"[^"]*${literal(value.slice(1)).slice(1)}`;
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

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
