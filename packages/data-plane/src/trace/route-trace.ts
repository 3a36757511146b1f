import type { ErrorKind } from '@switchyard/contract';
import { type AttemptRecord, shownOutcome } from './attempt-record';
import type { Explainable, ExplainedRoute } from './explained-route';

/** A request's route trace, in the order in which it is written. */
export interface RouteTrace {
  /** Null if there was no routing table. */
  readonly revision: number | null;
  /** The code of the gateway's own error; absent if the answer is a vendor's. */
  readonly refusal?: string;
  /** Null if the request was answered before a route was chosen. */
  readonly route: Omit<ExplainedRoute, 'candidates'> | null;
  readonly attempts: readonly TracedAttempt[];
  readonly candidates: ExplainedRoute['candidates'];
}

export interface TracedAttempt {
  readonly provider: string;
  readonly target: string;
  /** `ANSWERED`, or the failure, without its detail, which can name the vendor's host. */
  readonly outcome: string;
  /** As in `AttemptRecord`; absent if the attempt has no recognised error. */
  readonly kind?: ErrorKind;
  /** As in `AttemptRecord`; absent if not. */
  readonly quotesCredential?: true;
  /** Null if no response headers arrived. */
  readonly status: number | null;
  /** Present if it was sent once more: see `AttemptRecord.resendCauses`. */
  readonly resent?: true;
  /** From the dispatch to the end; for the attempt whose response is being passed on, to its first byte. */
  readonly ms: number;
}

/** What is known about a traced request. */
export interface TracedRequest {
  readonly revision: number | null;
  readonly refusal: string | null;
  /** Null if no route was chosen. */
  readonly plan: Explainable | null;
  readonly attempts: readonly AttemptRecord[];
}

/** An attempt as far as a trace has it. */
export type TraceableAttempt = Pick<
  AttemptRecord,
  'provider' | 'target' | 'outcome' | 'isAnswer' | 'kind' | 'quotesCredential' | 'status' | 'resendCauses' | 'msToEnd'
>;

/** @param passedOn the attempt whose response is being passed on, which is not recorded yet; null if there is none */
export function traceOf(
  { revision, refusal, plan, attempts }: TracedRequest,
  passedOn: TraceableAttempt | null,
): RouteTrace {
  const explained = plan?.explain() ?? null;
  return {
    revision,
    ...(refusal === null ? {} : { refusal }),
    route: explained === null ? null : headOf(explained),
    attempts: [...attempts, ...(passedOn === null ? [] : [passedOn])].map(traceAttempt),
    candidates: explained?.candidates ?? [],
  };
}

function traceAttempt(attempt: TraceableAttempt): TracedAttempt {
  const { provider, target, kind, quotesCredential, status, resendCauses, msToEnd } = attempt;
  return {
    provider,
    target,
    outcome: shownOutcome(attempt),
    ...(kind === null ? {} : { kind }),
    ...(quotesCredential ? { quotesCredential } : {}),
    status,
    ...(resendCauses.length > 0 ? { resent: true } : {}),
    ms: Math.round(msToEnd),
  };
}

function headOf({ outcome, policy, environment, ticket, maxAttempts }: ExplainedRoute): RouteTrace['route'] {
  return { outcome, policy, environment, ticket, maxAttempts };
}
