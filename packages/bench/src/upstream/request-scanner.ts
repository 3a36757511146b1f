const HEAD_END = '\r\n\r\n';
const HEAD_BYTES_MAX = 65_536;

/**
 * Finds where requests end in the bytes of one connection. It reads nothing of a request but its `content-length`, so that
 * an upstream costs as little as possible beside the gateway that is measured.
 */
export class RequestScanner {
  #head: Buffer | null = null;
  #bodyBytesLeft = 0;

  /** @returns how many requests end in this chunk. @throws Error if one has no readable head, or a body without a length */
  push(chunk: Buffer): number {
    let ended = 0;
    let position = 0;
    while (position < chunk.length) {
      if (this.#bodyBytesLeft > 0) {
        const taken = Math.min(this.#bodyBytesLeft, chunk.length - position);
        this.#bodyBytesLeft -= taken;
        position += taken;
        if (this.#bodyBytesLeft === 0) ended += 1;
        continue;
      }
      const rest = this.#head === null ? chunk.subarray(position) : Buffer.concat([this.#head, chunk]);
      const headEnd = rest.indexOf(HEAD_END);
      if (headEnd === -1) {
        if (rest.length > HEAD_BYTES_MAX) throw new Error(`a request head exceeds ${HEAD_BYTES_MAX} bytes`);
        this.#head = Buffer.from(rest);
        return ended;
      }
      position += headEnd + HEAD_END.length - (this.#head?.length ?? 0);
      this.#head = null;
      this.#bodyBytesLeft = bodyBytes(rest.toString('latin1', 0, headEnd));
      if (this.#bodyBytesLeft === 0) ended += 1;
    }
    return ended;
  }
}

function bodyBytes(head: string): number {
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length !== undefined) return Number(length);
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error('a request body has no content-length');
  return 0;
}
