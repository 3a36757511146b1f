import { applyEdits, type ByteEdit } from './byte-edits';
import { fail, JsonScanError, skipString, skipValue, skipWhitespace } from './json-scan';
import { compareString, readString, stringEquals } from './json-string';
import { refuseModel, type ModelRefusal } from './model-site';

/** How often a body may name the model. Each name is rewritten, and may grow. */
export const MODEL_MEMBERS_MAX = 1_024;

/** A value to replace with the model, or a place to add a missing member. */
export interface ModelEdit extends ByteEdit {
  /** Whether there is a string that names a model. */
  readonly isName: boolean;
}

/** Where a JSON body names the model, in byte offsets. */
export interface ModelLocation {
  /** As `JSON.parse` would read it; null if there is no such member. */
  readonly model: string | null;
  /** Everything to change so that the body names another model, whichever of its spellings is read. */
  readonly edits: readonly ModelEdit[];
}

export type LocatedInJson = { readonly ok: true; readonly location: ModelLocation } | ModelRefusal;

/** The pointer segment that matches every element of an array. */
const ANY_ELEMENT = '*';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The segments of a JSON pointer (RFC 6901). */
export function pointerSegments(pointer: string): readonly string[] {
  const unescape = (segment: string) => segment.replaceAll('~1', '/').replaceAll('~0', '~');
  return pointer.slice(1).split('/').map(unescape);
}

/**
 * Finds the model in a JSON body without parsing it all: objects on the path to it are read as `JSON.parse` would,
 * other nested values and strings are skipped. Every body that `JSON.parse` reads as an object is accepted, unless its
 * model is not a string, is below something that is not an object, or appears more than `MODEL_MEMBERS_MAX` times
 * (`invalid_model`). The elements of an array must all name the same model. A member on the path in another case
 * (`Model`) is refused too: a case-insensitive parser (Go's encoding/json) would read it as the model, unchecked by the
 * gateway.
 *
 * @param pointer the names on the path from the body to the model, `*` for every element of an array
 */
export function locateModel(body: Uint8Array, pointer: readonly string[]): LocatedInJson {
  try {
    return new ModelScan(body, pointer).locate();
  } catch (error) {
    if (error instanceof JsonScanError) return { ok: false, code: 'invalid_json', message: error.message };
    throw error;
  }
}

/** What `JSON.parse` would find at the end of the path; `at` and `end` are the offsets of the value. */
interface Found {
  readonly kind: 'nothing' | 'value' | 'unreachable';
  readonly depth: number;
  readonly at: number;
  readonly end: number;
}
const NOTHING: Found = { kind: 'nothing', depth: 0, at: 0, end: 0 };

class ModelScan {
  readonly #body: Uint8Array;
  readonly #pointer: readonly string[];
  readonly #edits: ModelEdit[] = [];
  /** Of several members with one name the last one counts, which is scanned last. */
  #found: Found = NOTHING;
  /** The first name on the path that differs only in case. */
  #misspelled: { readonly at: number; readonly depth: number } | null = null;

  constructor(body: Uint8Array, pointer: readonly string[]) {
    this.#body = body;
    this.#pointer = pointer;
  }

  locate(): LocatedInJson {
    const body = this.#body;
    const start = skipWhitespace(body, 0);
    if (start === body.length) fail('the body is empty; expected a JSON object', start);
    if (body[start] !== OPEN_BRACE) fail('expected a JSON object', start);
    const end = skipWhitespace(body, this.#scanObject(start, 0));
    if (end < body.length) fail('unexpected text after the object', end);
    return this.#judge();
  }

  #judge(): LocatedInJson {
    const { kind, depth, at, end } = this.#found;
    if (this.#misspelled !== null) {
      const name = this.#name(this.#misspelled.depth + 1);
      return refuseModel(
        `\`${name}\` must be spelled exactly like this; the member name at byte ${this.#misspelled.at} of the request body ` +
          'differs in case.',
      );
    }
    if (this.#edits.length > MODEL_MEMBERS_MAX) {
      return refuseModel(`The request body contains \`${this.#name()}\` more than ${MODEL_MEMBERS_MAX} times.`);
    }
    if (kind === 'unreachable') {
      const kindName = this.#pointer[depth] === ANY_ELEMENT ? 'array' : 'object';
      return refuseModel(
        `\`${this.#name(depth)}\` must be an ${kindName}; the value at byte ${at} of the request body is not.`,
      );
    }
    if (kind === 'value' && this.#body[at] !== QUOTE) {
      return refuseModel(`\`${this.#name()}\` must be a string; the value at byte ${at} of the request body is not.`);
    }
    const model = kind === 'value' ? readString(this.#body, at, end) : null;
    if (this.#pointer.includes(ANY_ELEMENT) && !this.#edits.every((edit) => this.#names(edit, model))) {
      return refuseModel(`Every \`${this.#name()}\` in the request body must be the same string.`);
    }
    return { ok: true, location: { model, edits: this.#edits } };
  }

  #names({ isName, start, end }: ModelEdit, model: string | null): boolean {
    return isName && model !== null && stringEquals(this.#body, start, end, model);
  }

  /** As in messages: `input.model`. */
  #name(depth: number = this.#pointer.length): string {
    return this.#pointer.slice(0, depth).join('.');
  }

  /** @returns the offset after the value, like all of the following */
  #scanValue(start: number, depth: number): number {
    const segment = this.#pointer[depth];
    const first = this.#body[start];
    if (segment === undefined) return this.#scanModel(start, depth);
    if (segment === ANY_ELEMENT && first === OPEN_BRACKET) return this.#scanArray(start, depth);
    if (segment !== ANY_ELEMENT && first === OPEN_BRACE) return this.#scanObject(start, depth);
    const end = skipValue(this.#body, start);
    this.#found = { kind: 'unreachable', depth, at: start, end };
    // Even if this spelling does not count, it is rewritten to name the model, like the others.
    this.#note({ start, end, isName: false, ...this.#pathFrom(depth) });
    return end;
  }

  #scanModel(start: number, depth: number): number {
    const end = skipValue(this.#body, start);
    this.#found = { kind: 'value', depth, at: start, end };
    this.#note({ start, end, isName: this.#body[start] === QUOTE, before: '', after: '' });
    return end;
  }

  #scanObject(open: number, depth: number): number {
    const body = this.#body;
    const segment = this.#pointer[depth] ?? '';
    let isThere = false;
    let at = skipWhitespace(body, open + 1);
    const isEmpty = body[at] === CLOSE_BRACE;
    while (!isEmpty) {
      if (body[at] !== QUOTE) fail('expected a member name in double quotes', at);
      const nameEnd = skipString(body, at);
      const likeness = compareString(body, at, nameEnd, segment);
      const isOnPath = likeness === 'same';
      if (likeness === 'case') this.#misspelled ??= { at, depth };
      at = skipWhitespace(body, nameEnd);
      if (body[at] !== COLON) fail('expected a colon', at);
      const start = skipWhitespace(body, at + 1);
      at = skipWhitespace(body, isOnPath ? this.#scanValue(start, depth + 1) : skipValue(body, start));
      isThere ||= isOnPath;
      if (body[at] === CLOSE_BRACE) break;
      if (body[at] !== COMMA) fail('expected a comma or closing brace', at);
      at = skipWhitespace(body, at + 1);
    }
    if (!isThere) this.#noteMissing(open + 1, depth, isEmpty);
    return at + 1;
  }

  #scanArray(open: number, depth: number): number {
    const body = this.#body;
    this.#found = NOTHING;
    let at = skipWhitespace(body, open + 1);
    if (body[at] === CLOSE_BRACKET) return at + 1;
    for (;;) {
      at = skipWhitespace(body, this.#scanValue(at, depth + 1));
      if (body[at] === CLOSE_BRACKET) return at + 1;
      if (body[at] !== COMMA) fail('expected a comma or closing bracket', at);
      at = skipWhitespace(body, at + 1);
    }
  }

  /** Adds a first member that leads to the model, unless an array is on the path: how many elements would it have? */
  #noteMissing(at: number, depth: number, isEmpty: boolean): void {
    this.#found = NOTHING;
    if (this.#pointer.includes(ANY_ELEMENT, depth)) return;
    const { before, after } = this.#pathFrom(depth);
    // Without the outer braces, because the object that the path starts in exists.
    this.#note({
      start: at,
      end: at,
      isName: false,
      before: before.slice(1),
      after: `${after.slice(1)}${isEmpty ? '' : ','}`,
    });
  }

  /** The JSON around a new model from here on: `{"input":{"model":` and `}}`. */
  #pathFrom(depth: number): { before: string; after: string } {
    const names = this.#pointer.slice(depth);
    return { before: names.map((name) => `{${JSON.stringify(name)}:`).join(''), after: '}'.repeat(names.length) };
  }

  #note(edit: ModelEdit): void {
    // One more than the limit shows that it is exceeded.
    if (this.#edits.length <= MODEL_MEMBERS_MAX) this.#edits.push(edit);
  }
}

/**
 * A copy of the body that names another model wherever it named one; all other bytes are unchanged. A body without a
 * model gets it as its first member. Returns `body` itself if it already names this model, in one place only.
 *
 * @param location from `locateModel` for this body
 */
export function spliceModel(body: Uint8Array, { model: present, edits }: ModelLocation, model: string): Uint8Array {
  if (edits.length === 1 && edits[0]?.isName === true && present === model) return body;
  const value = JSON.stringify(model);
  return applyEdits(body, edits, () => value);
}

/** A copy of the body in which each name is mapped by `renamed`; nothing is added. */
export function renameModels(
  body: Uint8Array,
  { edits }: ModelLocation,
  renamed: (name: string) => string,
): Uint8Array {
  return applyEdits(
    body,
    edits.filter(({ isName }) => isName),
    ({ start, end }) => JSON.stringify(renamed(readString(body, start, end))),
  );
}

/** The model names in a body. */
export function modelNames(body: Uint8Array, { edits }: ModelLocation): string[] {
  return edits.filter(({ isName }) => isName).map(({ start, end }) => readString(body, start, end));
}
