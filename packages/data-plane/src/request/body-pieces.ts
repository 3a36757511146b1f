/** From this size on a body is sent in pieces. A kernel takes most smaller ones at once. */
const IN_PIECES_FROM_BYTES = 262_144;
const PIECE_BYTES = 65_536;

export function isSentInPieces(body: Uint8Array): boolean {
  return body.length >= IN_PIECES_FROM_BYTES;
}

/**
 * A body as pieces, each of which is sent when the connection has taken the one before: only so is it known how far an
 * upload has come. It can be iterated again for a second sending.
 */
export class BodyPieces implements Iterable<Uint8Array> {
  readonly #body: Uint8Array;

  constructor(body: Uint8Array) {
    this.#body = body;
  }

  /** In bytes. */
  get length(): number {
    return this.#body.length;
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    for (let start = 0; start < this.#body.length; start += PIECE_BYTES) {
      yield this.#body.subarray(start, start + PIECE_BYTES);
    }
  }
}
