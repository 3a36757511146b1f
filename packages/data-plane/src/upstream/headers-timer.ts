import { ConsumerSlow, NoSocketLeft, UpstreamTimeout } from './call-failure';
import { SilenceTimer } from './silence-timer';

export interface HeadersTimes {
  /** From the end of sending to the response headers. It also bounds each pause while sending. */
  readonly headersTimeoutMs: number;
  /** For sending and waiting together. */
  readonly totalTimeoutMs: number;
  /** Whether the consumer sends the body at its own pace, so that the total time begins when the request has been sent. */
  readonly isBodyStreamed: boolean;
  /** Whether other requests use all connections to the origin. Called if no connection began to send this request. */
  areSocketsTaken(): boolean;
  /** Whether the consumer has not sent its whole body, and everything that it did send was passed on. */
  isConsumerAwaited(): boolean;
}

export interface HeadersTimerOwner {
  /** Called once, when the time is over. @param error says what was missing */
  abort(error: Error): void;
}

/**
 * How long a vendor may take to its response headers. The time begins when the request has been sent, so that
 * a slow upload does not count as silence. Before, it bounds the time to get a connection, and each pause of the upload.
 */
export class HeadersTimer {
  readonly #times: HeadersTimes;
  readonly #owner: HeadersTimerOwner;
  #totalFromMs = performance.now();
  #timer: SilenceTimer;
  #progress: 'WAITING' | 'SENDING' | 'SENT' = 'WAITING';

  constructor(times: HeadersTimes, owner: HeadersTimerOwner) {
    this.#times = times;
    this.#owner = owner;
    this.#timer = this.#start(times.headersTimeoutMs);
  }

  /** A connection begins to send the request. */
  started(): void {
    this.#progress = 'SENDING';
  }

  /** A part of the body was sent. */
  progressed(): void {
    if (this.#times.isBodyStreamed) this.#timer.refresh();
    else this.#restart();
  }

  sent(): void {
    this.#progress = 'SENT';
    if (this.#times.isBodyStreamed) this.#totalFromMs = performance.now();
    this.#restart();
  }

  stop(): void {
    this.#timer.stop();
  }

  /** A request that was never sent says nothing about the target. */
  #whatIsMissing(): Error {
    switch (this.#progress) {
      case 'WAITING':
        return this.#times.areSocketsTaken()
          ? new NoSocketLeft('all connections to this origin are in use')
          : new UpstreamTimeout('no connection in time');
      case 'SENDING':
        return this.#times.isConsumerAwaited()
          ? new ConsumerSlow('the consumer stopped sending its body')
          : new UpstreamTimeout('the vendor stopped reading the request');
      case 'SENT':
        return new UpstreamTimeout('no response headers in time');
    }
  }

  #restart(): void {
    const { headersTimeoutMs, totalTimeoutMs } = this.#times;
    const leftMs = this.#totalFromMs + totalTimeoutMs - performance.now();
    if (leftMs >= headersTimeoutMs) {
      this.#timer.refresh();
      return;
    }
    this.#timer.stop();
    this.#timer = this.#start(Math.max(leftMs, 0));
  }

  #start(ms: number): SilenceTimer {
    return new SilenceTimer(() => this.#owner.abort(this.#whatIsMissing()), ms);
  }
}
