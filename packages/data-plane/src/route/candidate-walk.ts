import type { NextAction, Outcome } from '@switchyard/contract';
import {
  type ErrorJudgement,
  type FailureSuspension,
  type ModelRefusal,
  nextAttemptTimeoutMs,
  resetWaitMs,
  withStreamUsage,
} from '@switchyard/routing';
import type { SampledLog } from '@switchyard/runtime';
import { type CallFailure, faultSuspension, suspensionDetail } from '../upstream/call-failure';
import type { CallOutcome, HeldResponse, RelayedOutcome } from '../upstream/call-outcome';
import { UpstreamCall } from '../upstream/upstream-call';
import { type AttemptRecord, type AttemptResult, resultOf } from '../trace/attempt-record';
import { type AttemptContext, AttemptTerms } from './attempt-terms';
import { dispatchCall } from './dispatch-call';
import type { Exchange } from '../answer/exchange';
import { GatewayError } from '../formats/gateway-error';
import { headerValue } from '../http/flat-headers';
import { credentialRejected, failureError, shuttingDown } from '../upstream/failure-error';
import { judgeAnswer, retryAfterMs } from '../upstream/judge-answer';
import { replacedError } from '../upstream/passable-error';
import { upstreamRequestId } from '../upstream/upstream-request-id';
import type { UsageMeter } from '../accounting/usage-meter';
import type { HeldMemory } from '../load/held-memory';
import type { OutgoingRequest, SentRequest } from '../request/outgoing-request';
import type { Candidate, RoutePlan } from './route-plan';
import { rejectsStreamUsage, type StreamUsageRefusals } from './stream-usage-refusals';

/** The dependencies of a walk. */
export interface WalkContext extends AttemptContext {
  /** Says what attempts used. */
  readonly meter: UsageMeter;
  readonly streamUsageRefusals: StreamUsageRefusals;
  /** For what consumers can cause at any rate. */
  readonly sampledLog: SampledLog;
}

/** What happens after an attempt: the request is over, its last response is the answer, or another target is asked. */
type Next = 'OVER' | 'CONSUMER_GONE' | 'ANSWER' | 'NEXT_TARGET';

/** As records have it, unless no other target is asked after all. */
const NEXT_ACTIONS = {
  OVER: 'ANSWER',
  CONSUMER_GONE: 'CONSUMER_GONE',
  ANSWER: 'ANSWER',
  NEXT_TARGET: 'NEXT_TARGET',
} as const satisfies Record<Next, NextAction>;

/** How long a call may take, in ms, and whether its candidate is the last. */
interface AttemptTimes {
  readonly headersTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly isLast: boolean;
}

/** The operations that OpenAI's `stream_options.include_usage` is known for. */
const STREAM_USAGE_OPERATIONS: ReadonlySet<string> = new Set(['chat-completions', 'completions']);

/** What became of an attempt, and what follows. */
interface Settled extends AttemptResult, Pick<AttemptRecord, 'status'> {
  readonly next: Next;
}

/** The longest time for which a target without remaining tokens is suspended. */
const TOKENS_GONE_MS_MAX = 60_000;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR_STATUS = 500;
/** Used if every target is disabled, so that no suspension says when to retry. */
const RETRY_AFTER_UNKNOWN_SECONDS = 30;
/** Used if too many requests wait for every target that is left: one may end at any moment. */
const RETRY_WITHOUT_ROOM_SECONDS = 1;

/**
 * Tries a plan's candidates in order until one succeeds or says that the request is at fault, and passes its response on;
 * if all fail, passes on the last response.
 */
export class CandidateWalk {
  readonly #context: WalkContext;
  readonly #exchange: Exchange;
  readonly #plan: RoutePlan;
  readonly #outgoing: OutgoingRequest;
  readonly #memory: HeldMemory;
  /** The last held response, and the failure of the last call without a response. */
  #lastResponse: HeldResponse | null = null;
  #lastCandidate: Candidate | null = null;
  /** The index of the attempt that the last response is of. */
  #lastAttempt = 0;
  #lastFailure: CallFailure | null = null;
  /** Why the request could not be written for the last candidate that it could not be written for. */
  #lastRefusal: ModelRefusal | null = null;
  /** Whether the last response rejected the endpoint's credential, so that it must not be passed on. */
  #isCredentialRejected = false;
  /** Since when the gateway could have made the next call, in monotonic ms. */
  #readyAtMs: number;

  /** @param memory counts what is held of the candidates' responses */
  constructor(
    context: WalkContext,
    exchange: Exchange,
    plan: RoutePlan,
    outgoing: OutgoingRequest,
    memory: HeldMemory,
  ) {
    this.#context = context;
    this.#exchange = exchange;
    this.#plan = plan;
    this.#outgoing = outgoing;
    this.#memory = memory;
    this.#readyAtMs = exchange.completeAtMs;
  }

  /** @throws GatewayError if there is no vendor's response to pass on */
  async run(): Promise<void> {
    const { clock } = this.#context;
    const startedAtMs = clock.monotonicMs();
    for (;;) {
      if (this.#exchange.isShutDown) {
        this.#goOn('GIVE_UP');
        throw shuttingDown();
      }
      const nowMs = clock.monotonicMs();
      const elapsedMs = nowMs - startedAtMs;
      const timeoutMs = nextAttemptTimeoutMs(this.#plan, this.#exchange.attemptCount, elapsedMs);
      if (timeoutMs === null) {
        this.#goOn(this.#plan.candidates.isLeft(nowMs) ? 'GIVE_UP' : 'EXHAUSTED');
        break;
      }
      if (this.#exchange.consumerGone) return this.#goOn('CONSUMER_GONE');
      const candidate = this.#plan.candidates.next(nowMs);
      if (candidate === null) {
        this.#goOn('EXHAUSTED');
        break;
      }
      const isLast = this.#exchange.attemptCount + 1 >= this.#plan.attemptsMax || !this.#plan.candidates.isLeft(nowMs);
      const next = await this.#attempt(candidate, timeoutMs, this.#plan.totalTimeoutMs - elapsedMs, isLast);
      if (next === 'OVER' || next === 'CONSUMER_GONE') return;
      if (next === 'ANSWER') break;
    }
    this.#answerNothingLeft();
  }

  async #attempt(
    candidate: Candidate,
    headersTimeoutMs: number,
    totalTimeoutMs: number,
    isLast: boolean,
  ): Promise<Next> {
    const exchange = this.#exchange;
    const { clock } = this.#context;
    const request = prepare(candidate);
    if ('code' in request) {
      // Another provider may take this body.
      candidate.health.release();
      this.#lastRefusal = request;
      return 'NEXT_TARGET';
    }
    const startedAtMs = clock.monotonicMs();
    exchange.overheadMs = (exchange.overheadMs ?? 0) + startedAtMs - this.#readyAtMs;
    exchange.attemptCount += 1;
    exchange.resendsBefore = 0;
    exchange.provider = candidate.provider;
    exchange.target = candidate.label;
    exchange.echo = candidate.endpoint.echo;
    const times = { headersTimeoutMs, totalTimeoutMs, isLast };
    const withUsage = this.#askForUsage(candidate, request, startedAtMs);
    let call = this.#call(candidate, withUsage ?? request, times, withUsage !== null);
    let outcome = await call.outcome;
    if (withUsage !== null && outcome.kind === 'held' && rejectsStreamUsage(outcome.response)) {
      const nowMs = clock.monotonicMs();
      this.#context.streamUsageRefusals.note(candidate.endpoint.endpoint.id, nowMs);
      const passedMs = nowMs - startedAtMs;
      exchange.resendsBefore = 1 + Number(call.wasResent);
      call = this.#call(candidate, request, { ...timesLeft(times, passedMs), isLast }, false);
      outcome = await call.outcome;
    }
    const settled = await this.#settle(candidate, outcome);
    await this.#record(candidate, call, outcome, settled, startedAtMs);
    return settled.next;
  }

  /** The request with the option for the usage of its stream; null if it gets none. */
  #askForUsage({ endpoint }: Candidate, request: SentRequest, nowMs: number): SentRequest | null {
    const { operation } = this.#exchange;
    const { body } = request;
    if (!endpoint.profile.streamUsageOption || operation === null || !(body instanceof Uint8Array)) return null;
    if (!STREAM_USAGE_OPERATIONS.has(operation)) return null;
    if (this.#context.streamUsageRefusals.has(endpoint.endpoint.id, nowMs)) return null;
    const withOption = withStreamUsage(body);
    return withOption === null ? null : { ...request, body: withOption };
  }

  /** Makes a call to a candidate. @param dropsUsage whether the usage of its stream is for the gateway alone */
  #call(candidate: Candidate, request: SentRequest, times: AttemptTimes, dropsUsage: boolean): UpstreamCall {
    const exchange = this.#exchange;
    const { headersTimeoutMs, totalTimeoutMs, isLast } = times;
    const call = new UpstreamCall(
      exchange,
      new AttemptTerms(
        this.#context,
        this.#plan,
        candidate,
        request,
        headersTimeoutMs,
        totalTimeoutMs,
        isLast,
        this.#memory,
        dropsUsage,
      ),
    );
    exchange.call = call;
    try {
      const { isRouted } = this.#plan;
      dispatchCall(this.#context.pools, candidate, this.#outgoing, request, call, isRouted, this.#memory);
    } catch (error) {
      // An internal error says nothing about the target, and must not keep its probe claimed.
      candidate.health.release();
      call.cancel('internal error while sending the request');
      throw error;
    }
    return call;
  }

  async #record(
    candidate: Candidate,
    call: UpstreamCall,
    outcome: CallOutcome,
    settled: Settled,
    startedAtMs: number,
  ): Promise<void> {
    const exchange = this.#exchange;
    const { clock } = this.#context;
    const { endpoint, asked, provider, label: target } = candidate;
    const { headersAtMs, contentAtMs } = call;
    const headers = outcome.kind === 'held' ? outcome.response.headers : outcome.headers;
    const endedAtMs = clock.monotonicMs();
    this.#readyAtMs = endedAtMs;
    exchange.isStreamed = call.isStream;
    if (contentAtMs !== null) {
      exchange.contentAtMs = contentAtMs;
      exchange.overheadMs = (exchange.overheadMs ?? 0) + call.passingMs;
    }
    const measured = outcome.kind === 'held' ? null : this.#measure(candidate, call, settled);
    exchange.attempts.push({
      asked,
      provider,
      target,
      outcome: settled.outcome,
      isAnswer: settled.isAnswer,
      kind: settled.kind,
      quotesCredential: settled.quotesCredential,
      detail: settled.detail,
      status: settled.status,
      upstreamRequestId: upstreamRequestId(endpoint.profile.wireFormat, headers, endpoint.echo),
      resends: exchange.resends,
      startedAtMs: clock.toWallMs(startedAtMs),
      msToHeaders: headersAtMs === null ? null : headersAtMs - startedAtMs,
      msToEnd: endedAtMs - startedAtMs,
      usage: measured instanceof Promise ? await measured : measured,
      next: NEXT_ACTIONS[settled.next],
    });
  }

  #measure({ asked }: Candidate, { usage }: UpstreamCall, { outcome }: Settled) {
    if (usage === null) return null;
    const { prompt, startedAtMs, operationPath: operation } = this.#exchange;
    const isWhole = outcome === 'ANSWERED';
    return this.#context.meter.measure({ asked, operation, usage, isWhole, prompt, startedAtMs });
  }

  /** What follows the last attempt instead of the next target. */
  #goOn(next: NextAction): void {
    const last = this.#exchange.attempts.at(-1);
    if (last !== undefined) last.next = next;
  }

  /** Applies an outcome to the candidate's health and to the request. */
  async #settle(candidate: Candidate, outcome: CallOutcome): Promise<Settled> {
    const { clock } = this.#context;
    const { health, endpoint, model } = candidate;
    switch (outcome.kind) {
      case 'relaying': {
        const failure = await outcome.finished;
        // The consumer has already seen the stream break, so it is too late to fail over; the next request should go
        // elsewhere.
        if (failure !== null) this.#noteFailure(candidate, failure, outcome.headers);
        else this.#noteRemainingTokens(candidate, outcome);
        const next = failure?.cause === 'CONSUMER_GONE' ? 'CONSUMER_GONE' : 'OVER';
        return { next, ...resultOf(failure), status: outcome.status };
      }
      case 'held': {
        const { response } = outcome;
        const { policy } = this.#plan;
        const judgement = judgeAnswer(policy, endpoint.profile, response, clock.wallMs(), model);
        const { kind, failsOver, suspension } = judgement;
        const isRejected = kind === 'CREDENTIAL_REJECTED';
        // Any other error is an answer: the target works, and the request is at fault.
        const isFailure = failsOver || suspension !== null || isRejected;
        if (isFailure) this.#note(candidate, suspension, response.status, null);
        else health.succeeded(clock.monotonicMs());
        this.#keep(candidate, response, isRejected);
        const next = failsOver ? 'NEXT_TARGET' : 'ANSWER';
        const { detail, status } = response;
        const isAnswer = !isFailure;
        return {
          next,
          outcome: errorOutcome(judgement, status, isAnswer),
          isAnswer,
          kind,
          quotesCredential: false,
          detail,
          status,
        };
      }
      case 'failed': {
        const { failure } = outcome;
        this.#noteFailure(candidate, failure, outcome.headers);
        this.#lastFailure = failure;
        if (outcome.response !== null) this.#keep(candidate, outcome.response, false);
        // Without this, an earlier target's response would be the answer.
        else if (failure.judgement !== null && !failure.judgement.failsOver) this.#lastResponse = null;
        const next = failure.judgement?.failsOver === false ? 'ANSWER' : 'NEXT_TARGET';
        return {
          next: failure.cause === 'CONSUMER_GONE' ? 'CONSUMER_GONE' : next,
          ...resultOf(failure),
          status: outcome.response?.status ?? null,
        };
      }
    }
  }

  #keep(candidate: Candidate, response: HeldResponse, isCredentialRejected: boolean): void {
    this.#lastResponse = response;
    this.#memory.set('KEPT', response.body.length);
    this.#lastCandidate = candidate;
    this.#lastAttempt = this.#exchange.attempts.length;
    this.#isCredentialRejected = isCredentialRejected;
  }

  /** Applies a failed call to the candidate's health. */
  #noteFailure(candidate: Candidate, failure: CallFailure, headers: readonly string[]): void {
    const { judgement } = failure;
    const waitMs = retryAfterMs(headers, this.#context.clock.wallMs());
    const suspension = judgement === null ? faultSuspension(failure, waitMs) : judgement.suspension;
    const detail = suspensionDetail(failure);
    const isSuspended = this.#note(candidate, suspension, null, detail);
    if (failure.cause === 'CERTIFICATE_UNTRUSTED' && !isSuspended) this.#logUntrusted(candidate, detail);
  }

  /** A target whose limit leaves no tokens would only reject the next request. */
  #noteRemainingTokens({ endpoint, health }: Candidate, { headers, beganAtMs }: RelayedOutcome): void {
    const { remainingTokensHeader, remainingTokensResetHeader } = endpoint.profile;
    if (remainingTokensHeader === null || headerValue(headers, remainingTokensHeader)?.trim() !== '0') return;
    const reset = remainingTokensResetHeader === null ? null : headerValue(headers, remainingTokensResetHeader);
    const { clock } = this.#context;
    const waitMs = Math.min(resetWaitMs(reset, clock.wallMs()) ?? Infinity, TOKENS_GONE_MS_MAX);
    const nowMs = clock.monotonicMs();
    // The header is as old as the response, which may have been streamed for minutes.
    const leftMs = beganAtMs + waitMs - nowMs;
    if (leftMs > 0) health.outOfTokens(nowMs, leftMs);
  }

  /**
   * @param status of the response; null if there was none. @param detail as in `SuspensionReason`
   * @returns as `CandidateHealth.failed`
   */
  #note(
    { health }: Candidate,
    suspension: FailureSuspension | null,
    status: number | null,
    detail: string | null,
  ): boolean {
    if (suspension !== null) return health.failed(this.#context.clock.monotonicMs(), { suspension, status, detail });
    health.release();
    return false;
  }

  /** Only an operator can mend it, and without a suspension nothing but this would say so after a successful failover. */
  #logUntrusted({ provider, label: target }: Candidate, detail: string | null): void {
    const message = 'certificate not trusted, target not suspended';
    const aiApi = this.#exchange.aiApi?.name ?? null;
    this.#context.sampledLog.write('certificate not trusted', 'warn', message, () => ({
      aiApi,
      provider,
      target,
      cause: 'CERTIFICATE_UNTRUSTED',
      detail,
    }));
  }

  /** Every candidate failed or could not be tried. */
  #answerNothingLeft(): void {
    if (this.#lastResponse !== null) {
      const echo = this.#lastCandidate?.endpoint.echo ?? null;
      this.#exchange.provider = this.#lastCandidate?.provider ?? null;
      this.#exchange.target = this.#lastCandidate?.label ?? null;
      this.#exchange.echo = echo;
      if (this.#isCredentialRejected) throw credentialRejected();
      const replaced = replacedError(this.#lastResponse, echo, this.#context.clock.wallMs());
      if (replaced?.code === 'upstream_credential_rejected') this.#noteQuote();
      if (replaced !== null) throw replaced;
      return this.#exchange.answerHeld(this.#lastResponse);
    }
    if (this.#lastFailure !== null && this.#lastFailure.cause !== 'CONSUMER_GONE') {
      throw failureError(this.#lastFailure);
    }
    if (this.#lastRefusal !== null) throw new GatewayError(this.#lastRefusal.code, this.#lastRefusal.message);
    throw new GatewayError(
      'no_available_target',
      'No target of this AI API is available at the moment.',
      this.#retryAfterSeconds(),
    );
  }

  /** Nobody need renew the credential, so log and trace tell what happened. */
  #noteQuote(): void {
    const { attempts } = this.#exchange;
    const attempt = attempts[this.#lastAttempt];
    if (attempt === undefined) return;
    const detail = attempt.detail ?? 'the error quotes the credential';
    attempt.quotesCredential = true;
    attempt.detail = detail;
  }

  #retryAfterSeconds(): number {
    if (this.#plan.candidates.hadNoRoom) return RETRY_WITHOUT_ROOM_SECONDS;
    const untilMs = this.#plan.earliestReturnMs();
    if (untilMs === null) return RETRY_AFTER_UNKNOWN_SECONDS;
    return Math.max(1, Math.ceil((untilMs - this.#context.clock.monotonicMs()) / 1_000));
  }
}

/** What is left for the second call of an attempt. */
function timesLeft({ headersTimeoutMs, totalTimeoutMs }: AttemptTimes, passedMs: number) {
  return {
    headersTimeoutMs: Math.max(1, headersTimeoutMs - passedMs),
    totalTimeoutMs: Math.max(1, totalTimeoutMs - passedMs),
  };
}

/** @param isAnswer whether the error is the request's own fault: any that the profile does not know is, as its status says */
function errorOutcome({ kind }: ErrorJudgement, status: number, isAnswer: boolean): Outcome {
  if (kind !== null) return kind;
  return isAnswer && status < SERVER_ERROR_STATUS && status !== TOO_MANY_REQUESTS
    ? 'REQUEST_INVALID'
    : 'FAILURE_STATUS';
}

/** The request for a candidate. An internal error says nothing about the target, and must not keep its probe claimed. */
function prepare(candidate: Candidate): SentRequest | ModelRefusal {
  try {
    return candidate.send();
  } catch (error) {
    candidate.health.release();
    throw error;
  }
}
