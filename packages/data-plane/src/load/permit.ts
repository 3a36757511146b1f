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
    if (this.#isReleased) return;
    if (!this.#source.hold(bytes, this.#heldBytes, this.#share)) {
      throw overloaded('The gateway has reached its limit of buffered request bodies.');
    }
    this.#heldBytes += bytes;
  }

  /** Gives back bytes that are no longer buffered; by default all of them. */
  free(bytes: number = this.#heldBytes): void {
    this.#source.free(bytes, this.#share);
    this.#heldBytes -= bytes;
  }

  release(): void {
    if (this.#isReleased) return;
    this.free();
    this.#isReleased = true;
    this.#source.leave(this.#aiApiId);
  }
}
