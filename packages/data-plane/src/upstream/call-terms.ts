import type { RoutablePolicy } from '@switchyard/routing';
import type { PassageTerms } from '../stream/answer-passage';
import type { HeadersTimes } from './headers-timer';

/** Time limits of a response that is passed on. */
export interface StreamLimits {
  /** How long an event stream is held back until its first content. */
  readonly holdBackMs: number;
  /** The longest pause. Time in which the consumer does not read does not count. */
  readonly idleTimeoutMs: number;
  /** From the headers to the end. */
  readonly durationMsMax: number;
}

/** The terms of a call. */
export interface CallTerms extends PassageTerms, HeadersTimes {
  /** Responses with its failure statuses are held; null if no policy routes the request. */
  readonly policy: RoutablePolicy | null;
  readonly stream: StreamLimits;
  /** Whether no other candidate is left, so that a stream's error is the answer and holding it back is useless. */
  readonly isLast: boolean;
  /** Whether other requests use all connections to the origin. Called if this request was never sent. */
  areSocketsTaken(): boolean;
  /** Whether the consumer has not sent its whole body, and everything that it did send was passed on. */
  isConsumerAwaited(): boolean;
  /** Called once, when the response shows that the target works: at its first byte, or a stream's first content. */
  onProven(): void;
}
