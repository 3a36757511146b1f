/** What is kept of some bytes, of which few are dropped, if any: without a gap nothing is copied. */
export class KeptRanges {
  readonly #bytes: Buffer;
  readonly #kept: Buffer[] = [];
  /** Up to where is decided. */
  #decided = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Drops a range, behind those that were dropped before. */
  drop(start: number, end: number): void {
    this.#kept.push(this.#bytes.subarray(this.#decided, start));
    this.#decided = end;
  }

  /** What is kept of the bytes before this offset. */
  until(end: number): Buffer {
    const rest = this.#bytes.subarray(this.#decided, end);
    return this.#kept.length === 0 ? rest : Buffer.concat([...this.#kept, rest]);
  }
}
