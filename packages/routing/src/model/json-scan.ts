/**
 * Skips over the bytes of JSON text without building values. Each function takes the offset of a value's first byte and
 * returns the offset after its last one. None recurses, so no nesting is too deep.
 */

/** The bytes are not JSON; `message` says what is wrong and at which byte. */
export class JsonScanError extends Error {
  override readonly name = 'JsonScanError';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * How many bytes of a string are walked before the native search takes over, which costs more to start: most names and short
 * values end within them. Of long texts full of escapes, walking anew behind each escaped quote would take twice as long.
 */
const WALK_BYTES = 16;

/** @throws JsonScanError always */
export function fail(problem: string, at: number): never {
  throw new JsonScanError(`The request body is not valid JSON: ${problem} at byte ${at}.`);
}

/** The offset of the next byte that is not whitespace (RFC 8259, section 2). */
export function skipWhitespace(body: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = body[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/**
 * Skips a string without validating its escapes and characters.
 *
 * @param start the offset of its opening quote
 */
export function skipString(body: Uint8Array, start: number): number {
  let at = start + 1;
  const walkEnd = Math.min(at + WALK_BYTES, body.length);
  while (at < walkEnd) {
    const byte = body[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
    at += 1;
  }
  for (;;) {
    // No escape is open at this point, so a quote is escaped if an odd number of backslashes precedes it.
    const quote = body.indexOf(QUOTE, at);
    if (quote === -1) fail('unterminated string that starts', start);
    let backslash = quote;
    while (backslash > at && body[backslash - 1] === BACKSLASH) backslash -= 1;
    if ((quote - backslash) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Skips an object or array. Only its strings and the number of its brackets are validated. */
export function skipNested(body: Uint8Array, start: number): number {
  let depth = 0;
  let at = start;
  while (at < body.length) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) {
      at = skipString(body, at);
      continue;
    }
    at += 1;
    // Digits, commas, colons and spaces have lower codes than brackets, so most bytes outside of strings stop here.
    if (byte < OPEN_BRACKET) continue;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return fail('unterminated object or array that starts', start);
}

/** Skips any value. */
export function skipValue(body: Uint8Array, start: number): number {
  const first = body[start];
  if (first === QUOTE) return skipString(body, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(body, start);
  if (first === 0x74) return skipLiteral(body, start, 'true');
  if (first === 0x66) return skipLiteral(body, start, 'false');
  if (first === 0x6e) return skipLiteral(body, start, 'null');
  return skipNumber(body, start);
}

function skipLiteral(body: Uint8Array, start: number, literal: string): number {
  for (let index = 0; index < literal.length; index += 1) {
    if (body[start + index] !== literal.charCodeAt(index)) fail(`expected ${literal}`, start);
  }
  return start + literal.length;
}

/** RFC 8259, section 6. */
function skipNumber(body: Uint8Array, start: number): number {
  const integer = body[start] === 0x2d ? start + 1 : start;
  if (!isDigit(body[integer])) fail('expected a value', start);
  let at = body[integer] === 0x30 ? integer + 1 : skipDigits(body, integer);
  if (body[at] === 0x2e) at = skipDigits(body, at + 1);
  if (body[at] === 0x65 || body[at] === 0x45) {
    const isSigned = body[at + 1] === 0x2b || body[at + 1] === 0x2d;
    at = skipDigits(body, at + (isSigned ? 2 : 1));
  }
  return at;
}

/** Skips one or more digits. */
function skipDigits(body: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(body[at])) at += 1;
  return at === start ? fail('expected a digit', start) : at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
