import { type Deadline, DEADLINES, type DeadlineOwner } from '@switchyard/runtime';
import { ConsumerSlow, NoSocketLeft, UpstreamTimeout } from './call-failure';

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
export class HeadersTimer implements DeadlineOwner {
  readonly #times: HeadersTimes;
  readonly #owner: HeadersTimerOwner;
  #totalFromMs = performance.now();
  /** Whether the deadline is the end of the total time, which no progress puts off. */
  #isAtTotal = false;
  readonly #deadline: Deadline;
  #progress: 'WAITING' | 'SENDING' | 'SENT' = 'WAITING';
  /** Whether the response has begun, or the call is over. The rest of the request may still be sent then. */
  #isOver = false;

  constructor(times: HeadersTimes, owner: HeadersTimerOwner) {
    this.#times = times;
    this.#owner = owner;
    this.#deadline = DEADLINES.deadline(this);
    this.#deadline.arm(times.headersTimeoutMs);
  }

  /** A connection begins to send the request. */
  started(): void {
    this.#progress = 'SENDING';
  }

  /** A part of the body was sent. */
  progressed(): void {
    if (this.#isOver) return;
    if (this.#times.isBodyStreamed) this.#deadline.arm(this.#times.headersTimeoutMs);
    else this.#restart();
  }

  sent(): void {
    if (this.#isOver) return;
    this.#progress = 'SENT';
    if (this.#times.isBodyStreamed) {
      this.#totalFromMs = performance.now();
      this.#isAtTotal = false;
    }
    this.#restart();
  }

  /** For good. */
  stop(): void {
    this.#isOver = true;
    this.#deadline.stop();
  }

  onDeadline(): void {
    this.#owner.abort(this.#whatIsMissing());
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
    if (this.#isAtTotal) return;
    const { headersTimeoutMs, totalTimeoutMs } = this.#times;
    const leftMs = this.#totalFromMs + totalTimeoutMs - performance.now();
    this.#isAtTotal = leftMs < headersTimeoutMs;
    this.#deadline.arm(Math.max(Math.min(leftMs, headersTimeoutMs), 0));
  }
}
