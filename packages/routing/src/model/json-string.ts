import { fail } from './json-scan';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Up to here a string is read character by character, which is faster than to begin with the native decoder. */
const SHORT_STRING_BYTES = 64;

const decoder = new TextDecoder();

/** Whether a byte within a string's quotes stands for the ASCII character of its number. */
const isPlain = (byte: number) => byte >= 0x20 && byte <= 0x7e && byte !== BACKSLASH && byte !== QUOTE;

/**
 * Reads a string as `JSON.parse` reads it from decoded text: a byte that is not UTF-8 becomes U+FFFD, an escaped lone
 * surrogate stays what it is.
 *
 * @param start the place of the opening quote
 * @param end the place after the closing quote
 * @throws JsonScanError where it holds an invalid escape or a control character
 */
export function readString(body: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_STRING_BYTES) return parseString(body, start, end);
  let text = '';
  for (let at = start + 1; at < end - 1; at += 1) {
    const byte = body[at] ?? 0;
    if (!isPlain(byte)) return parseString(body, start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

function parseString(body: Uint8Array, start: number, end: number): string {
  try {
    return JSON.parse(decoder.decode(body.subarray(start, end))) as string;
  } catch {
    return fail('an invalid escape or a control character stands in the string that begins', start);
  }
}

/** How a string compares to a text; `case` says that only upper and lower case tell them apart. */
export type Likeness = 'same' | 'case' | 'other';

/**
 * Compares a string, as `readString` would read it, to `text`. Throws as `readString` does.
 *
 * Case is ignored as Unicode folds it, because readers that ignore it do so too: for Go, U+017F is an `s`.
 */
export function compareString(body: Uint8Array, start: number, end: number, text: string): Likeness {
  const hasLength = end - start - 2 === text.length;
  let isSame = hasLength;
  for (let at = start + 1; at < end - 1; at += 1) {
    const byte = body[at] ?? 0;
    if (!isPlain(byte)) return compareTexts(parseString(body, start, end), text);
    isSame &&= byte === text.charCodeAt(at - start - 1);
  }
  if (isSame) return 'same';
  return hasLength ? compareTexts(readString(body, start, end), text) : 'other';
}

function compareTexts(one: string, other: string): Likeness {
  if (one === other) return 'same';
  // Letters that differ by case only are of one length, though upper case may be longer (ß): it is compared first.
  return one.length === other.length && fold(one) === fold(other) ? 'case' : 'other';
}

/** Lower case first, for the Kelvin sign, then upper case, for the long s: each has no other way back to its letter. */
function fold(text: string): string {
  return text.toLowerCase().toUpperCase();
}

/** Whether a string, as `readString` would read it, is `text`. Throws as `readString` does. */
export function stringEquals(body: Uint8Array, start: number, end: number, text: string): boolean {
  let isSame = end - start - 2 === text.length;
  for (let at = start + 1; at < end - 1; at += 1) {
    const byte = body[at] ?? 0;
    if (!isPlain(byte)) return parseString(body, start, end) === text;
    isSame &&= byte === text.charCodeAt(at - start - 1);
  }
  return isSame;
}
