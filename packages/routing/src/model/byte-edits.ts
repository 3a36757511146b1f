/** A place in a body where the model is or has to be written. The value goes between `before` and `after`. */
export interface ByteEdit {
  /** Offset of the first replaced byte. */
  readonly start: number;
  /** Offset after the last one; equal to `start` if nothing is replaced. */
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

const encoder = new TextEncoder();
/** Up to this length a text is encoded character by character, which is faster than calling the native encoder. */
const SHORT_TEXT_LENGTH = 64;

/** A text in UTF-8. Short ASCII texts, as most names are, avoid the native encoder. */
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
 * A copy of the body with the edits applied; all other bytes are unchanged.
 *
 * @param edits in order of offset, not overlapping
 * @param valueOf what to write at an edit, between its `before` and `after`
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
