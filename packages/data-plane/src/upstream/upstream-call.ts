import type { Dispatcher } from 'undici';
import { UpstreamTimeout, failureOf, type CallFailure } from './call-failure';

/** A failed answer is held back whole, to be told apart and perhaps to be the answer after all. */
const HELD_BODY_BYTES_MAX = 1_048_576;

/** A whole answer of the vendor that has not been passed on. */
export interface HeldResponse {
  readonly status: number;
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** What became of a call up to the point of no return, the first byte sent to the consumer. */
export type CallOutcome =
  /** The answer is on its way to the consumer; `finished` tells whether it came through whole. */
  | { readonly kind: 'relaying'; readonly status: number; readonly finished: Promise<CallFailure | null> }
  | { readonly kind: 'held'; readonly response: HeldResponse }
  | { readonly kind: 'failed'; readonly failure: CallFailure };

/** Where an answer goes that is passed on as it comes. */
export interface AnswerSink {
  /** The point of no return: called once, when the first byte or the end of the answer is there. */
  begin(status: number, headers: readonly string[]): void;
  /** @returns whether more is welcome now; if not, `onDrain` is called when it is */
  write(chunk: Buffer): boolean;
  end(): void;
  /** Ends the answer so that nobody can take it for whole. */
  break(): void;
  /** Replaces the listener for the moment when a full buffer has drained. */
  onDrain(listener: () => void): void;
}

export interface CallLimits {
  /** From the dispatch to the response's headers; for an answer that is held, to its end. */
  readonly headersTimeoutMs: number;
  /** The longest pause in an answer that is passed on. Time in which the consumer reads nothing does not count. */
  readonly idleTimeoutMs: number;
}

type Phase = 'waiting' | 'holding' | 'relaying' | 'over';

/**
 * One upstream call, as undici's dispatcher reports it. The answer's status decides whether it is held or passed on;
 * nothing is buffered of an answer that is passed on, and a slow consumer slows the vendor down.
 */
export class UpstreamCall implements Dispatcher.DispatchHandler {
  readonly #outcome = Promise.withResolvers<CallOutcome>();
  readonly #sink: AnswerSink;
  readonly #isHeld: (status: number) => boolean;
  readonly #limits: CallLimits;
  #finished: PromiseWithResolvers<CallFailure | null> | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #phase: Phase = 'waiting';
  #timer: NodeJS.Timeout | null;
  #cancelled = false;
  #status = 0;
  #headers: string[] = [];
  #held: Buffer[] = [];
  #heldBytes = 0;

  /** @param isHeld tells by a response's status whether its answer is held back instead of passed on */
  constructor(sink: AnswerSink, isHeld: (status: number) => boolean, limits: CallLimits) {
    this.#sink = sink;
    this.#isHeld = isHeld;
    this.#limits = limits;
    this.#timer = setTimeout(
      () => this.#abort(new UpstreamTimeout('no response headers in time')),
      limits.headersTimeoutMs,
    );
  }

  get outcome(): Promise<CallOutcome> {
    return this.#outcome.promise;
  }

  /** The consumer is gone: the vendor is told at once, by the end of the connection. */
  cancel(): void {
    this.#cancelled = true;
    this.#abort(new Error('the consumer went away'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#phase === 'over') controller.abort(new Error('the attempt is over'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return; // An informational answer announces the real one.
    this.#status = status;
    this.#headers = flatHeaders(controller.rawHeaders);
    if (this.#isHeld(status)) {
      this.#phase = 'holding';
      return;
    }
    this.#phase = 'relaying';
    this.#startIdleTimer();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#phase === 'holding') this.#hold(chunk);
    else if (this.#phase === 'relaying') this.#relay(controller, chunk);
  }

  onResponseEnd(): void {
    if (this.#phase === 'holding') {
      const body = Buffer.concat(this.#held);
      this.#conclude({ kind: 'held', response: { status: this.#status, headers: this.#headers, body } });
    } else if (this.#phase === 'relaying') {
      this.#commit();
      this.#sink.end();
      this.#finish(null);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #hold(chunk: Buffer): void {
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > HELD_BODY_BYTES_MAX)
      this.#abort(new Error(`a failed answer over ${HELD_BODY_BYTES_MAX} bytes`));
    else this.#held.push(chunk);
  }

  #relay(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#commit();
    if (this.#sink.write(chunk)) {
      this.#timer?.refresh();
      return;
    }
    controller.pause();
    this.#stopTimer();
    this.#sink.onDrain(() => {
      if (this.#phase !== 'relaying') return;
      this.#startIdleTimer();
      controller.resume();
    });
  }

  #commit(): void {
    if (this.#finished !== null) return;
    this.#sink.begin(this.#status, this.#headers);
    this.#finished = Promise.withResolvers();
    this.#outcome.resolve({ kind: 'relaying', status: this.#status, finished: this.#finished.promise });
  }

  #abort(error: Error): void {
    this.#fail(error);
    this.#controller?.abort(error);
  }

  #fail(error: Error): void {
    if (this.#phase === 'over') return;
    const failure: CallFailure = this.#cancelled ? { cause: 'CONSUMER_GONE', detail: error.message } : failureOf(error);
    if (this.#finished !== null) {
      this.#sink.break();
      this.#finish(failure);
    } else {
      this.#conclude({ kind: 'failed', failure });
    }
  }

  #conclude(outcome: CallOutcome): void {
    this.#end();
    this.#outcome.resolve(outcome);
  }

  #finish(failure: CallFailure | null): void {
    this.#end();
    this.#finished?.resolve(failure);
  }

  #end(): void {
    this.#phase = 'over';
    this.#held = [];
    this.#stopTimer();
  }

  #startIdleTimer(): void {
    this.#stopTimer();
    this.#timer = setTimeout(
      () => this.#abort(new UpstreamTimeout('the answer paused too long')),
      this.#limits.idleTimeoutMs,
    );
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** undici gives the headers as they came: names and values in turn, as bytes over HTTP/1.1. */
function flatHeaders(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
}
