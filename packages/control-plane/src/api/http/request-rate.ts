import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Requests without a valid token, from one client address. */
export const UNAUTHENTICATED_PER_MINUTE_MAX = 600;

const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1_000;

/** Limits the requests of each caller per minute, counted by this process alone. */
export class RequestRate {
  readonly #limiter: RateLimiterMemory;

  constructor(requestsPerMinuteMax: number) {
    this.#limiter = new RateLimiterMemory({ points: requestsPerMinuteMax, duration: WINDOW_SECONDS });
  }

  /** Counts a request. Returns null if it is allowed, otherwise the seconds after which the caller may try again. */
  async count(caller: string): Promise<number | null> {
    try {
      await this.#limiter.consume(caller);
      return null;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return Math.max(1, Math.ceil(error.msBeforeNext / MS_PER_SECOND));
    }
  }

  /** Takes a counted request back, because it turned out to be one that the limit does not concern. */
  async uncount(caller: string): Promise<void> {
    await this.#limiter.reward(caller);
  }
}
