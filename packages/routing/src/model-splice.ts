import { fail, JsonScanError, skipString, skipValue, skipWhitespace } from './json-scan';
import { encodeText, readString, stringEquals } from './json-string';

/** How often a body may name the model at its top level. Each is rewritten, and may grow by it. */
export const MODEL_MEMBERS_MAX = 64;

/** Where a JSON body names the model. Places are byte offsets. */
export interface ModelLocation {
  /** The top-level member that names it. */
  readonly member: string;
  /** The last value, as `JSON.parse` would have it; null where there is no such member. */
  readonly model: string | null;
  /** The values of every top-level spelling of the member: a string with its quotes. `end` is the place after it. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  /** Where a first member would stand: after the opening brace. */
  readonly insertAt: number;
  readonly isEmptyObject: boolean;
}

export type LocatedModel =
  | { readonly ok: true; readonly location: ModelLocation }
  | { readonly ok: false; readonly code: 'invalid_json' | 'invalid_model'; readonly message: string };

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Finds the model in a JSON body without parsing it: the top level is read as `JSON.parse` would read it, what is
 * nested in it is skipped, and so are strings that name nothing. Every body that `JSON.parse` takes for an object is
 * accepted, unless its model is no string or it names it more than `MODEL_MEMBERS_MAX` times (`invalid_model`).
 */
export function locateModel(body: Uint8Array, member: string): LocatedModel {
  try {
    return scanTopLevel(body, member);
  } catch (error) {
    if (error instanceof JsonScanError) return { ok: false, code: 'invalid_json', message: error.message };
    throw error;
  }
}

function scanTopLevel(body: Uint8Array, member: string): LocatedModel {
  const spans: { start: number; end: number }[] = [];
  const insertAt = openObject(body);
  let at = skipWhitespace(body, insertAt);
  const isEmptyObject = body[at] === CLOSE_BRACE;
  while (!isEmptyObject) {
    if (body[at] !== QUOTE) fail('a member name in double quotes was expected', at);
    const nameEnd = skipString(body, at);
    const isModel = stringEquals(body, at, nameEnd, member);
    at = skipWhitespace(body, nameEnd);
    if (body[at] !== COLON) fail('a colon was expected', at);
    const start = skipWhitespace(body, at + 1);
    const end = skipValue(body, start);
    if (isModel) spans.push({ start, end });
    if (spans.length > MODEL_MEMBERS_MAX) {
      return refuseModel(`The request body names \`${member}\` more than ${MODEL_MEMBERS_MAX} times.`);
    }
    at = skipWhitespace(body, end);
    if (body[at] === CLOSE_BRACE) break;
    if (body[at] !== COMMA) fail('a comma or a closing brace was expected', at);
    at = skipWhitespace(body, at + 1);
  }
  const bodyEnd = skipWhitespace(body, at + 1);
  if (bodyEnd < body.length) fail('nothing was expected after the object', bodyEnd);
  const last = spans.at(-1);
  if (last !== undefined && body[last.start] !== QUOTE) {
    return refuseModel(`\`${member}\` must be a string; the value at byte ${last.start} of the request body is not.`);
  }
  const model = last === undefined ? null : readString(body, last.start, last.end);
  return { ok: true, location: { member, model, spans, insertAt, isEmptyObject } };
}

/** The place after the opening brace. */
function openObject(body: Uint8Array): number {
  const at = skipWhitespace(body, 0);
  if (at === body.length) fail('the body is empty, and a JSON object was expected', at);
  if (body[at] !== OPEN_BRACE) fail('a JSON object was expected', at);
  return at + 1;
}

function refuseModel(message: string): LocatedModel {
  return { ok: false, code: 'invalid_model', message };
}

/**
 * A copy of the body that names another model wherever it named one; all other bytes stay. A body that names none gets
 * it as its first member. Returns `body` itself where it reads the same model in one place only.
 *
 * @param location as `locateModel` found it in this body
 */
export function spliceModel(body: Uint8Array, location: ModelLocation, model: string): Uint8Array {
  const { spans, insertAt } = location;
  if (spans.length === 1 && location.model === model) return body;
  const value = JSON.stringify(model);
  if (spans.length > 0) return replaceSpans(body, spans, encodeText(value));
  const member = `${JSON.stringify(location.member)}:${value}${location.isEmptyObject ? '' : ','}`;
  return concat([body.subarray(0, insertAt), encodeText(member), body.subarray(insertAt)]);
}

function replaceSpans(body: Uint8Array, spans: ModelLocation['spans'], value: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (const { start, end } of spans) {
    parts.push(body.subarray(copied, start), value);
    copied = end;
  }
  parts.push(body.subarray(copied));
  return concat(parts);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
