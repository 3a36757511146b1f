import { GatewayError } from '../gateway/gateway-error';

/** What all requests together may take of the gateway. Beyond it a request is answered by `overloaded`. */
export interface LoadLimits {
  readonly requestsInFlightMax: number;
  /** Bytes of request bodies that are held, as they came or decoded; each is copied once more while it is sent. */
  readonly bufferedBytesMax: number;
}

export const DEFAULT_LOAD_LIMITS: LoadLimits = {
  requestsInFlightMax: 10_000,
  bufferedBytesMax: 512 * 1024 * 1024,
};

/** A place is free again as soon as any request is over, which is no matter of minutes. */
const RETRY_WHEN_OVERLOADED_SECONDS = 1;

/** What all requests together take of the gateway at the moment. */
export class Load {
  readonly #limits: LoadLimits;
  #requestsInFlight = 0;
  #bufferedBytes = 0;

  constructor(limits: LoadLimits) {
    this.#limits = limits;
  }

  get requestsInFlight(): number {
    return this.#requestsInFlight;
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /** A place for one more request; null where all are taken. */
  enter(): Place | null {
    if (this.#requestsInFlight >= this.#limits.requestsInFlightMax) return null;
    this.#requestsInFlight += 1;
    return new Place(
      (bytes) => {
        if (this.#bufferedBytes + bytes > this.#limits.bufferedBytesMax) return false;
        this.#bufferedBytes += bytes;
        return true;
      },
      () => {
        this.#requestsInFlight -= 1;
      },
    );
  }
}

/** One request's share of the load. Whatever becomes of the request, `leave` gives all of it back, once. */
export class Place {
  /** Takes so many bytes more, or gives them back where negative; false where there is no room. */
  readonly #take: (bytes: number) => boolean;
  readonly #onLeave: () => void;
  #heldBytes = 0;
  #isLeft = false;

  constructor(take: (bytes: number) => boolean, onLeave: () => void) {
    this.#take = take;
    this.#onLeave = onLeave;
  }

  /** Counts bytes that are about to be held. @throws GatewayError overloaded where there is no room for them */
  hold(bytes: number): void {
    if (this.#isLeft) return;
    if (!this.#take(bytes)) throw overloaded('The gateway holds as many request bodies as it can.');
    this.#heldBytes += bytes;
  }

  /** Gives back what is held no more; all of it unless said otherwise. */
  letGo(bytes: number = this.#heldBytes): void {
    this.#take(-bytes);
    this.#heldBytes -= bytes;
  }

  leave(): void {
    if (this.#isLeft) return;
    this.letGo();
    this.#isLeft = true;
    this.#onLeave();
  }
}

export function overloaded(message: string): GatewayError {
  return new GatewayError('overloaded', `${message} Try again in a moment.`, RETRY_WHEN_OVERLOADED_SECONDS);
}
