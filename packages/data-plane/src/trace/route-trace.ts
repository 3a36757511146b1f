import type { AttemptRecord } from './attempt-record';
import type { ExplainedRoute } from './explained-route';

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
  /** Null if no response headers arrived. */
  readonly status: number | null;
  /** Present if it was sent twice, because the vendor had closed a reused connection. */
  readonly resent?: true;
  /** From the dispatch to the end; for the attempt whose response is being passed on, to its first byte. */
  readonly ms: number;
}

/** What is known about a traced request. */
export interface TracedRequest {
  readonly revision: number | null;
  readonly refusal: string | null;
  /** Null if no route was chosen. */
  readonly explainRoute: (() => ExplainedRoute) | null;
  readonly attempts: readonly AttemptRecord[];
}

/** @param passedOn the attempt whose response is being passed on, which is not recorded yet; null if there is none */
export function traceOf(
  { revision, refusal, explainRoute, attempts }: TracedRequest,
  passedOn: TracedAttempt | null,
): RouteTrace {
  const explained = explainRoute?.() ?? null;
  const over = attempts.map(({ provider, target, outcome, status, resent, durationMs }) => {
    return { provider, target, outcome, status, ...(resent ? { resent } : {}), ms: durationMs };
  });
  return {
    revision,
    ...(refusal === null ? {} : { refusal }),
    route: explained === null ? null : headOf(explained),
    attempts: passedOn === null ? over : [...over, passedOn],
    candidates: explained?.candidates ?? [],
  };
}

function headOf({ outcome, policy, environment, ticket, maxAttempts }: ExplainedRoute): RouteTrace['route'] {
  return { outcome, policy, environment, ticket, maxAttempts };
}
