import type { StreamEvent } from '../stream/stream-event';
import type { StreamPassage } from '../stream/stream-passage';
import type { CallFailure, StreamErrorVerdict } from './call-failure';

/** On which terms a call is made. */
export interface CallTerms {
  /** From the dispatch to the response's headers; for an answer that is held, to its end. */
  readonly headersTimeoutMs: number;
  /** The longest pause in an answer that is passed on. Time in which the consumer reads nothing does not count. */
  readonly idleTimeoutMs: number;
  /** How long an answer that is passed on may last from its headers on. */
  readonly durationMsMax: number;
  /** How long an event stream is held back for its first content. */
  readonly holdBackMs: number;
  /** Whether nobody else can be asked, so that a stream's error is the answer. */
  readonly isLast: boolean;
  /** Whether other requests have all connections that the origin may have. Asked where this one was never sent. */
  areSocketsTaken(): boolean;
  /** Tells by a response's status whether its answer is held back instead of passed on. */
  isHeld(status: number): boolean;
  /** The way for an answer that is a stream of events; null for any other. */
  passageFor(status: number, headers: readonly string[]): StreamPassage | null;
  /** Whether the answer may not last longer than `durationMsMax`, given the way it goes. */
  isBounded(passage: StreamPassage | null): boolean;
  judgeError(event: StreamEvent): StreamErrorVerdict;
  /** What tells a consumer in the middle of a stream that it has failed. */
  lastWords(failure: CallFailure, passage: StreamPassage): Buffer;
  /** Called once, when the answer shows that the vendor does its work: at its first byte, or a stream's first content. */
  onProven(): void;
}
