import { hadServed } from './reused-connection';

/** A reused connection that closes this soon after a request went out had been closed before the request arrived. */
const KEEP_ALIVE_RACE_MS_MAX = 1_000;

/**
 * Sends a request a second time, on a fresh connection: a vendor may close an idle connection just as a request goes out
 * on it, and then never sees that request. Only the first bytes of a body can cross such a close, so while a body is still
 * being sent the time counts from its start, and once it is sent from its end.
 */
export class Resend {
  #sendAgain: (() => void) | null = null;
  #wasResent = false;
  /** When the request began to be sent, or was sent. */
  #wentOutAtMs = -Infinity;
  #hasFirstByte = false;

  /** Call if the body is at hand. Otherwise a part of it is gone, and the request is never sent again. */
  allow(sendAgain: () => void): void {
    this.#sendAgain = sendAgain;
  }

  get wasResent(): boolean {
    return this.#wasResent;
  }

  /** A connection has begun to send the request. */
  started(): void {
    this.#wentOutAtMs = performance.now();
  }

  /** The connection has taken the whole request. */
  sent(): void {
    this.#wentOutAtMs = performance.now();
  }

  /** A byte of a response came, so the vendor saw the request. */
  firstByte(): void {
    this.#hasFirstByte = true;
  }

  /** Whether the vendor never saw the request, so that the error means nothing. */
  isDueAfter(error: Error): boolean {
    const isAllowed = this.#sendAgain !== null && !this.#wasResent;
    const isPrompt = performance.now() - this.#wentOutAtMs <= KEEP_ALIVE_RACE_MS_MAX;
    return isAllowed && isPrompt && !this.#hasFirstByte && hadServed(error);
  }

  send(): void {
    this.#wasResent = true;
    this.#sendAgain?.();
  }
}
