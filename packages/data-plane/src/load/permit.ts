import { overloaded } from './overloaded';

/** One request's share of the load. However the request ends, `release` gives all of it back, once. */
export class Permit {
  /** Reserves bytes, or gives them back if negative; false if the limit is reached. */
  readonly #take: (bytes: number) => boolean;
  readonly #onRelease: () => void;
  #heldBytes = 0;
  #isReleased = false;

  constructor(take: (bytes: number) => boolean, onRelease: () => void) {
    this.#take = take;
    this.#onRelease = onRelease;
  }

  /** Reserves bytes that are about to be buffered. @throws GatewayError overloaded if the limit is reached */
  hold(bytes: number): void {
    if (this.#isReleased) return;
    if (!this.#take(bytes)) throw overloaded('The gateway has reached its limit of buffered request bodies.');
    this.#heldBytes += bytes;
  }

  /** Gives back bytes that are no longer buffered; by default all of them. */
  free(bytes: number = this.#heldBytes): void {
    this.#take(-bytes);
    this.#heldBytes -= bytes;
  }

  release(): void {
    if (this.#isReleased) return;
    this.free();
    this.#isReleased = true;
    this.#onRelease();
  }
}
