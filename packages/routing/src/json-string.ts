import { fail } from './json-scan';

const BACKSLASH = 0x5c;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads a string as `JSON.parse` reads it from decoded text: a byte that is no UTF-8 becomes U+FFFD, an escaped lone
 * surrogate stays what it is.
 *
 * @param start the place of the opening quote
 * @param end the place after the closing quote
 * @throws JsonScanError where it holds an invalid escape or a control character
 */
export function readString(body: Uint8Array, start: number, end: number): string {
  try {
    return JSON.parse(decoder.decode(body.subarray(start, end))) as string;
  } catch {
    return fail('an invalid escape or a control character stands in the string that begins', start);
  }
}

/** Whether a string, as `readString` would read it, is `text`. Throws as `readString` does. */
export function stringEquals(body: Uint8Array, start: number, end: number, text: string): boolean {
  let isSame = end - start - 2 === text.length;
  for (let at = start + 1; at < end - 1; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === BACKSLASH || byte < 0x20 || byte > 0x7e) return readString(body, start, end) === text;
    isSame &&= byte === text.charCodeAt(at - start - 1);
  }
  return isSame;
}
