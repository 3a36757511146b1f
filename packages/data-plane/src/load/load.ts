import { Permit } from './permit';

/** Limits on all requests together. A request beyond them gets `overloaded`. */
export interface LoadLimits {
  readonly requestsInFlightMax: number;
  /** Bytes of buffered request bodies, as received or decoded; each is copied once more while it is sent. */
  readonly bufferedBytesMax: number;
}

export const DEFAULT_LOAD_LIMITS: LoadLimits = {
  requestsInFlightMax: 10_000,
  bufferedBytesMax: 512 * 1024 * 1024,
};

/** The current load of all requests together. */
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

  /** A permit for one more request; null if none is left. */
  acquire(): Permit | null {
    if (this.#requestsInFlight >= this.#limits.requestsInFlightMax) return null;
    this.#requestsInFlight += 1;
    return new Permit(
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
