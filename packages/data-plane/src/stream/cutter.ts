import { ByteCollector } from '@switchyard/runtime';

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
  readonly #pending = new ByteCollector();
  #isTorn = false;

  /** How many bytes of an incomplete event are buffered. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** Whether `takePending` took the start of the incomplete event. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /** The buffered start of an incomplete event, which stays buffered. */
  get pending(): Buffer {
    const bytes = this.takeRest();
    this.#pending.push(bytes);
    return bytes;
  }

  /** @returns the events that this chunk completed; null if none */
  push(piece: Buffer): WholeEvents | null {
    const cuts = this.findCuts(piece);
    const lastCut = cuts.at(-1);
    if (lastCut === undefined) {
      this.#pending.push(piece);
      return null;
    }
    const before = this.#pending.length;
    let bytes = lastCut === piece.length ? piece : piece.subarray(0, lastCut);
    if (before > 0) {
      this.#pending.push(bytes);
      bytes = this.#pending.take();
    }
    this.#isTorn = false;
    if (lastCut < piece.length) this.#pending.push(piece.subarray(lastCut));
    return { bytes, ends: before === 0 ? cuts : cuts.map((cut) => cut + before) };
  }

  /** Takes the buffered start of an incomplete event. The cutter continues with the rest of it. */
  takePending(): Buffer {
    this.#isTorn ||= this.#pending.length > 0;
    return this.takeRest();
  }

  /** Takes what is left at the end of the stream, after its last complete event. */
  takeRest(): Buffer {
    return this.#pending.take();
  }

  /** The offsets in the chunk at which an event ends. Called with every chunk, in order. */
  protected abstract findCuts(piece: Buffer): number[];
}
