/** Consecutive complete events, byte for byte as received. */
export interface WholeEvents {
  readonly bytes: Buffer;
  /** The end offset of each event; the last is the end of the bytes. */
  readonly ends: readonly number[];
}

/**
 * Splits a stream into its events. The cuts depend only on its bytes, not on the chunks in which they arrive; nothing
 * is changed or dropped. Subclasses find the end of an event.
 */
export abstract class Cutter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #isTorn = false;

  /** How many bytes of an incomplete event are buffered. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Whether `takePending` took the start of the incomplete event. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /** The buffered start of an incomplete event, which stays buffered. */
  get pending(): Buffer {
    const bytes = this.takeRest();
    this.#keep(bytes);
    return bytes;
  }

  /** @returns the events that this chunk completed; null if none */
  push(piece: Buffer): WholeEvents | null {
    const cuts = this.findCuts(piece);
    const lastCut = cuts.at(-1);
    if (lastCut === undefined) {
      this.#keep(piece);
      return null;
    }
    const before = this.#pendingBytes;
    const complete = lastCut === piece.length ? piece : piece.subarray(0, lastCut);
    const bytes = before === 0 ? complete : Buffer.concat([...this.#pending, complete]);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#isTorn = false;
    if (lastCut < piece.length) this.#keep(piece.subarray(lastCut));
    return { bytes, ends: before === 0 ? cuts : cuts.map((cut) => cut + before) };
  }

  /** Takes the buffered start of an incomplete event. The cutter continues with the rest of it. */
  takePending(): Buffer {
    this.#isTorn ||= this.#pendingBytes > 0;
    return this.takeRest();
  }

  /** Takes what is left at the end of the stream, after its last complete event. */
  takeRest(): Buffer {
    const [first, ...others] = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (first === undefined) return Buffer.alloc(0);
    return others.length === 0 ? first : Buffer.concat([first, ...others]);
  }

  /** The offsets in the chunk at which an event ends. Called with every chunk, in order. */
  protected abstract findCuts(piece: Buffer): number[];

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pending.push(piece);
    this.#pendingBytes += piece.length;
  }
}
