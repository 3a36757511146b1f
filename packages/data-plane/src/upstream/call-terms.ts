import type { RoutablePolicy } from '@switchyard/routing';
import type { PassageTerms } from '../stream/answer-passage';

/** How long an answer that is passed on may take. */
export interface StreamLimits {
  /** How long an event stream is held back for its first content. */
  readonly holdBackMs: number;
  /** The longest pause. Time in which the consumer reads nothing does not count. */
  readonly idleTimeoutMs: number;
  /** From its headers to its end. */
  readonly durationMsMax: number;
}

/** On which terms a call is made. */
export interface CallTerms extends PassageTerms {
  /** Its failure statuses are held back; null where no policy routes the request. */
  readonly policy: RoutablePolicy | null;
  readonly stream: StreamLimits;
  /** From the dispatch to the response's headers; of an answer that is held, to its end. */
  readonly headersTimeoutMs: number;
  /** Whether no other candidate is left, so that a stream's error is the answer and nothing is gained by holding it back. */
  readonly isLast: boolean;
  /** Whether other requests have all connections that the origin may have. Asked where this one was never sent. */
  areSocketsTaken(): boolean;
  /** Called once, when the answer shows that the vendor works: at its first byte, or a stream's first content. */
  onProven(): void;
}
