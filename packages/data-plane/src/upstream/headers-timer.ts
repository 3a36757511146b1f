export interface HeadersTimes {
  /** From the end of sending to the response headers. It also bounds each pause while sending. */
  readonly headersTimeoutMs: number;
  /** For sending and waiting together. */
  readonly totalTimeoutMs: number;
  /** Whether the consumer sends the body at its own pace, so that the total time begins when the request has been sent. */
  readonly isBodyStreamed: boolean;
}

/**
 * How long a vendor may take to its response headers. The time begins when the request has been sent, so that
 * a slow upload does not count as silence. Before, it bounds the time to get a connection, and each pause of the upload.
 */
export class HeadersTimer {
  readonly #times: HeadersTimes;
  readonly #onOver: () => void;
  #totalFromMs = performance.now();
  #timer: NodeJS.Timeout;

  constructor(times: HeadersTimes, onOver: () => void) {
    this.#times = times;
    this.#onOver = onOver;
    this.#timer = setTimeout(onOver, times.headersTimeoutMs);
  }

  /** A part of the body was sent. */
  progressed(): void {
    if (this.#times.isBodyStreamed) this.#timer.refresh();
    else this.#restart();
  }

  sent(): void {
    if (this.#times.isBodyStreamed) this.#totalFromMs = performance.now();
    this.#restart();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #restart(): void {
    const { headersTimeoutMs, totalTimeoutMs } = this.#times;
    const leftMs = this.#totalFromMs + totalTimeoutMs - performance.now();
    if (leftMs >= headersTimeoutMs) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onOver, Math.max(leftMs, 0));
  }
}
