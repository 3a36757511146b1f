const LF = 0x0a;
const CR = 0x0d;

/** Whole events that stand one behind the other, byte for byte as they came. */
export interface WholeEvents {
  readonly bytes: Buffer;
  /** Where in the bytes each event ends; the last one ends with the bytes. */
  readonly ends: readonly number[];
}

/**
 * Cuts a stream of server-sent events between its events, which a blank line ends. Lines end with LF, CR or CRLF, in
 * any mixture (WHATWG HTML, section 9.2.5). Where a stream is cut depends on its bytes alone, not on the pieces in which
 * they arrive; nothing is changed and nothing is left out.
 *
 * A blank line that is a lone CR after an LF waits for the byte that follows, which may be its LF. After a line that
 * ended with a lone CR it does not wait, or each event of a stream with CRs alone would come when the next one does.
 */
export class EventCutter {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #lineIsEmpty = true;
  #followsCr = false;
  #awaitsLf = false;
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
    const cuts = this.#findCuts(piece);
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

  /** What is left at the end of the stream: an event that never became whole. */
  takeRest(): Buffer {
    const [first, ...others] = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (first === undefined) return Buffer.alloc(0);
    return others.length === 0 ? first : Buffer.concat([first, ...others]);
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pending.push(piece);
    this.#pendingBytes += piece.length;
  }

  /** The positions in the piece at which an event is over. */
  #findCuts(piece: Buffer): number[] {
    const cuts: number[] = [];
    for (let index = 0; index < piece.length; index += 1) {
      const byte = piece[index];
      if (this.#awaitsLf) {
        this.#awaitsLf = false;
        cuts.push(byte === LF ? index + 1 : index);
        if (byte === LF) continue;
      }
      if (byte === LF) {
        if (this.#followsCr) this.#followsCr = false;
        else if (this.#lineIsEmpty) cuts.push(index + 1);
        else this.#lineIsEmpty = true;
      } else if (byte === CR) {
        if (!this.#lineIsEmpty) {
          this.#lineIsEmpty = true;
          this.#followsCr = true;
        } else if (this.#followsCr) {
          this.#followsCr = false;
          cuts.push(index + 1);
        } else {
          this.#awaitsLf = true;
        }
      } else {
        this.#lineIsEmpty = false;
        this.#followsCr = false;
        // Most bytes are within a line, and nothing but its end is of interest.
        while (index + 1 < piece.length && piece[index + 1] !== LF && piece[index + 1] !== CR) index += 1;
      }
    }
    return cuts;
  }
}
