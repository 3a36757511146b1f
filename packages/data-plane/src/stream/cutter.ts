/** Whole events that stand one behind the other, byte for byte as they came. */
export interface WholeEvents {
  readonly bytes: Buffer;
  /** Where in the bytes each event ends; the last one ends with the bytes. */
  readonly ends: readonly number[];
}

/**
 * Cuts a stream between its events. Where it is cut depends on its bytes alone, not on the pieces in which they arrive;
 * nothing is changed and nothing is left out. The subclass finds the end of an event.
 */
export abstract class Cutter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #isTorn = false;

  /** How many bytes of an event have come that is not yet whole. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Whether the event that is not yet whole has lost its beginning to `takePending`. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /** @returns the events that this piece made whole; null where it made none */
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

  /** What has come of an event that is not yet whole. The cutter goes on with the rest of it. */
  takePending(): Buffer {
    this.#isTorn ||= this.#pendingBytes > 0;
    return this.takeRest();
  }

  /** What is left at the end of the stream, behind its last whole event. */
  takeRest(): Buffer {
    const [first, ...others] = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (first === undefined) return Buffer.alloc(0);
    return others.length === 0 ? first : Buffer.concat([first, ...others]);
  }

  /** The positions in the piece at which an event is over. It is called with every piece, in their order. */
  protected abstract findCuts(piece: Buffer): number[];

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pending.push(piece);
    this.#pendingBytes += piece.length;
  }
}
