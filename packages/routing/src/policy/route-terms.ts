import type { AiApiEntry } from '@switchyard/contract';

/** How much a request may try, and how long that may take; a `RoutablePolicy` is such terms itself. */
export interface RouteTerms {
  readonly attemptsMax: number;
  /** From an attempt's dispatch to its response's headers; of an answer that is held, to its end. */
  readonly requestTimeoutMs: number;
  /** From the first attempt's dispatch to the last attempt's response headers. */
  readonly totalTimeoutMs: number;
}

/** The terms of a request that no policy routes: its one attempt takes the AI API's own times. */
export function defaultTerms({ requestTimeoutSeconds, totalTimeoutSeconds }: AiApiEntry): RouteTerms {
  return {
    attemptsMax: 1,
    requestTimeoutMs: requestTimeoutSeconds * 1_000,
    totalTimeoutMs: totalTimeoutSeconds * 1_000,
  };
}

/**
 * How long the next attempt may wait for its response's headers, in ms; null where there may be no further attempt.
 *
 * @param attempts how many there have been
 * @param elapsedMs since the first one
 */
export function nextAttemptTimeoutMs(terms: RouteTerms, attempts: number, elapsedMs: number): number | null {
  const leftMs = terms.totalTimeoutMs - elapsedMs;
  if (attempts >= terms.attemptsMax || leftMs <= 0) return null;
  return Math.min(terms.requestTimeoutMs, leftMs);
}

/**
 * When each attempt of a request fails, in ms since its first one, if each of them is silent until its time is over.
 * There are as many as the request gets to within its total time.
 *
 * @param candidates how many there are to ask
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
