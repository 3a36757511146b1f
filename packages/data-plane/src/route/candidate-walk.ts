import type { SuspensionCause } from '@switchyard/contract';
import { nextAttemptTimeoutMs, parseRetryAfter } from '@switchyard/routing';
import type { Clock } from '@switchyard/runtime';
import type { CallFailure } from '../upstream/call-failure';
import type { CallOutcome, HeldResponse } from '../upstream/call-outcome';
import { UpstreamCall } from '../upstream/upstream-call';
import type { AttemptRecord } from '../trace/attempt-record';
import type { UpstreamPools } from '../upstream/upstream-pools';
import { headerValue } from '../http/flat-headers';
import { dispatchCall } from './dispatch-call';
import type { Exchange } from '../answer/exchange';
import { GatewayError } from '../formats/gateway-error';
import { CREDENTIAL_REJECTED_MESSAGE, failureError, withheldError } from '../upstream/failure-error';
import { judgeHeld } from '../upstream/judge-answer';
import type { OutgoingRequest, SentRequest } from '../request/outgoing-request';
import type { CandidateHealth } from '../health/candidate-health';
import type { Candidate, RoutePlan } from './route-plan';

/** The dependencies of a walk. */
export interface WalkContext {
  readonly pools: UpstreamPools;
  readonly clock: Clock;
}

/** Used if every target is disabled, so that no suspension says when to retry. */
const RETRY_AFTER_UNKNOWN_SECONDS = 30;
/** Used if too many requests wait for every target that is left: one of them may end at any moment. */
const RETRY_WITHOUT_ROOM_SECONDS = 1;

/**
 * Tries a plan's candidates in order until one succeeds, and passes its response on; if none succeeds, passes on the
 * last response.
 */
export class CandidateWalk {
  readonly #context: WalkContext;
  readonly #exchange: Exchange;
  readonly #plan: RoutePlan;
  readonly #outgoing: OutgoingRequest;
  /** The last held response, and the failure of the last call without a response. */
  #lastResponse: HeldResponse | null = null;
  #lastCandidate: Candidate | null = null;
  #lastFailure: CallFailure | null = null;
  /** Whether the last response rejected the endpoint's credential, so that it must not be passed on. */
  #isCredentialRejected = false;

  constructor(context: WalkContext, exchange: Exchange, plan: RoutePlan, outgoing: OutgoingRequest) {
    this.#context = context;
    this.#exchange = exchange;
    this.#plan = plan;
    this.#outgoing = outgoing;
  }

  /** @throws GatewayError if there is no vendor's response to pass on */
  async run(): Promise<void> {
    const { clock } = this.#context;
    const startedAtMs = clock.monotonicMs();
    for (;;) {
      const nowMs = clock.monotonicMs();
      const elapsedMs = nowMs - startedAtMs;
      const timeoutMs = nextAttemptTimeoutMs(this.#plan, this.#exchange.attemptCount, elapsedMs);
      if (timeoutMs === null) break;
      if (this.#exchange.consumerGone) return;
      const candidate = this.#plan.candidates.next(nowMs);
      if (candidate === null) break;
      const isLast = this.#exchange.attemptCount + 1 >= this.#plan.attemptsMax || !this.#plan.candidates.isLeft(nowMs);
      if (await this.#attempt(candidate, timeoutMs, this.#plan.totalTimeoutMs - elapsedMs, isLast)) return;
    }
    this.#answerNothingLeft();
  }

  /** @returns whether the request is over: answered, or the consumer disconnected */
  async #attempt(
    candidate: Candidate,
    headersTimeoutMs: number,
    totalTimeoutMs: number,
    isLast: boolean,
  ): Promise<boolean> {
    const exchange = this.#exchange;
    const { pools, clock } = this.#context;
    const { endpoint, framing } = candidate;
    const request = prepare(candidate);
    const startedAtMs = clock.monotonicMs();
    exchange.attemptCount += 1;
    exchange.provider = candidate.provider;
    exchange.target = candidate.label;
    const { policy, isRouted, stream } = this.#plan;
    const call = new UpstreamCall(exchange, {
      profile: endpoint.profile,
      policy,
      isRouted,
      framing,
      stream,
      headersTimeoutMs,
      totalTimeoutMs,
      isBodyStreamed: !isRouted,
      isLast,
      areSocketsTaken: () => pools.areAllTaken(endpoint.origin, endpoint.connectTimeoutMs),
      isConsumerAwaited: () => !exchange.request.complete && exchange.request.readableLength === 0,
      onProven: () => candidate.health.succeeded(clock.monotonicMs()),
    });
    exchange.call = call;
    try {
      dispatchCall(pools, candidate, this.#outgoing, request, call);
    } catch (error) {
      // An internal error says nothing about the target, and must not keep its probe claimed.
      candidate.health.release();
      call.cancel('internal error while sending the request');
      throw error;
    }
    const outcome = await call.outcome;
    const { isOver, ...result } = await this.#settle(candidate, outcome);
    const durationMs = Math.round(clock.monotonicMs() - startedAtMs);
    const { provider, label: target } = candidate;
    exchange.attempts.push({ provider, target, ...result, resent: call.wasResent, durationMs });
    return isOver;
  }

  /** Applies an outcome to the candidate's health and to the request. */
  async #settle(
    candidate: Candidate,
    outcome: CallOutcome,
  ): Promise<{ isOver: boolean } & Pick<AttemptRecord, 'outcome' | 'detail' | 'status'>> {
    const { clock } = this.#context;
    const { health, endpoint } = candidate;
    switch (outcome.kind) {
      case 'relaying': {
        const failure = await outcome.finished;
        // The consumer has already seen the stream break, so it is too late to fail over; the next request should go
        // elsewhere.
        if (failure !== null) this.#note(health, failure, outcome.headers);
        return { isOver: true, ...describe(failure), status: outcome.status };
      }
      case 'held': {
        const { response } = outcome;
        const verdict = judgeHeld(this.#plan.policy, endpoint.profile, response, clock.wallMs());
        if (verdict.cause === null) {
          health.succeeded(clock.monotonicMs());
          this.#answerHeld(response);
          return { isOver: true, ...describe(null), status: response.status };
        }
        if (verdict.suspends) this.#suspend(health, verdict.cause, verdict.retryAfterMs, response.status);
        else health.release();
        this.#lastResponse = response;
        this.#lastCandidate = candidate;
        this.#isCredentialRejected = verdict.cause === 'CREDENTIAL_REJECTED';
        return { isOver: false, outcome: verdict.cause, detail: null, status: response.status };
      }
      case 'failed': {
        const { failure } = outcome;
        this.#note(health, failure, outcome.headers);
        this.#lastFailure = failure;
        if (outcome.response !== null) {
          this.#lastResponse = outcome.response;
          this.#lastCandidate = candidate;
          this.#isCredentialRejected = false;
        }
        return { isOver: failure.cause === 'CONSUMER_GONE', ...describe(failure), status: null };
      }
    }
  }

  /** Applies a failure to the candidate's health. */
  #note(health: CandidateHealth, failure: CallFailure, headers: readonly string[]): void {
    const nowMs = this.#context.clock.wallMs();
    const isTargetAtFault =
      failure.cause !== 'CONSUMER_GONE' &&
      failure.cause !== 'CONSUMER_SLOW' &&
      failure.cause !== 'OVERLOADED' &&
      !failure.isRequestFault;
    if (!isTargetAtFault) return health.release();
    const retryAfterMs = parseRetryAfter(headerValue(headers, 'retry-after'), nowMs) ?? failure.retryAfterMs;
    // A stream reports a rejected credential in an event; operators need to see that cause.
    const isCredentialRejected = failure.code === 'upstream_credential_rejected';
    const cause = isCredentialRejected ? 'CREDENTIAL_REJECTED' : failure.cause;
    this.#suspend(health, cause, retryAfterMs, null);
  }

  /** @param status of the failed response; null if there was none */
  #suspend(health: CandidateHealth, cause: SuspensionCause, retryAfterMs: number | null, status: number | null): void {
    const isHard = cause === 'CREDENTIAL_REJECTED' || (retryAfterMs ?? 0) > 0;
    const suspension = { grade: isHard ? ('HARD' as const) : ('SOFT' as const), cause, retryAfterMs };
    const { consumerId } = this.#exchange;
    health.failed(this.#context.clock.monotonicMs(), { suspension, status, consumerId });
  }

  /** Every candidate failed or could not be tried. */
  #answerNothingLeft(): void {
    if (this.#lastResponse !== null) {
      this.#exchange.provider = this.#lastCandidate?.provider ?? null;
      this.#exchange.target = this.#lastCandidate?.label ?? null;
      if (!this.#isCredentialRejected) return this.#answerHeld(this.#lastResponse);
      // The vendor's text could quote the credential, and a 401 would suggest that the consumer's key is invalid.
      throw new GatewayError('upstream_credential_rejected', CREDENTIAL_REJECTED_MESSAGE);
    }
    if (this.#lastFailure !== null && this.#lastFailure.cause !== 'CONSUMER_GONE') {
      throw failureError(this.#lastFailure);
    }
    throw new GatewayError(
      'no_available_target',
      'No target of this AI API is available at the moment.',
      this.#retryAfterSeconds(),
    );
  }

  #answerHeld(response: HeldResponse): void {
    if (response.isWhole) return this.#exchange.answerHeld(response);
    const retryAfterMs = parseRetryAfter(headerValue(response.headers, 'retry-after'), this.#context.clock.wallMs());
    throw withheldError(response.status, retryAfterMs);
  }

  #retryAfterSeconds(): number {
    if (this.#plan.candidates.hadNoRoom) return RETRY_WITHOUT_ROOM_SECONDS;
    const untilMs = this.#plan.earliestReturnMs();
    if (untilMs === null) return RETRY_AFTER_UNKNOWN_SECONDS;
    return Math.max(1, Math.ceil((untilMs - this.#context.clock.monotonicMs()) / 1_000));
  }
}

/** The request for a candidate. @throws GatewayError if it cannot be written for the candidate's provider */
function prepare({ send, health }: Candidate): SentRequest {
  try {
    return send();
  } catch (error) {
    health.release();
    throw error;
  }
}

function describe(failure: CallFailure | null): Pick<AttemptRecord, 'outcome' | 'detail'> {
  return { outcome: failure?.cause ?? 'ANSWERED', detail: failure?.detail ?? null };
}
