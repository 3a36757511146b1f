import { ByteCollector } from '@switchyard/runtime';
import type { Dispatcher } from 'undici';
import { readVendorError } from '../formats/vendor-error';
import { concat, concatOrNull } from '../http/concat';
import { withoutHeader } from '../http/flat-headers';
import { CONSUMER_STALL_MS_MAX } from '../load/consumer-timeouts';
import { answerPassage } from '../stream/answer-passage';
import type { ContentFault, Passage, Passed } from '../stream/passage';
import { StreamPassage } from '../stream/stream-passage';
import { breakFailure, durationTimeout, isCompleteDespite, lacksOnlyTrailer, pauseTimeout } from './broken-call';
import { type CallFailure, consumerGone, GatewayShutdown, NoMemoryLeft, UpstreamRedirect } from './call-failure';
import { CallMoments } from './call-moments';
import { type AnswerUsage, readerOf } from '../usage/answer-usage';
import type { AnswerSink } from './answer-sink';
import type { CallOutcome, HeldResponse } from './call-outcome';
import type { CallTerms } from './call-terms';
import { ConsumerWait } from './consumer-wait';
import { contentFailure } from './content-failure';
import { ERROR_BYTES_MAX } from './decode-error';
import { decodeStart } from './decode-start';
import { HeadersTimer, type HeadersTimerOwner } from './headers-timer';
import { ownEvent } from './own-event';
import { ProxyFailure } from './proxy-failure';
import { ReceivedBytes } from './received-bytes';
import { Resend } from './resend';
import { flatHeaders, isRedirect } from './response-head';
import { type Pausing, ResponseTimers, type ResponseTimersOwner } from './response-timers';
import { type EndingOwner, type EndingTimes, StreamEnding } from './stream-ending';

const ERROR_STATUS_LEAST = 400;
/** Only proxies send it (RFC 9110, section 15.5.8). */
const PROXY_AUTHENTICATION_REQUIRED = 407;
/** The status of an error in a response with a good status, if it names none. */
const BAD_GATEWAY = 502;
/** How long the body of an error may take; its status is known, and another target may be waiting. */
const HELD_BODY_MS_MAX = 10_000;

type Phase = 'waiting' | 'holding' | 'relaying' | 'over';

/**
 * One upstream call, as a handler for undici's dispatcher. An error is held completely: it is judged, and may
 * still become the answer. Of a response that is passed on, at most one stream event is buffered, and a slow consumer
 * slows the vendor down.
 */
export class UpstreamCall implements Dispatcher.DispatchHandler, EndingOwner, HeadersTimerOwner, ResponseTimersOwner {
  readonly #outcome = Promise.withResolvers<CallOutcome>();
  readonly #sink: AnswerSink;
  readonly #terms: CallTerms;
  readonly #consumerStallMsMax: number;
  #finished: PromiseWithResolvers<CallFailure | null> | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #phase: Phase = 'waiting';
  readonly #resend = new Resend();
  readonly #headersTimer: HeadersTimer;
  readonly #timers = new ResponseTimers(this);
  #cancelled = false;
  #isProven = false;
  #status = 0;
  #headers: string[] = [];
  readonly #held = new ByteCollector();
  #received: ReceivedBytes | null = null;
  #passage: Passage | null = null;
  #consumerWait: ConsumerWait | null = null;
  /** Null unless the response is a stream. */
  #ending: StreamEnding | null = null;
  #usage: AnswerUsage | null = null;
  readonly moments: CallMoments;

  /** @param consumerStallMsMax how long a consumer that reads nothing may keep the call open */
  constructor(sink: AnswerSink, terms: CallTerms, consumerStallMsMax: number = CONSUMER_STALL_MS_MAX) {
    this.#sink = sink;
    this.#terms = terms;
    this.#consumerStallMsMax = consumerStallMsMax;
    this.#headersTimer = new HeadersTimer(terms, this);
    this.moments = new CallMoments(terms.clock);
  }

  /** @param sendAgain sends the request again, on a fresh connection */
  canResend(sendAgain: () => void): void {
    this.#resend.allow(sendAgain);
  }

  /** Whether the request was sent a second time, because the reused connection that it went out on was closed. */
  get wasResent(): boolean {
    return this.#resend.wasResent;
  }

  /** Of the vendor's response; null if none came. */
  get status(): number | null {
    return this.#status === 0 ? null : this.#status;
  }

  /** Reads what the response uses; null if it is an error, or of no use for that. */
  get usage(): AnswerUsage | null {
    return this.#usage;
  }

  /** Whether the response is a stream of events. */
  get isStream(): boolean {
    return this.#passage?.isStream === true;
  }

  get outcome(): Promise<CallOutcome> {
    return this.#outcome.promise;
  }

  /** The consumer disconnected: closing the connection tells the vendor at once. */
  cancel(reason = 'the consumer disconnected'): void {
    this.#cancelled = true;
    this.abort(new Error(reason));
  }

  /** The gateway stops: an answer that is being passed on ends in an error. */
  shutDown(): void {
    this.abort(new GatewayShutdown('the data plane shut down before the answer was complete'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#headersTimer.started();
    this.#resend.started();
    if (this.#phase === 'over') controller.abort(new Error('the attempt is over'));
  }

  onBodySent(): void {
    this.#headersTimer.progressed();
  }

  onRequestSent(): void {
    this.#resend.sent();
    this.#headersTimer.sent();
  }

  onResponseStarted(): void {
    this.#resend.firstByte();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return; // An informational response; the final one follows.
    if (status === PROXY_AUTHENTICATION_REQUIRED) {
      return this.abort(new ProxyFailure('a proxy on the way to the vendor rejects its credentials (407)'));
    }
    this.#status = status;
    if (isRedirect(status)) return this.abort(new UpstreamRedirect(`the vendor sent a redirect (${status})`));
    this.#headersTimer.stop();
    this.moments.noteHeaders();
    this.#controller = controller;
    this.#headers = flatHeaders(controller.rawHeaders);
    this.#received = new ReceivedBytes(this.#headers);
    if (status >= ERROR_STATUS_LEAST) {
      this.#phase = 'holding';
      this.#timers.boundPause(Math.min(HELD_BODY_MS_MAX, this.#terms.headersTimeoutMs), 'VENDOR_IN_ERROR');
      return;
    }
    this.#phase = 'relaying';
    this.#consumerWait = new ConsumerWait();
    const { isRouted, stream, usagePlaces } = this.#terms;
    this.#usage = usagePlaces === null ? null : readerOf(usagePlaces, this.#headers);
    const mayHold = stream.holdBackMs > 0;
    const passage = this.#newPassage(mayHold);
    this.#passage = passage;
    if (passage?.isStream === true) this.#ending = new StreamEnding(this);
    this.#startIdleTimer();
    // A download through an operation that is not routed may take any time, as long as data keeps coming.
    if (isRouted || passage?.isStream === true) this.#timers.boundDuration(stream.durationMsMax);
    if (passage !== null && mayHold) this.#timers.boundHoldBack(stream.holdBackMs);
  }

  #newPassage(mayHold: boolean): Passage | null {
    const { profile, isRouted, framing, isLast, echo, dropsUsage } = this.#terms;
    const reader = this.#usage;
    const answersAsked = () => this.#terms.answersAsked();
    const decode = (body: Buffer) => decodeStart(this.#headers, body);
    const terms = { profile, isRouted, framing, isLast, echo, mayHold, answersAsked, decode, reader, dropsUsage };
    return answerPassage(terms, this.#status, this.#headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#received?.add(chunk.length);
    if (this.#phase === 'holding') this.#hold(chunk);
    else if (this.#phase === 'relaying') this.#relay(chunk);
  }

  /** Trailers are dropped. */
  onResponseEnd(): void {
    if (this.#phase === 'holding') {
      this.#conclude({ kind: 'held', response: this.#heldResponse(this.#held.take()) });
    } else if (this.#phase === 'relaying') {
      const { bytes, fault } = this.#passage?.end() ?? { bytes: null, fault: null };
      if (fault !== null) return this.#endInFault(bytes, fault);
      this.#commit();
      this.#prove();
      if (bytes !== null) this.#write(bytes);
      this.#sink.end();
      this.#finish(null);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#phase !== 'waiting' || !this.#resend.isDueAfter(error)) return this.#fail(error);
    this.#controller = null;
    this.#resend.send();
  }

  onPauseOver(pausing: Pausing): void {
    if (pausing === 'CONSUMER') return this.cancel('the consumer stopped reading');
    this.abort(pauseTimeout(pausing));
  }

  onDurationOver(): void {
    this.abort(durationTimeout(this.#consumerWait?.isCause === true));
  }

  onHoldBackOver(): void {
    if (this.#passage !== null) this.#passOrEnd(this.#passage.letThrough());
  }

  #hold(chunk: Buffer): void {
    this.#held.push(chunk);
    const isTooLarge = this.#held.length > ERROR_BYTES_MAX;
    if (!isTooLarge && this.#terms.memory.set('ARRIVING', this.#held.length)) return;
    const detail = isTooLarge ? `the error is larger than ${ERROR_BYTES_MAX} bytes` : 'there is no room for the error';
    this.#conclude({ kind: 'held', response: { ...this.#heldResponse(concat()), isWhole: false, detail } });
    this.#controller?.abort(new Error(detail));
  }

  #relay(chunk: Buffer): void {
    this.#timers.progressed();
    if (!this.#isProven) this.moments.noteArrival();
    const passage = this.#passage;
    if (!(passage instanceof StreamPassage)) this.#usage?.readPlain(chunk);
    if (passage === null) {
      this.#prove();
      this.#pass(chunk);
      return;
    }
    const passed = passage.push(chunk);
    if (passage.hasContent) this.#prove();
    if (passed.fault === null) this.#ending?.note(passage);
    this.#passOrEnd(passed);
    if (this.#phase === 'relaying' && !this.#terms.memory.set('ARRIVING', passage.heldBytes)) {
      this.abort(new NoMemoryLeft('no room for what has to be held of the response'));
    }
  }

  #passOrEnd({ bytes, fault }: Passed): void {
    if (this.#phase !== 'relaying') return;
    if (fault === null) this.#pass(bytes);
    else this.#endInFault(bytes, fault);
  }

  #pass(bytes: Buffer | null): void {
    if (bytes === null || this.#phase !== 'relaying') return;
    this.#commit();
    if (this.#write(bytes)) return;
    this.#controller?.pause();
    this.#consumerWait?.begin();
    this.#ending?.pause();
    this.#timers.boundPause(this.#consumerStallMsMax, 'CONSUMER');
    this.#sink.onDrain(() => {
      if (this.#phase !== 'relaying') return;
      this.#consumerWait?.end();
      this.#startIdleTimer();
      this.#ending?.resume();
      this.#controller?.resume();
    });
  }

  #write(bytes: Buffer): boolean {
    const mayGoOn = this.#sink.write(bytes);
    if (this.#isProven) this.moments.noteContent();
    return mayGoOn;
  }

  #commit(failure: CallFailure | null = null): void {
    if (this.#finished !== null) return;
    this.#sink.begin(this.#status, this.#answerHeaders(), failure);
    this.#finished = Promise.withResolvers();
    this.#outcome.resolve({
      kind: 'relaying',
      status: this.#status,
      headers: this.#headers,
      beganAtMs: this.moments.headersAtMs ?? this.#terms.clock.monotonicMs(),
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
      const detail = `a response with the status ${this.#status} has an error and no content`;
      return this.#conclude({ kind: 'held', response: { ...this.#heldResponse(concat(unsent)), status, detail } });
    }
    const { failure, event, needsOwnEvent } = contentFailure(fault, this.#terms, this.#headers);
    const reported = event === null ? null : concat(event, needsOwnEvent ? this.#ownEvent(failure) : null);
    const rest = concatOrNull(unsent, reported);
    const isFinal = this.#terms.isLast || this.#isProven || failure.judgement?.failsOver === false;
    if (this.#finished === null && !(isFinal && rest !== null)) {
      const response = reported === null || rest === null ? null : { ...this.#heldResponse(rest), endsInError: true };
      this.#conclude({ kind: 'failed', failure, headers: this.#headers, response });
    } else {
      this.#commit(failure);
      this.#sink.break(reported === null ? concatOrNull(unsent, this.#ownEvent(failure)) : rest);
      this.#finish(failure);
    }
    this.#controller?.abort(new Error(failure.detail));
  }

  /** How long the upstream may take to end a stream whose answer is complete. */
  get endingTimes(): EndingTimes {
    return this.#terms.ending;
  }

  /** Whether the request asks for more answers than have finished. Costs a look at its body. */
  get awaitsMore(): boolean {
    return this.#passage?.awaitsMore === true;
  }

  /** The answer is complete, although the upstream has not ended it properly. */
  endWell(): void {
    if (this.#phase !== 'relaying') return;
    const closing = this.#passage instanceof StreamPassage ? this.#passage.closing() : null;
    this.#commit();
    this.#prove();
    if (closing !== null) this.#write(closing);
    this.#sink.end();
    this.#finish(null);
    this.#controller?.abort(new Error('the answer is complete'));
  }

  /** Ends the call in an error, and its connection. */
  abort(error: Error): void {
    this.#fail(error);
    this.#controller?.abort(error);
  }

  #fail(error: Error): void {
    if (this.#phase === 'over') return;
    if (!this.#cancelled) {
      // What breaks behind the last byte, while the consumer reads the rest, does not matter.
      if (this.#received?.areAll === true || lacksOnlyTrailer(error, this.#passage)) return this.onResponseEnd();
      const cut = this.#passage instanceof StreamPassage ? this.#passage.cut() : null;
      if (cut !== null && cut.fault !== null) return this.#endInFault(cut.bytes, cut.fault);
    }
    if (!this.#cancelled && this.#passage !== null && isCompleteDespite(error, this.#passage)) return this.endWell();
    const failure = this.#cancelled ? consumerGone(error.message) : breakFailure(error, this.#passage);
    if (this.#finished !== null) {
      this.#sink.break(this.#ownEvent(failure));
      this.#finish(failure);
    } else if (this.#phase === 'holding' && !this.#cancelled) {
      // The status is known, so it is judged and kept.
      const detail = `${failure.detail}: ${String(this.#received)}`;
      this.#conclude({ kind: 'held', response: { ...this.#heldResponse(concat()), isWhole: false, detail } });
    } else {
      this.#conclude({ kind: 'failed', failure, headers: this.#headers, response: null });
    }
  }

  /** Null if no client would read it. */
  #ownEvent(failure: CallFailure): Buffer | null {
    return this.#cancelled ? null : ownEvent(this.#passage, this.#terms.profile, failure);
  }

  #heldResponse(body: Buffer): HeldResponse {
    const headers = this.#answerHeaders();
    return { status: this.#status, headers, body, isWhole: true, detail: null, endsInError: false };
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
    this.#held.clear();
    this.#terms.memory.set('ARRIVING', 0);
    this.#headersTimer.stop();
    this.#timers.stop();
    this.#ending?.stop();
  }

  #startIdleTimer(): void {
    this.#timers.boundPause(this.#terms.stream.idleTimeoutMs, 'VENDOR');
  }
}
