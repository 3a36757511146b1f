import type { Passage } from '../stream/passage';
import {
  brokenStream,
  type CallFailure,
  ConsumerSlow,
  failureOf,
  UndecodableStream,
  UpstreamTimeout,
} from './call-failure';
import type { Pausing } from './response-timers';

/**
 * Whether an answer is complete although its call broke with this error. Nothing that happens behind the terminal event matters.
 * Behind the finish usage may be lost if it breaks, and answers that are still awaited.
 */
export function isCompleteDespite(error: Error, { progress, awaitsMore }: Passage): boolean {
  const isTimeout = error instanceof UpstreamTimeout || error instanceof ConsumerSlow;
  return progress === 'TERMINATED' || (progress === 'FINISHED' && isTimeout && !awaitsMore);
}

/**
 * Some servers flush what they compress and never end the coding. A finished answer may end there, and what is no stream of
 * events, as they may without a coding.
 */
export function lacksOnlyTrailer(error: Error, passage: Passage | null): boolean {
  if (!(error instanceof UndecodableStream && error.isCutShort)) return false;
  return passage?.isStream !== true || passage.progress === 'FINISHED';
}

/** Why a call broke, apart from its consumer. */
export function breakFailure(error: Error, passage: Passage | null): CallFailure {
  return passage?.isStream === true ? brokenStream(error) : failureOf(error);
}

/** The vendor paused for too long. */
export function pauseTimeout(pausing: Exclude<Pausing, 'CONSUMER'>): UpstreamTimeout {
  return new UpstreamTimeout(
    pausing === 'VENDOR_IN_ERROR' ? 'the body of the error did not arrive in time' : 'the response paused too long',
  );
}

/** A response took too long as a whole. @param isConsumersFault whether that is because the consumer did not read it */
export function durationTimeout(isConsumersFault: boolean): Error {
  return isConsumersFault
    ? new ConsumerSlow('the consumer did not read the response in its maximum duration')
    : new UpstreamTimeout('the response exceeded its maximum duration');
}
