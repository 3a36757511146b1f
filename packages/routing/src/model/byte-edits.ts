/** A place in a body where the model is or has to be written. The value goes between `before` and `after`. */
export interface ByteEdit {
  /** Offset of the first replaced byte. */
  readonly start: number;
  /** Offset after the last one; equal to `start` if nothing is replaced. */
  readonly end: number;
  readonly before: string;
  readonly after: string;
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
  const texts = edits.map((edit) => edit.before + valueOf(edit) + edit.after);
  let { length } = body;
  for (const [index, { start, end }] of edits.entries())
    length += Buffer.byteLength(texts[index] ?? '') - (end - start);
  const source = Buffer.from(body.buffer, body.byteOffset, body.length);
  // Every byte is written below. It is memory of its own, because a part of a larger one would keep all of that in use for as
  // long as a slow request lasts.
  const whole = Buffer.allocUnsafeSlow(length);
  let copied = 0;
  let at = 0;
  for (const [index, { start, end }] of edits.entries()) {
    at += source.copy(whole, at, copied, start);
    at += whole.write(texts[index] ?? '', at);
    copied = end;
  }
  source.copy(whole, at, copied);
  return whole;
}
