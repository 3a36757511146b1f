import type { RequestQuery } from './documents.generated';

export type DetailedRequest = NonNullable<RequestQuery['request']>;
export type Attempt = DetailedRequest['attempts'][number];

/** An attempt on the axis of its request, in percent of the request's duration. */
export interface TimelineBar {
  readonly attempt: Attempt;
  /** After the request's start, in ms. */
  readonly startMs: number;
  readonly left: number;
  /** Until the response began; all of it if none began. */
  readonly waiting: number;
  /** From then on. */
  readonly receiving: number;
}

/** Below it a bar could not be seen. */
const WIDTH_MIN = 0.6;

/** Where the attempts of a request stand in its time. */
export function timelineBars({
  at,
  totalMs,
  attempts,
}: Pick<DetailedRequest, 'at' | 'totalMs' | 'attempts'>): TimelineBar[] {
  const beganMs = new Date(at).getTime();
  // The clock that says when an attempt started has whole ms; durations are exact.
  const starts = attempts.map(({ startedAt }) => Math.max(0, new Date(startedAt).getTime() - beganMs));
  const endMs = Math.max(totalMs, ...attempts.map(({ msToEnd }, index) => (starts[index] ?? 0) + msToEnd));
  const percent = (ms: number) => (endMs === 0 ? 0 : (ms / endMs) * 100);
  return attempts.map((attempt, index) => {
    const startMs = starts[index] ?? 0;
    const waitingMs = attempt.msToHeaders ?? attempt.msToEnd;
    const left = Math.min(100 - WIDTH_MIN, percent(startMs));
    return {
      attempt,
      startMs,
      left,
      waiting: Math.min(100 - left, Math.max(WIDTH_MIN, percent(waitingMs))),
      receiving: Math.max(0, percent(attempt.msToEnd - waitingMs)),
    };
  });
}
