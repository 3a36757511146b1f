import type { AiApiEntry } from '@switchyard/contract';

/** How many attempts a request has, and how long they may take. A `RoutablePolicy` satisfies this interface. */
export interface RouteTerms {
  readonly attemptsMax: number;
  /** From an attempt's dispatch to its response headers; if the response is held, to its end. */
  readonly requestTimeoutMs: number;
  /** From the first attempt's dispatch to the last attempt's response headers. */
  readonly totalTimeoutMs: number;
}

/** The terms of a request without a policy: one attempt with the AI API's timeouts. */
export function defaultTerms({ requestTimeoutSeconds, totalTimeoutSeconds }: AiApiEntry): RouteTerms {
  return {
    attemptsMax: 1,
    requestTimeoutMs: requestTimeoutSeconds * 1_000,
    totalTimeoutMs: totalTimeoutSeconds * 1_000,
  };
}

/**
 * How long the next attempt may wait for its response headers, in ms; null if no further attempt is allowed.
 *
 * @param attempts how many were made
 * @param elapsedMs since the first attempt
 */
export function nextAttemptTimeoutMs(terms: RouteTerms, attempts: number, elapsedMs: number): number | null {
  const leftMs = terms.totalTimeoutMs - elapsedMs;
  if (attempts >= terms.attemptsMax || leftMs <= 0) return null;
  return Math.min(terms.requestTimeoutMs, leftMs);
}

/**
 * When each attempt of a request fails, in ms since the first one, if every attempt times out. There are as many as fit
 * into the total time.
 *
 * @param candidates how many there are to try
 */
export function latestFailuresMs(terms: RouteTerms, candidates: number): readonly number[] {
  const failures: number[] = [];
  let elapsedMs = 0;
  for (let candidate = 0; candidate < candidates; candidate += 1) {
    const timeoutMs = nextAttemptTimeoutMs(terms, failures.length, elapsedMs);
    if (timeoutMs === null) break;
    elapsedMs += timeoutMs;
    failures.push(elapsedMs);
  }
  return failures;
}
