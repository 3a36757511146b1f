import { fail } from './json-scan';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Up to this length a string is read character by character, which is faster than calling the native decoder. */
const SHORT_STRING_BYTES = 64;

const decoder = new TextDecoder();

/** Whether a byte within a string's quotes is simply the ASCII character of that code. */
const isPlain = (byte: number) => byte >= 0x20 && byte <= 0x7e && byte !== BACKSLASH && byte !== QUOTE;

/**
 * Reads a string as `JSON.parse` does from decoded text: a byte that is not UTF-8 becomes U+FFFD, an escaped lone
 * surrogate is kept.
 *
 * @param start the offset of the opening quote
 * @param end the offset after the closing quote
 * @throws JsonScanError if it contains an invalid escape or a control character
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
    return fail('invalid escape or control character in the string that starts', start);
  }
}

/** How a string compares to a text; `case` means that they differ only in upper and lower case. */
export type Likeness = 'same' | 'case' | 'other';

/**
 * Compares a string, as `readString` would read it, to `text`. Throws as `readString` does.
 *
 * Case is folded as in Unicode, because case-insensitive parsers do so: for Go, U+017F is an `s`.
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
  // Letters that differ only in case have the same length, although upper-casing may lengthen others (ß), so length is
  // compared first.
  return one.length === other.length && fold(one) === fold(other) ? 'case' : 'other';
}

/** Lower-cased first, for the Kelvin sign, then upper-cased, for the long s: neither folds to its letter otherwise. */
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
