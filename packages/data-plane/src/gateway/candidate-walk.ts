import { nextAttemptTimeoutMs, parseRetryAfter } from '@switchyard/routing';
import type { CallFailure } from '../upstream/call-failure';
import type { CallOutcome, HeldResponse } from '../upstream/call-outcome';
import { UpstreamCall } from '../upstream/upstream-call';
import type { AttemptRecord } from '../trace/attempt-record';
import type { UpstreamPools } from '../upstream/upstream-pools';
import { headerValue } from './consumer-headers';
import { dispatchCall } from './dispatch-call';
import type { Exchange } from './exchange';
import { GatewayError } from './gateway-error';
import { isHeld, judgeHeld } from './judge-answer';
import type { OutgoingRequest } from './outgoing-request';
import type { CandidateHealth } from './policy-state';
import type { Candidate, RoutePlan } from './route-plan';
import { failureError, streamTerms } from './stream-terms';

/** What a walk needs of its surroundings. */
export interface WalkContext {
  readonly pools: UpstreamPools;
  readonly nowMs: () => number;
}

/** Said where no suspension tells when another try is worth it, because every target is disabled. */
const RETRY_AFTER_UNKNOWN_SECONDS = 30;

/**
 * Asks a plan's candidates in their order until one answers as it should, and answers the consumer: with that answer,
 * or, when nothing is left, with the last one there was.
 */
export class CandidateWalk {
  readonly #context: WalkContext;
  readonly #exchange: Exchange;
  readonly #plan: RoutePlan;
  readonly #outgoing: OutgoingRequest;
  /** The last answer that was held back, and how the last call failed that brought none. */
  #lastResponse: HeldResponse | null = null;
  #lastTarget: string | null = null;
  #lastFailure: CallFailure | null = null;
  /** Whether the last answer refused the endpoint's credential, and so must not be passed on. */
  #isCredentialRejected = false;

  constructor(context: WalkContext, exchange: Exchange, plan: RoutePlan, outgoing: OutgoingRequest) {
    this.#context = context;
    this.#exchange = exchange;
    this.#plan = plan;
    this.#outgoing = outgoing;
  }

  /** @throws GatewayError when there is no vendor's answer to pass on */
  async run(): Promise<void> {
    const { nowMs } = this.#context;
    const startedAtMs = nowMs();
    for (const [index, candidate] of this.#plan.candidates.entries()) {
      const timeoutMs = nextAttemptTimeoutMs(this.#plan, this.#exchange.attemptCount, nowMs() - startedAtMs);
      if (timeoutMs === null) break;
      if (this.#exchange.consumerGone) return;
      if (!candidate.health.claim(nowMs())) continue;
      const isLast =
        index + 1 === this.#plan.candidates.length || this.#exchange.attemptCount + 1 >= this.#plan.attemptsMax;
      if (await this.#attempt(candidate, timeoutMs, isLast)) return;
    }
    this.#answerNothingLeft();
  }

  /** @returns whether the request is over: answered, or its consumer gone */
  async #attempt(candidate: Candidate, headersTimeoutMs: number, isLast: boolean): Promise<boolean> {
    const exchange = this.#exchange;
    const { pools, nowMs } = this.#context;
    const { endpoint } = candidate;
    const startedAtMs = nowMs();
    exchange.attemptCount += 1;
    exchange.target = candidate.label;
    const call = new UpstreamCall(exchange, {
      ...streamTerms(endpoint.profile, this.#plan, isLast),
      headersTimeoutMs,
      areSocketsTaken: () => pools.areAllTaken(endpoint.origin, endpoint.connectTimeoutMs),
      isHeld: (status) => isHeld(this.#plan.policy, endpoint.profile, status),
      onProven: () => candidate.health.succeeded(nowMs()),
    });
    exchange.call = call;
    try {
      dispatchCall(pools, candidate, this.#outgoing, call);
    } catch (error) {
      // A fault of the gateway itself says nothing of the target, and must not keep its probe for ever.
      candidate.health.release();
      call.cancel('the gateway could not send the request');
      throw error;
    }
    const outcome = await call.outcome;
    const { isOver, ...result } = await this.#settle(candidate, outcome);
    const durationMs = Math.round(nowMs() - startedAtMs);
    exchange.attempts.push({ target: candidate.label, ...result, durationMs });
    return isOver;
  }

  /** Draws the conclusions from an outcome, for the candidate's health and for the request. */
  async #settle(
    { health, endpoint, label }: Candidate,
    outcome: CallOutcome,
  ): Promise<{ isOver: boolean } & Pick<AttemptRecord, 'outcome' | 'detail' | 'status'>> {
    const { nowMs } = this.#context;
    switch (outcome.kind) {
      case 'relaying': {
        const failure = await outcome.finished;
        // The consumer has seen the cut and nothing can mend it; the next request shall go elsewhere.
        if (failure !== null) this.#note(health, failure, outcome.headers);
        return { isOver: true, ...describe(failure), status: outcome.status };
      }
      case 'held': {
        const { response } = outcome;
        const verdict = judgeHeld(this.#plan.policy, endpoint.profile, response, nowMs());
        if (verdict.cause === null) {
          health.succeeded(nowMs());
          this.#exchange.answerHeld(response);
          return { isOver: true, ...describe(null), status: response.status };
        }
        const reason = { cause: verdict.cause, status: response.status };
        if (verdict.suspends) health.failed(nowMs(), verdict.retryAfterMs, reason);
        else health.release();
        this.#lastResponse = response;
        this.#lastTarget = label;
        this.#isCredentialRejected = verdict.cause === 'CREDENTIAL_REJECTED';
        return { isOver: false, outcome: verdict.cause, detail: null, status: response.status };
      }
      case 'failed': {
        const { failure } = outcome;
        this.#note(health, failure, outcome.headers);
        this.#lastFailure = failure;
        if (outcome.response !== null) {
          this.#lastResponse = outcome.response;
          this.#lastTarget = label;
          this.#isCredentialRejected = false;
        }
        return { isOver: failure.cause === 'CONSUMER_GONE', ...describe(failure), status: null };
      }
    }
  }

  /** What a failure means for the health of the one that it happened to. */
  #note(health: CandidateHealth, failure: CallFailure, headers: readonly string[]): void {
    const nowMs = this.#context.nowMs();
    const isTargetToBlame =
      failure.cause !== 'CONSUMER_GONE' && failure.cause !== 'OVERLOADED' && !failure.isRequestFault;
    if (!isTargetToBlame) return health.release();
    const retryAfterMs = parseRetryAfter(headerValue(headers, 'retry-after'), nowMs) ?? failure.retryAfterMs;
    // A stream says in its own way that it refuses the credential, and it is that what the operator has to know.
    const isCredentialRejected = failure.code === 'upstream_credential_rejected';
    const cause = isCredentialRejected ? 'CREDENTIAL_REJECTED' : failure.cause;
    health.failed(nowMs, retryAfterMs, { cause, status: null });
  }

  /** Nothing could be asked, or everything that was asked has failed. */
  #answerNothingLeft(): void {
    if (this.#lastResponse !== null) {
      this.#exchange.target = this.#lastTarget;
      if (!this.#isCredentialRejected) return this.#exchange.answerHeld(this.#lastResponse);
      // The vendor's words could quote the key, and a 401 would say that the consumer's own key is bad.
      throw new GatewayError(
        'upstream_credential_rejected',
        "The provider refused the gateway's credential: the operator of this AI API has to renew it.",
      );
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

  #retryAfterSeconds(): number {
    const untilMs = this.#plan.earliestReturnMs();
    if (untilMs === null) return RETRY_AFTER_UNKNOWN_SECONDS;
    return Math.max(1, Math.ceil((untilMs - this.#context.nowMs()) / 1_000));
  }
}

function describe(failure: CallFailure | null): Pick<AttemptRecord, 'outcome' | 'detail'> {
  return { outcome: failure?.cause ?? 'ANSWERED', detail: failure?.detail ?? null };
}
