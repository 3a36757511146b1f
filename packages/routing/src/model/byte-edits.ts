/** A place in a body that names the model, or has to. The value stands between `before` and `after`. */
export interface ByteEdit {
  /** The place of the first byte that is replaced. */
  readonly start: number;
  /** The place after the last one; `start` where nothing is replaced. */
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

const encoder = new TextEncoder();
/** Up to here a text is encoded character by character, which is faster than to begin with the native encoder. */
const SHORT_TEXT_LENGTH = 64;

/** The bytes of a text in UTF-8. A short one in ASCII, as most names are, is spared the native encoder. */
export function encodeText(text: string): Uint8Array {
  if (text.length > SHORT_TEXT_LENGTH) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return encoder.encode(text);
    bytes[at] = code;
  }
  return bytes;
}

/**
 * A copy of the body with its edits made; all other bytes stay.
 *
 * @param edits in the order of their places, which do not overlap
 * @param valueOf what is written at an edit's place, between its `before` and `after`
 */
export function applyEdits<T extends ByteEdit>(
  body: Uint8Array,
  edits: readonly T[],
  valueOf: (edit: T) => string,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let copied = 0;
  for (const edit of edits) {
    parts.push(body.subarray(copied, edit.start), encodeText(edit.before + valueOf(edit) + edit.after));
    copied = edit.end;
  }
  parts.push(body.subarray(copied));
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
