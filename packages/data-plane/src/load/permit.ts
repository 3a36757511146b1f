import { overloaded } from './overloaded';

/** What requests hold: all of them together, or those of one AI API. */
export interface Share {
  requests: number;
  bufferedBytes: number;
}

/** What a permit draws on. `Load` satisfies this interface. */
export interface PermitSource {
  /** Counts the request towards the AI API's share; null if the share is used up. */
  enter(aiApiId: string): Share | null;
  /** @param heldBytes what the request holds already; @returns whether there was room */
  hold(bytes: number, heldBytes: number, share: Share | null): boolean;
  free(bytes: number, share: Share | null): void;
  /** @param aiApiId null if the request never entered one */
  leave(aiApiId: string | null): void;
}

/** One request's permit to use the gateway. However the request ends, `release` gives everything back, once. */
export class Permit {
  readonly #source: PermitSource;
  #aiApiId: string | null = null;
  #share: Share | null = null;
  #heldBytes = 0;
  #isReleased = false;

  constructor(source: PermitSource) {
    this.#source = source;
  }

  /**
   * Counts the request towards its AI API. A request beyond the AI API's share gives its permit back at once, so that a
   * burst of refused requests takes no permit from other AI APIs.
   *
   * @throws GatewayError overloaded
   */
  enter(aiApiId: string): void {
    this.#share = this.#source.enter(aiApiId);
    if (this.#share === null) {
      this.release();
      throw overloaded('This AI API has reached its share of concurrent requests.');
    }
    this.#aiApiId = aiApiId;
  }

  /** Reserves bytes that are about to be buffered. @throws GatewayError overloaded if a limit is reached */
  hold(bytes: number): void {
    if (!this.tryHold(bytes)) throw overloaded('The gateway has reached its limit of buffered bytes.');
  }

  /** The same, but returns whether there was room. */
  tryHold(bytes: number): boolean {
    if (this.#isReleased) return true;
    if (!this.#source.hold(bytes, this.#heldBytes, this.#share)) return false;
    this.#heldBytes += bytes;
    return true;
  }

  /** Gives back bytes that are no longer buffered; by default, and at most, all of them. */
  free(bytes: number = this.#heldBytes): void {
    const freed = Math.min(bytes, this.#heldBytes);
    this.#source.free(freed, this.#share);
    this.#heldBytes -= freed;
  }

  release(): void {
    if (this.#isReleased) return;
    this.free();
    this.#isReleased = true;
    this.#source.leave(this.#aiApiId);
  }
}
