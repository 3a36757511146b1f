import type { IncomingHttpHeaders } from 'node:http';
import type { ConsumerEntry } from '@switchyard/contract';
import type { RouteTrace } from './route-trace';

/** By this header a consumer asks for its route trace, and in it the trace comes. */
export const TRACE_HEADER = 'x-switchyard-trace';
const ASKED_VALUE = '1';
/** Proxies commonly take 8 KiB for all headers of a response; more than this would cost the whole answer there. */
export const TRACE_HEADER_BYTES_MAX = 6_144;

/** Without the permission the header means nothing. */
export function isTraceAsked(headers: IncomingHttpHeaders, consumer: ConsumerEntry): boolean {
  return consumer.traceAllowed && headers[TRACE_HEADER] === ASKED_VALUE;
}

/**
 * A trace as the value of one header: JSON in ASCII alone, at most `TRACE_HEADER_BYTES_MAX` long. Where it would be
 * longer, candidates are left out from the last one on, then attempts from the first one on, and `shortened` says how
 * many of each.
 */
export function traceHeader(trace: RouteTrace): string {
  const whole = toAscii(trace);
  if (whole.length <= TRACE_HEADER_BYTES_MAX) return whole;
  for (let dropped = 1; ; dropped += 1) {
    const candidatesDropped = Math.min(dropped, trace.candidates.length);
    const attemptsDropped = Math.min(dropped - candidatesDropped, trace.attempts.length);
    const shortened = toAscii({
      ...trace,
      shortened: { candidates: candidatesDropped, attempts: attemptsDropped },
      attempts: trace.attempts.slice(attemptsDropped),
      candidates: trace.candidates.slice(0, trace.candidates.length - candidatesDropped),
    });
    const isBare = attemptsDropped === trace.attempts.length && candidatesDropped === trace.candidates.length;
    if (shortened.length <= TRACE_HEADER_BYTES_MAX || isBare) return shortened;
  }
}

/** A header's value is bytes to some and Latin-1 to others; names of models may hold any character. */
function toAscii(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
