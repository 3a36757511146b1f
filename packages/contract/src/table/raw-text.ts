/**
 * Bytes as a string, one character per byte. A hundred thousand strings burden the garbage collector far less than as
 * many buffers, and unlike decoded text they give the same bytes back.
 */
export function rawOf(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1');
}

export function bytesOfRaw(raw: string): Uint8Array {
  return Buffer.from(raw, 'latin1');
}

/** A copy of raw text, for a part of a longer text: V8 makes parts refer to the whole, which would stay in memory. */
export function copyOfRaw(raw: string): string {
  return rawOf(bytesOfRaw(raw));
}

/** The JSON value of raw text. @throws SyntaxError */
export function parseRaw(raw: string): unknown {
  const isAscii = Buffer.byteLength(raw) === raw.length;
  return JSON.parse(isAscii ? raw : Buffer.from(raw, 'latin1').toString('utf8'));
}

/** A JSON value as raw text. */
export function rawJson(value: object): string {
  const text = JSON.stringify(value);
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1');
}
