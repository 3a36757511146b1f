import type { GatewayErrorCode } from '@switchyard/contract';
import { errors } from 'undici';
import { isOwnLack } from './own-lack';

/** Why a call brought no whole answer. */
export interface CallFailure {
  readonly cause: 'UNREACHABLE' | 'TIMEOUT' | 'INVALID_RESPONSE' | 'STREAM_FAILED' | 'CONSUMER_GONE' | 'OVERLOADED';
  /** For the log, never for the consumer: it can name the vendor's host. */
  readonly detail: string;
  /** The gateway's answer where this is how the last attempt went, and its word in a stream that is under way. */
  readonly code: FailureCode;
  /** Whether the fault is the request's own, so that it says nothing of the target. */
  readonly isRequestFault: boolean;
  /** How long the vendor asks to wait in the error itself; null where it does not. */
  readonly retryAfterMs: number | null;
}
export type FailureCode = GatewayErrorCode &
  (
    | 'upstream_unreachable'
    | 'upstream_timeout'
    | 'upstream_invalid_response'
    | 'upstream_credential_rejected'
    | 'overloaded'
  );

/** What an error that was reported in a stream means. */
export interface StreamErrorVerdict {
  readonly isRequestFault: boolean;
  /** Whether it refuses the endpoint's credential, so that the vendor's words must not be passed on. */
  readonly isCredentialRejected: boolean;
  /** Whether the vendor's SDKs take the event for an error, so that nobody has to tell a consumer besides. */
  readonly isPlain: boolean;
  readonly retryAfterMs: number | null;
}

export class UpstreamTimeout extends Error {
  override readonly name = 'UpstreamTimeout';
}

/** All connections that the origin may have were taken by other requests for as long as this one could wait. */
export class NoSocketLeft extends Error {
  override readonly name = 'NoSocketLeft';
}

/** An answer that leads elsewhere: it can hold the credential, and a consumer that follows takes its key along. */
export class UpstreamRedirect extends Error {
  override readonly name = 'UpstreamRedirect';
}

/** undici's errors of an answer that is no HTTP, besides the parser's own. */
const INVALID_RESPONSE_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RESPONSE',
]);

export function failureOf(error: Error): CallFailure {
  if (error instanceof UpstreamTimeout) return failure('TIMEOUT', error.message, 'upstream_timeout');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const detail = code === '' ? error.message : `${code}: ${error.message}`;
  // Another target may have a connection that is open, so this is no reason not to ask it.
  if (error instanceof NoSocketLeft || isOwnLack(error)) return failure('OVERLOADED', detail, 'overloaded');
  // The parser's own errors mostly have no code.
  return error instanceof errors.HTTPParserError ||
    error instanceof UpstreamRedirect ||
    INVALID_RESPONSE_CODES.has(code)
    ? failure('INVALID_RESPONSE', detail, 'upstream_invalid_response')
    : failure('UNREACHABLE', detail, 'upstream_unreachable');
}

/** The consumer went away, and with it everybody who would read an answer. */
export function consumerGone(detail: string): CallFailure {
  return failure('CONSUMER_GONE', detail, 'upstream_unreachable');
}

/** An event stream that broke or paused after its headers. */
export function brokenStream(error: Error): CallFailure {
  return { ...failureOf(error), cause: 'STREAM_FAILED' };
}

/** An event stream that ended before it was whole. */
export function unfinishedStream(): CallFailure {
  return failure('STREAM_FAILED', 'the stream ended before it was whole', 'upstream_invalid_response');
}

/** An event stream that said itself that it has failed. */
export function reportedInStream({
  isRequestFault,
  isCredentialRejected,
  retryAfterMs,
}: StreamErrorVerdict): CallFailure {
  const [detail, code] = isCredentialRejected
    ? (['the stream refused the credential', 'upstream_credential_rejected'] as const)
    : (['the stream reported an error', 'upstream_invalid_response'] as const);
  return { ...failure('STREAM_FAILED', detail, code), isRequestFault, retryAfterMs };
}

function failure(cause: CallFailure['cause'], detail: string, code: FailureCode): CallFailure {
  return { cause, detail, code, isRequestFault: false, retryAfterMs: null };
}
