const BLOCK_BYTES_MIN = 1_024;
const BLOCK_BYTES_MAX = 65_536;
/** Pieces of this size are kept as they are: their own overhead is small beside it. */
const LARGE_PIECE_BYTES = 16_384;

/**
 * Collects bytes that arrive in pieces. A peer chooses how small its pieces are, and a Buffer takes a hundred bytes besides
 * its content and keeps the whole memory that it is a part of; so small pieces are copied into blocks, which grow with what
 * they hold.
 */
export class ByteCollector {
  #parts: Buffer[] = [];
  /** The memory that is being filled, which follows the parts; null for none. */
  #block: Buffer | null = null;
  #blockLength = 0;
  #length = 0;
  #memoryBytes = 0;

  /** How many bytes were collected. */
  get length(): number {
    return this.#length;
  }

  /** How much memory they take: at most a quarter more, and 2 KiB. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  push(piece: Buffer): void {
    if (piece.length === 0) return;
    const isFirst = this.#length === 0;
    this.#length += piece.length;
    // A first piece may be the only one.
    if (fillsItsMemory(piece) && (isFirst || piece.length >= LARGE_PIECE_BYTES)) {
      this.#endBlock();
      this.#keep(piece);
      return;
    }
    this.#copy(piece);
  }

  /** Takes everything, in one Buffer; without copying if it is in one place. The collector is empty then. */
  take(): Buffer {
    this.#endBlock();
    const parts = this.#parts;
    const length = this.#length;
    this.clear();
    const [first] = parts;
    return first !== undefined && parts.length === 1 ? first : Buffer.concat(parts, length);
  }

  clear(): void {
    this.#parts = [];
    this.#block = null;
    this.#blockLength = 0;
    this.#length = 0;
    this.#memoryBytes = 0;
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#memoryBytes += part.length;
  }

  #copy(piece: Buffer): void {
    const first = this.#parts[0];
    if (first !== undefined && this.#parts.length === 1 && this.#block === null && first.length < LARGE_PIECE_BYTES) {
      // It was not the only one.
      this.#parts = [];
      this.#memoryBytes = 0;
      this.#append(first);
    }
    this.#append(piece);
  }

  #append(piece: Buffer): void {
    let copied = 0;
    if (this.#block !== null) {
      copied = piece.copy(this.#block, this.#blockLength);
      this.#blockLength += copied;
      if (copied === piece.length) return;
      this.#endBlock();
    }
    const rest = piece.length - copied;
    const grown = Math.min(Math.max(this.#length >> 2, BLOCK_BYTES_MIN), BLOCK_BYTES_MAX);
    this.#block = Buffer.allocUnsafeSlow(Math.max(rest, grown));
    this.#blockLength = piece.copy(this.#block, 0, copied);
    this.#memoryBytes += this.#block.length;
  }

  #endBlock(): void {
    if (this.#block !== null) this.#parts.push(this.#block.subarray(0, this.#blockLength));
    this.#block = null;
    this.#blockLength = 0;
  }
}

/** Whether most of the memory that a piece is a part of is the piece itself. */
function fillsItsMemory(piece: Buffer): boolean {
  return piece.length * 2 >= piece.buffer.byteLength;
}
