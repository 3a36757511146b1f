import type { GatewayErrorCode } from '@switchyard/contract';
import { errors } from 'undici';
import type { StreamErrorVerdict } from '../stream/judge-stream-error';
import { isLocalExhaustion } from './local-exhaustion';

/** Why a call did not return a complete response. */
export interface CallFailure {
  readonly cause:
    'UNREACHABLE' | 'TIMEOUT' | 'INVALID_RESPONSE' | 'STREAM_FAILED' | 'CONSUMER_GONE' | 'CONSUMER_SLOW' | 'OVERLOADED';
  /** For the log, never for the consumer: it can name the vendor's host. */
  readonly detail: string;
  /**
   * The code of the gateway's answer if the last attempt fails, and of the terminal event in a stream that has started.
   */
  readonly code: FailureCode;
  /** Whether the request is at fault, so that the failure says nothing about the target's health. */
  readonly isRequestFault: boolean;
  /** The wait that the error asks for, in ms; null if none. */
  readonly retryAfterMs: number | null;
}
export type FailureCode = GatewayErrorCode &
  (
    | 'upstream_unreachable'
    | 'upstream_timeout'
    | 'upstream_invalid_response'
    | 'upstream_credential_rejected'
    | 'overloaded'
    | 'request_timeout'
  );

export class UpstreamTimeout extends Error {
  override readonly name = 'UpstreamTimeout';
}

/** The consumer stopped sending a body that is streamed through. */
export class ConsumerSlow extends Error {
  override readonly name = 'ConsumerSlow';
}

/** Other requests used all connections to the origin for as long as this one could wait. */
export class NoSocketLeft extends Error {
  override readonly name = 'NoSocketLeft';
}

/** A redirect: its location can contain the credential, and a consumer that follows it would send its key along. */
export class UpstreamRedirect extends Error {
  override readonly name = 'UpstreamRedirect';
}

/** undici's errors for an invalid HTTP response, besides the parser's. */
const INVALID_RESPONSE_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RESPONSE',
]);

export function failureOf(error: Error): CallFailure {
  if (error instanceof UpstreamTimeout) return failure('TIMEOUT', error.message, 'upstream_timeout');
  if (error instanceof ConsumerSlow) return failure('CONSUMER_SLOW', error.message, 'request_timeout');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const detail = code === '' ? error.message : `${code}: ${error.message}`;
  // Another target may have an open connection, so it is still tried.
  if (error instanceof NoSocketLeft || isLocalExhaustion(error)) return failure('OVERLOADED', detail, 'overloaded');
  // Most of the parser's errors have no code.
  return error instanceof errors.HTTPParserError ||
    error instanceof UpstreamRedirect ||
    INVALID_RESPONSE_CODES.has(code)
    ? failure('INVALID_RESPONSE', detail, 'upstream_invalid_response')
    : failure('UNREACHABLE', detail, 'upstream_unreachable');
}

/** The consumer disconnected, so no answer can be sent. */
export function consumerGone(detail: string): CallFailure {
  return failure('CONSUMER_GONE', detail, 'upstream_unreachable');
}

/** An event stream that broke or paused after its headers. */
export function brokenStream(error: Error): CallFailure {
  return { ...failureOf(error), cause: 'STREAM_FAILED' };
}

/** An event stream that ended too early. */
export function unfinishedStream(): CallFailure {
  return failure('STREAM_FAILED', 'the stream ended too early', 'upstream_invalid_response');
}

/** An event stream that reported a failure. */
export function reportedInStream({
  isRequestFault,
  isCredentialRejected,
  retryAfterMs,
}: StreamErrorVerdict): CallFailure {
  const [detail, code] = isCredentialRejected
    ? (['the stream reported a rejected credential', 'upstream_credential_rejected'] as const)
    : (['the stream reported an error', 'upstream_invalid_response'] as const);
  return { ...failure('STREAM_FAILED', detail, code), isRequestFault, retryAfterMs };
}

function failure(cause: CallFailure['cause'], detail: string, code: FailureCode): CallFailure {
  return { cause, detail, code, isRequestFault: false, retryAfterMs: null };
}
