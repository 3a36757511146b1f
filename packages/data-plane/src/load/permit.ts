import { overloaded } from './overloaded';

/** One request's share of the load. Whatever becomes of the request, `release` gives all of it back, once. */
export class Permit {
  /** Takes so many more bytes, or gives them back where negative; false where there is no room. */
  readonly #take: (bytes: number) => boolean;
  readonly #onRelease: () => void;
  #heldBytes = 0;
  #isReleased = false;

  constructor(take: (bytes: number) => boolean, onRelease: () => void) {
    this.#take = take;
    this.#onRelease = onRelease;
  }

  /** Counts bytes that are about to be buffered. @throws GatewayError overloaded where there is no room for them */
  hold(bytes: number): void {
    if (this.#isReleased) return;
    if (!this.#take(bytes)) throw overloaded('The gateway holds as many request bodies as it can.');
    this.#heldBytes += bytes;
  }

  /** Gives back bytes that are no longer buffered; all of them unless told otherwise. */
  letGo(bytes: number = this.#heldBytes): void {
    this.#take(-bytes);
    this.#heldBytes -= bytes;
  }

  release(): void {
    if (this.#isReleased) return;
    this.letGo();
    this.#isReleased = true;
    this.#onRelease();
  }
}
