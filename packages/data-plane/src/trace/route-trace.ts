import type { AttemptRecord } from './attempt-record';
import type { ExplainedRoute } from './explained-route';

/** What a request's route trace says, in the order in which it is written. */
export interface RouteTrace {
  /** Null where there was no routing table. */
  readonly revision: number | null;
  /** The code of the gateway's own answer; absent where the answer is a vendor's. */
  readonly refusal?: string;
  /** Null where the request was answered before a route was chosen. */
  readonly route: Omit<ExplainedRoute, 'candidates'> | null;
  readonly attempts: readonly TracedAttempt[];
  readonly candidates: ExplainedRoute['candidates'];
}

export interface TracedAttempt {
  readonly target: string;
  /** `ANSWERED`, or what it failed of. Nothing of the failure's detail, which can name the vendor's host. */
  readonly outcome: string;
  /** Null where no response's headers came. */
  readonly status: number | null;
  /** From the dispatch to the end; of the attempt whose answer is being passed on, to its first byte. */
  readonly ms: number;
}

/** What is known of a request that is traced. */
export interface TracedRequest {
  readonly revision: number | null;
  readonly refusal: string | null;
  /** Null where no route was chosen. */
  readonly explainRoute: (() => ExplainedRoute) | null;
  readonly attempts: readonly AttemptRecord[];
}

/** @param passedOn the attempt whose answer is being passed on, which is not among the others yet; null where none is */
export function traceOf(
  { revision, refusal, explainRoute, attempts }: TracedRequest,
  passedOn: TracedAttempt | null,
): RouteTrace {
  const explained = explainRoute?.() ?? null;
  const over = attempts.map(({ target, outcome, status, durationMs }) => ({ target, outcome, status, ms: durationMs }));
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
