import type { IncomingHttpHeaders } from 'node:http';
import type { ConsumerEntry } from '@switchyard/contract';
import type { RouteTrace } from './route-trace';

/** The header in which a consumer asks for its route trace and gets it. */
export const TRACE_HEADER = 'x-switchyard-trace';
const REQUESTED_VALUE = '1';
/** Proxies commonly accept 8 KiB for all response headers; above this they would drop the whole response. */
export const TRACE_HEADER_BYTES_MAX = 6_144;

/** Without the permission the header is ignored. */
export function isTraceRequested(headers: IncomingHttpHeaders, consumer: ConsumerEntry): boolean {
  return consumer.traceAllowed && headers[TRACE_HEADER] === REQUESTED_VALUE;
}

/**
 * A trace as a header value: JSON in pure ASCII, at most `TRACE_HEADER_BYTES_MAX` long. If it would be longer,
 * candidates are dropped from the end, then attempts from the start, and `shortened` says how many of each.
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

/** Some read header values as bytes, others as Latin-1, and model names may have any characters. */
function toAscii(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
