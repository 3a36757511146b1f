import { Permit, type PermitSource, type Share } from './permit';

/** Limits on all requests together. A request beyond them gets `overloaded`. */
export interface LoadLimits {
  readonly requestsInFlightMax: number;
  /** Bytes that requests and vendors' responses buffer: docs/limits.md says which. A body is copied once more while it is sent. */
  readonly bufferedBytesMax: number;
}

export const DEFAULT_LOAD_LIMITS: LoadLimits = {
  requestsInFlightMax: 10_000,
  bufferedBytesMax: 512 * 1024 * 1024,
};

/** The part of each limit that one AI API can use, so that a silent vendor cannot take the places of the others. */
export const AI_API_SHARE = 0.5;

/** Shares without requests that are kept, so that the map does not change with each request: see `Bag`. */
const IDLE_SHARES_MAX = 1_000;

/** The current load of all requests together, and of each AI API. */
export class Load implements PermitSource {
  readonly #limits: LoadLimits;
  readonly #requestsPerAiApiMax: number;
  readonly #bufferedBytesPerAiApiMax: number;
  readonly #total: Share = { requests: 0, bufferedBytes: 0 };
  /** By id; of AI APIs with requests in flight, and some others. */
  readonly #shares = new Map<string, Share>();

  constructor(limits: LoadLimits) {
    this.#limits = limits;
    this.#requestsPerAiApiMax = Math.max(1, Math.floor(limits.requestsInFlightMax * AI_API_SHARE));
    this.#bufferedBytesPerAiApiMax = Math.floor(limits.bufferedBytesMax * AI_API_SHARE);
  }

  get requestsInFlight(): number {
    return this.#total.requests;
  }

  get bufferedBytes(): number {
    return this.#total.bufferedBytes;
  }

  /** A permit for one more request; null if none is left. */
  acquire(): Permit | null {
    if (this.#total.requests >= this.#limits.requestsInFlightMax) return null;
    this.#total.requests += 1;
    return new Permit(this);
  }

  enter(aiApiId: string): Share | null {
    const share = this.#shares.get(aiApiId);
    if (share === undefined) {
      const first = { requests: 1, bufferedBytes: 0 };
      this.#shares.set(aiApiId, first);
      return first;
    }
    if (share.requests >= this.#requestsPerAiApiMax) return null;
    share.requests += 1;
    return share;
  }

  hold(bytes: number, heldBytes: number, share: Share | null): boolean {
    const total = this.#total;
    if (total.bufferedBytes + bytes > this.#limits.bufferedBytesMax) return false;
    if (share !== null) {
      // A request that is alone may exceed the share: its body can be larger, and nothing would ever make room for it.
      const isAlone = share.bufferedBytes === heldBytes;
      if (!isAlone && share.bufferedBytes + bytes > this.#bufferedBytesPerAiApiMax) return false;
      share.bufferedBytes += bytes;
    }
    total.bufferedBytes += bytes;
    return true;
  }

  free(bytes: number, share: Share | null): void {
    this.#total.bufferedBytes -= bytes;
    if (share !== null) share.bufferedBytes -= bytes;
  }

  leave(aiApiId: string | null): void {
    this.#total.requests -= 1;
    if (aiApiId === null) return;
    const share = this.#shares.get(aiApiId);
    if (share === undefined) return;
    share.requests -= 1;
    if (share.requests === 0 && this.#shares.size > IDLE_SHARES_MAX) this.#shares.delete(aiApiId);
  }
}
