import { EchoWatch } from './echo-watch';
import { type EchoSearch, NOTHING_YET, type Passage, type Passed } from './passage';

/** Errors are no larger; whatever is longer is a download. */
export const SEARCHED_BYTES_MAX = 65_536;

/**
 * A plain response with a good status whose content is not known: it is passed on as it comes, and searched for the
 * credential, because it may be an error all the same.
 */
export class EchoPassage implements Passage {
  readonly isStream = false;
  readonly isHolding = false;
  readonly heldBytes = 0;
  readonly progress = 'OPEN';
  readonly awaitsMore = false;
  readonly eventCount = 0;
  readonly #watch: EchoWatch;
  readonly #bytesMax: number;
  #searchedBytes = 0;
  #isClosed = false;

  /** @param bytesMax how much of the response is searched, to the end of a piece */
  constructor(echo: EchoSearch, bytesMax: number = SEARCHED_BYTES_MAX) {
    this.#watch = new EchoWatch(echo);
    this.#bytesMax = bytesMax;
  }

  /** A target that answers an operation works. */
  get hasContent(): boolean {
    return !this.#isClosed;
  }

  push(piece: Buffer): Passed {
    if (this.#isClosed) return NOTHING_YET;
    if (this.#searchedBytes < this.#bytesMax) {
      this.#searchedBytes += piece.length;
      this.#isClosed = this.#watch.completes(piece);
    }
    return this.#isClosed ? { bytes: null, fault: { kind: 'ECHO' } } : { bytes: piece, fault: null };
  }

  letThrough(): Passed {
    return NOTHING_YET;
  }

  end(): Passed {
    return NOTHING_YET;
  }
}
