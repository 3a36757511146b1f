import type { Dispatcher } from 'undici';
import { readVendorError } from '../formats/vendor-error';
import { concat, concatOrNull } from '../http/concat';
import { withoutHeader } from '../http/flat-headers';
import { answerPassage } from '../stream/answer-passage';
import type { ContentFault, Passage } from '../stream/passage';
import { StreamPassage } from '../stream/stream-passage';
import {
  ConsumerSlow,
  GatewayShutdown,
  NoSocketLeft,
  UpstreamRedirect,
  UpstreamTimeout,
  brokenStream,
  consumerGone,
  failureOf,
  type CallFailure,
} from './call-failure';
import type { AnswerSink } from './answer-sink';
import type { CallOutcome, HeldResponse } from './call-outcome';
import type { CallTerms } from './call-terms';
import { contentFailure } from './content-failure';
import { decodeError, ERROR_BYTES_MAX } from './decode-error';
import { HeadersTimer } from './headers-timer';
import { ownEvent } from './own-event';
import { ProxyFailure } from './proxy-failure';
import { flatHeaders, isRedirect } from './response-head';
import { hadServed } from './reused-connection';
import { StreamEnding } from './stream-ending';

const ERROR_STATUS_LEAST = 400;
/** Only proxies send it (RFC 9110, section 15.5.8). */
const PROXY_AUTHENTICATION_REQUIRED = 407;
/** The status of an error in a response with a good status, if it names none. */
const BAD_GATEWAY = 502;
/** How long the body of an error may take; its status is known, and another target may be waiting. */
const HELD_BODY_MS_MAX = 10_000;
/** A reused connection that closes this soon after a request was sent had been closed before the request arrived. */
const KEEP_ALIVE_RACE_MS_MAX = 1_000;
/** A consumer that reads nothing for this long is cut off, because it occupies a connection to the vendor. */
const CONSUMER_STALL_MS_MAX = 120_000;

type Phase = 'waiting' | 'holding' | 'relaying' | 'over';

/**
 * One upstream call, as a handler for undici's dispatcher. An error is held completely: it is judged, and may
 * still become the answer. Of a response that is passed on, at most one stream event is buffered, and a slow consumer
 * slows the vendor down.
 */
export class UpstreamCall implements Dispatcher.DispatchHandler {
  readonly #outcome = Promise.withResolvers<CallOutcome>();
  readonly #sink: AnswerSink;
  readonly #terms: CallTerms;
  readonly #consumerStallMsMax: number;
  #finished: PromiseWithResolvers<CallFailure | null> | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #phase: Phase = 'waiting';
  readonly #headersTimer: HeadersTimer;
  /** For the body of a held response, or the pauses of one that is passed on. */
  #timer: NodeJS.Timeout | null = null;
  #durationTimer: NodeJS.Timeout | null = null;
  #holdBackTimer: NodeJS.Timeout | null = null;
  #cancelled = false;
  #isProven = false;
  /** When the request was sent; null while it is being sent. */
  #sentAtMs: number | null = null;
  #hasFirstByte = false;
  /** Sends the request again on a fresh connection; null if its body is not at hand. */
  #sendAgain: (() => void) | null = null;
  #wasResent = false;
  #status = 0;
  #headers: string[] = [];
  #held: Buffer[] = [];
  #heldBytes = 0;
  #passage: Passage | null = null;
  readonly #ending: StreamEnding;

  /** @param consumerStallMsMax how long a consumer that reads nothing may keep the call open */
  constructor(sink: AnswerSink, terms: CallTerms, consumerStallMsMax: number = CONSUMER_STALL_MS_MAX) {
    this.#sink = sink;
    this.#terms = terms;
    this.#consumerStallMsMax = consumerStallMsMax;
    this.#ending = new StreamEnding(terms.ending, () => this.#endWell());
    this.#headersTimer = new HeadersTimer(terms, () => this.#abort(this.#noHeaders()));
  }

  /** @param sendAgain sends the request again, on a fresh connection */
  canResend(sendAgain: () => void): void {
    this.#sendAgain = sendAgain;
  }

  /** Whether the request was sent a second time, because a reused connection had been closed. */
  get wasResent(): boolean {
    return this.#wasResent;
  }

  get outcome(): Promise<CallOutcome> {
    return this.#outcome.promise;
  }

  /** The consumer disconnected: closing the connection tells the vendor at once. */
  cancel(reason = 'the consumer disconnected'): void {
    this.#cancelled = true;
    this.#abort(new Error(reason));
  }

  /** The gateway stops: an answer that is being passed on ends in an error. */
  shutDown(): void {
    this.#abort(new GatewayShutdown('the data plane shut down before the answer was complete'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#phase === 'over') controller.abort(new Error('the attempt is over'));
  }

  onBodySent(): void {
    this.#headersTimer.progressed();
  }

  onRequestSent(): void {
    this.#sentAtMs = performance.now();
    this.#headersTimer.sent();
  }

  onResponseStarted(): void {
    this.#hasFirstByte = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return; // An informational response; the final one follows.
    if (status === PROXY_AUTHENTICATION_REQUIRED) {
      return this.#abort(new ProxyFailure('a proxy on the way to the vendor rejects its credentials (407)'));
    }
    if (isRedirect(status)) return this.#abort(new UpstreamRedirect(`the vendor sent a redirect (${status})`));
    this.#headersTimer.stop();
    this.#status = status;
    this.#headers = flatHeaders(controller.rawHeaders);
    if (status >= ERROR_STATUS_LEAST) {
      this.#phase = 'holding';
      const heldBodyMs = Math.min(HELD_BODY_MS_MAX, this.#terms.headersTimeoutMs);
      this.#timer = this.#timeout(heldBodyMs, 'the body of the error did not arrive in time');
      return;
    }
    this.#phase = 'relaying';
    const { isRouted, stream } = this.#terms;
    const mayHold = stream.holdBackMs > 0;
    const decode = (body: Buffer) => decodeError(this.#headers, body);
    const passage = answerPassage({ ...this.#terms, mayHold, decode }, status, this.#headers);
    this.#passage = passage;
    this.#startIdleTimer();
    // A download through an operation that is not routed may take any time, as long as data keeps coming.
    if (isRouted || passage !== null) {
      this.#durationTimer = this.#timeout(stream.durationMsMax, 'the response exceeded its maximum duration');
    }
    if (passage !== null && mayHold) {
      this.#holdBackTimer = setTimeout(() => this.#pass(passage.letThrough()), stream.holdBackMs);
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#phase === 'holding') this.#hold(chunk);
    else if (this.#phase === 'relaying') this.#relay(chunk);
  }

  onResponseEnd(): void {
    if (this.#phase === 'holding') {
      this.#conclude({ kind: 'held', response: this.#heldResponse(concat(...this.#held)) });
    } else if (this.#phase === 'relaying') {
      const { bytes, fault } = this.#passage?.end() ?? { bytes: null, fault: null };
      if (fault !== null) return this.#endInFault(bytes, fault);
      this.#commit();
      this.#prove();
      if (bytes !== null) this.#sink.write(bytes);
      this.#sink.end();
      this.#finish(null);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#sendAgain !== null && this.#isKeepAliveRace(error)) this.#resend(this.#sendAgain);
    else this.#fail(error);
  }

  /** A vendor may close an idle connection just as a request goes out on it: it never saw that request. */
  #isKeepAliveRace(error: Error): boolean {
    if (this.#phase !== 'waiting' || this.#wasResent || this.#hasFirstByte) return false;
    const isPrompt = this.#sentAtMs === null || performance.now() - this.#sentAtMs <= KEEP_ALIVE_RACE_MS_MAX;
    return isPrompt && hadServed(error);
  }

  #resend(sendAgain: () => void): void {
    this.#wasResent = true;
    this.#controller = null;
    this.#sentAtMs = null;
    sendAgain();
  }

  /** A request that was never sent says nothing about the target. */
  #noHeaders(): Error {
    if (this.#controller === null && this.#terms.areSocketsTaken()) {
      return new NoSocketLeft('all connections to this origin are in use');
    }
    if (this.#sentAtMs !== null) return new UpstreamTimeout('no response headers in time');
    return this.#controller !== null && this.#terms.isConsumerAwaited()
      ? new ConsumerSlow('the consumer stopped sending its body')
      : new UpstreamTimeout('the vendor stopped reading the request');
  }

  #hold(chunk: Buffer): void {
    this.#heldBytes += chunk.length;
    this.#held.push(chunk);
    if (this.#heldBytes <= ERROR_BYTES_MAX) return;
    this.#conclude({ kind: 'held', response: { ...this.#heldResponse(concat()), isWhole: false } });
    this.#controller?.abort(new Error(`the error is larger than ${ERROR_BYTES_MAX} bytes`));
  }

  #relay(chunk: Buffer): void {
    this.#timer?.refresh();
    const passage = this.#passage;
    if (passage === null) {
      this.#prove();
      this.#pass(chunk);
      return;
    }
    const { bytes, fault } = passage.push(chunk);
    if (passage.hasContent) this.#prove();
    if (fault !== null) return this.#endInFault(bytes, fault);
    this.#ending.note(passage);
    this.#pass(bytes);
  }

  #pass(bytes: Buffer | null): void {
    if (bytes === null || this.#phase !== 'relaying') return;
    this.#commit();
    if (this.#sink.write(bytes)) return;
    this.#controller?.pause();
    this.#stopIdleTimer();
    this.#ending.pause();
    this.#timer = setTimeout(() => this.cancel('the consumer stopped reading'), this.#consumerStallMsMax);
    this.#sink.onDrain(() => {
      if (this.#phase !== 'relaying') return;
      this.#startIdleTimer();
      this.#ending.resume();
      this.#controller?.resume();
    });
  }

  #commit(): void {
    if (this.#finished !== null) return;
    this.#sink.begin(this.#status, this.#answerHeaders());
    this.#finished = Promise.withResolvers();
    this.#outcome.resolve({
      kind: 'relaying',
      status: this.#status,
      headers: this.#headers,
      finished: this.#finished.promise,
    });
  }

  #prove(): void {
    if (this.#isProven) return;
    this.#isProven = true;
    this.#terms.onProven();
  }

  /** The response failed by its content. @param unsent what came before the fault and has not been passed on */
  #endInFault(unsent: Buffer | null, fault: ContentFault): void {
    if (fault.kind === 'ERROR_ANSWER') {
      const status = readVendorError(fault.json, null).status ?? BAD_GATEWAY;
      return this.#conclude({ kind: 'held', response: { ...this.#heldResponse(concat(unsent)), status } });
    }
    const { failure, event, needsOwnEvent } = contentFailure(fault, this.#terms, this.#headers);
    const reported = event === null ? null : concat(event, needsOwnEvent ? this.#ownEvent(failure) : null);
    const rest = concatOrNull(unsent, reported);
    const isFinal = this.#terms.isLast || this.#isProven || failure.judgement?.failsOver === false;
    if (this.#finished === null && !(isFinal && rest !== null)) {
      const response = reported === null || rest === null ? null : { ...this.#heldResponse(rest), endsInError: true };
      this.#conclude({ kind: 'failed', failure, headers: this.#headers, response });
    } else {
      this.#commit();
      this.#sink.break(reported === null ? concatOrNull(unsent, this.#ownEvent(failure)) : rest);
      this.#finish(failure);
    }
    this.#controller?.abort(new Error(failure.detail));
  }

  /** The answer is complete, although the upstream has not ended it properly. */
  #endWell(): void {
    if (this.#phase !== 'relaying') return;
    const closing = this.#passage instanceof StreamPassage ? this.#passage.closing() : null;
    this.#commit();
    this.#prove();
    if (closing !== null) this.#sink.write(closing);
    this.#sink.end();
    this.#finish(null);
    this.#controller?.abort(new Error('the answer is complete'));
  }

  #abort(error: Error): void {
    this.#fail(error);
    this.#controller?.abort(error);
  }

  #fail(error: Error): void {
    if (this.#phase === 'over') return;
    if (this.#isComplete(error)) return this.#endWell();
    const failure = this.#failure(error);
    if (this.#finished !== null) {
      this.#sink.break(this.#ownEvent(failure));
      this.#finish(failure);
    } else if (this.#phase === 'holding' && !this.#cancelled) {
      // The status is known, so it is judged and kept.
      this.#conclude({ kind: 'held', response: { ...this.#heldResponse(concat()), isWhole: false } });
    } else {
      this.#conclude({ kind: 'failed', failure, headers: this.#headers, response: null });
    }
  }

  /** Nothing that happens behind the terminal event matters. Behind the finish usage may be lost if it breaks. */
  #isComplete(error: Error): boolean {
    if (this.#cancelled || this.#passage === null) return false;
    const { progress } = this.#passage;
    return progress === 'TERMINATED' || (progress === 'FINISHED' && error instanceof UpstreamTimeout);
  }

  #failure(error: Error): CallFailure {
    if (this.#cancelled) return consumerGone(error.message);
    return this.#passage?.isStream === true ? brokenStream(error) : failureOf(error);
  }

  /** Null if no client would read it. */
  #ownEvent(failure: CallFailure): Buffer | null {
    return this.#cancelled ? null : ownEvent(this.#passage, this.#terms.profile, failure);
  }

  #heldResponse(body: Buffer): HeldResponse {
    return { status: this.#status, headers: this.#answerHeaders(), body, isWhole: true, endsInError: false };
  }

  /** A content-length would let a consumer read a stream as complete, however it ends. */
  #answerHeaders(): readonly string[] {
    return this.#passage?.isStream === true ? withoutHeader(this.#headers, 'content-length') : this.#headers;
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
    this.#headersTimer.stop();
    this.#stopIdleTimer();
    this.#ending.stop();
    if (this.#durationTimer !== null) clearTimeout(this.#durationTimer);
    if (this.#holdBackTimer !== null) clearTimeout(this.#holdBackTimer);
  }

  #startIdleTimer(): void {
    this.#stopIdleTimer();
    this.#timer = this.#timeout(this.#terms.stream.idleTimeoutMs, 'the response paused too long');
  }

  #stopIdleTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #timeout(ms: number, message: string): NodeJS.Timeout {
    return setTimeout(() => this.#abort(new UpstreamTimeout(message)), ms);
  }
}
