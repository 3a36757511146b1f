/** The notations in which a vendor may write a character of what it quotes. */
export type EscapeKind = 'PERCENT' | 'BACKSLASH' | 'HTML';
export const ESCAPE_KINDS: readonly EscapeKind[] = ['PERCENT', 'BACKSLASH', 'HTML'];

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const BACKSLASH = 0x5c;
const HASH = 0x23;
const SEMICOLON = 0x3b;
const LETTER_U = 0x75;
const LETTER_X = 0x78;
/** Turns an upper-case ASCII letter into its lower-case one. */
const LOWER_CASE = 0x20;
/** In place of a character that is not one byte. */
const OTHER_CHARACTER = 0;
/** Enough for `&#1114111`. */
const HTML_DIGITS_MAX = 7;

const STARTS: Readonly<Record<EscapeKind, number>> = { PERCENT, BACKSLASH, HTML: AMPERSAND };
const NAMED = [
  ['amp;', '&'],
  ['lt;', '<'],
  ['gt;', '>'],
  ['quot;', '"'],
  ['apos;', "'"],
  ['sol;', '/'],
  ['plus;', '+'],
  ['equals;', '='],
].map(([name = '', character = '']) => ({ name: Buffer.from(name), value: character.charCodeAt(0) }));

/** The value of each byte as a hexadecimal digit; -1 for any other byte. */
const DIGITS = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

/**
 * Decodes escapes once: `%41` (RFC 3986), `\u0041`, `\x41` and `\/` (RFC 8259; a backslash before any other character only
 * drops out, because what is searched for has no control characters), `&#65;`, `&#x41;` and some named characters of HTML.
 *
 * @returns the same bytes if there is nothing to decode
 */
export function decodeEscapes(text: Buffer, kinds: readonly EscapeKind[] = ESCAPE_KINDS): Buffer {
  const starts = kinds.map((kind) => text.indexOf(STARTS[kind])).filter((at) => at !== -1);
  if (starts.length === 0) return text;
  const [hasPercent, hasBackslash, hasHtml] = ESCAPE_KINDS.map((kind) => kinds.includes(kind));
  const decoded = Buffer.allocUnsafe(text.length);
  let at = Math.min(...starts);
  let length = text.copy(decoded, 0, 0, at);
  while (at < text.length) {
    const byte = text[at] ?? 0;
    let end = 0;
    let value = byte;
    if (byte === PERCENT && hasPercent) {
      value = hexAt(text, at + 1, 2);
      end = at + 3;
    } else if (byte === BACKSLASH && hasBackslash && at + 1 < text.length) {
      const letter = (text[at + 1] ?? 0) | LOWER_CASE;
      const digits = letter === LETTER_U ? 4 : letter === LETTER_X ? 2 : 0;
      value = digits === 0 ? -1 : hexAt(text, at + 2, digits);
      end = at + 2 + digits;
      if (value === -1) [value, end] = [text[at + 1] ?? 0, at + 2];
    } else if (byte === AMPERSAND && hasHtml) {
      [value, end] = htmlAt(text, at);
    } else {
      value = -1;
    }
    if (value === -1) {
      decoded[length] = byte;
      at += 1;
    } else {
      decoded[length] = value > 0xff ? OTHER_CHARACTER : value;
      at = end;
    }
    length += 1;
  }
  return length === text.length ? text : decoded.subarray(0, length);
}

/** A number of hexadecimal digits; -1 if they are not all there. */
function hexAt(text: Buffer, at: number, digits: number): number {
  if (at + digits > text.length) return -1;
  let value = 0;
  for (let index = at; index < at + digits; index += 1) {
    const digit = DIGITS[text[index] ?? 0] ?? -1;
    if (digit === -1) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** The character of a reference and the offset behind it; -1 if there is none. The semicolon may be missing. */
function htmlAt(text: Buffer, at: number): [value: number, end: number] {
  if (text[at + 1] !== HASH) {
    const named = NAMED.find(({ name }) => isAt(text, at + 1, name));
    return named === undefined ? [-1, at] : [named.value, at + 1 + named.name.length];
  }
  const isHex = ((text[at + 2] ?? 0) | LOWER_CASE) === LETTER_X;
  const base = isHex ? 16 : 10;
  const start = at + (isHex ? 3 : 2);
  let end = start;
  let value = 0;
  while (end < text.length && end - start < HTML_DIGITS_MAX) {
    const digit = DIGITS[text[end] ?? 0] ?? -1;
    if (digit === -1 || digit >= base) break;
    value = value * base + digit;
    end += 1;
  }
  if (end === start) return [-1, at];
  return [value, text[end] === SEMICOLON ? end + 1 : end];
}

function isAt(text: Buffer, at: number, name: Buffer): boolean {
  for (let index = 0; index < name.length; index += 1) if (text[at + index] !== name[index]) return false;
  return true;
}
