import type { Permit } from './permit';

/** What of a vendor's responses takes memory while a request is in progress. */
export type HeldPart =
  /** The response that is arriving: what is held back, and the start of an incomplete event. */
  | 'ARRIVING'
  /** The response of an earlier attempt, which is the answer if none that follows is better. */
  | 'KEPT'
  /** The state of a decoder. */
  | 'DECODER';

/** The memory that vendors' responses to one request take, which counts like that of its body. */
export class HeldMemory {
  readonly #permit: Pick<Permit, 'tryHold' | 'free'>;
  readonly #bytes: Record<HeldPart, number> = { ARRIVING: 0, KEPT: 0, DECODER: 0 };

  constructor(permit: Pick<Permit, 'tryHold' | 'free'>) {
    this.#permit = permit;
  }

  /** @param bytes how many the part takes now; @returns whether there was room, otherwise nothing has changed */
  set(part: HeldPart, bytes: number): boolean {
    const more = bytes - this.#bytes[part];
    if (more > 0 && !this.#permit.tryHold(more)) return false;
    if (more < 0) this.#permit.free(-more);
    this.#bytes[part] = bytes;
    return true;
  }
}
