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
    return hasValue(json, this.#segments, 0, (value) => !isEmpty(value));
  }

  /** Whether the value has this text in this place. */
  is(json: unknown, text: string): boolean {
    return hasValue(json, this.#segments, 0, (value) => value === text);
  }
}

/** Any beginning of a value but those of the empty ones. */
const NOT_EMPTY = String.raw`[^\snf"[{]|"[^"]|\[\s*[^\]\s]|\{\s*[^}\s]`;

/** What a rule wants of a member of this name: this text as its value, or anything that is not empty where it is null. */
export interface Mention {
  readonly name: string;
  readonly value: string | null;
}

/**
 * Finds in JSON, without parsing it, whether it may hold one of these values under its name, wherever. That is asked of
 * nearly every event of every stream, and nearly always the answer is no. Of a text that is wanted the text alone is
 * looked for, which is rarer than its member. What is spelled with escapes (`"\u0065rror"`) is not found; no vendor
 * writes so.
 *
 * @returns to be tried on JSON in UTF-8 with each byte as a character
 */
export function mentionOf(mentions: readonly Mention[]): RegExp {
  const names = mentions.filter(({ value }) => value === null).map(({ name }) => literal(name));
  const values = mentions.flatMap(({ value }) => (value === null ? [] : [literal(value)]));
  const members = names.length === 0 ? [] : [String.raw`(?:${names.join('|')})\s*:\s*(?:${NOT_EMPTY})`];
  return new RegExp([...members, ...values].join('|'));
}

/** What matches this text as JSON writes it and nothing else, in UTF-8 with each byte as a character. */
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
