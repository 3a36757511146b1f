import { type ErrorKind, type GatewayErrorCode, SUSPENSION_DETAIL_LENGTH_MAX } from '@switchyard/contract';
import type { ErrorJudgement, FailureSuspension } from '@switchyard/routing';
import { errors } from 'undici';
import { errorDetail } from './error-detail';
import { isLocalExhaustion } from './local-exhaustion';
import { ProxyFailure } from './proxy-failure';
import { UntrustedCertificate } from './untrusted-certificate';

/** What is a fault of the target, whatever it sent. */
type FaultyCause = 'UNREACHABLE' | 'CERTIFICATE_UNTRUSTED' | 'TIMEOUT' | 'INVALID_RESPONSE' | 'STREAM_FAILED';

/** Why a call did not return a complete response. */
export interface CallFailure {
  readonly cause:
    | FaultyCause
    /** An error that a stream reported and that was recognised. */
    | ErrorKind
    | 'CONSUMER_GONE'
    | 'CONSUMER_SLOW'
    /** The gateway's own machine has nothing left to connect with. */
    | 'LOCAL_EXHAUSTION'
    /** The operator's own proxy cannot be reached, or refuses to connect. */
    | 'PROXY_FAILED'
    /** The gateway stops, and the time to drain is over. */
    | 'SHUTTING_DOWN';
  /** For the log, never for the consumer: it can name the vendor's host. */
  readonly detail: string;
  /**
   * The code of the gateway's answer if the last attempt fails, and of the terminal event in a stream that has started.
   */
  readonly code: FailureCode;
  /** What an error that a stream reported means; null for any other failure. */
  readonly judgement: ErrorJudgement | null;
  /** Whether it was withheld only because it quotes the credential, which may well be valid. */
  readonly quotesCredential: boolean;
}
export type FailureCode = GatewayErrorCode &
  (
    | 'upstream_unreachable'
    | 'upstream_timeout'
    | 'upstream_invalid_response'
    | 'upstream_credential_rejected'
    | 'upstream_error_withheld'
    | 'overloaded'
    | 'request_timeout'
    | 'shutting_down'
  );

export class UpstreamTimeout extends Error {
  override readonly name = 'UpstreamTimeout';
}

/** The consumer stopped sending a body that is streamed through, or read the response too slowly. */
export class ConsumerSlow extends Error {
  override readonly name = 'ConsumerSlow';
}

/** Other requests used all connections to the origin for as long as this one could wait. */
export class NoSocketLeft extends Error {
  override readonly name = 'NoSocketLeft';
}

/** The gateway stops, and the call took longer than the time to drain. */
export class GatewayShutdown extends Error {
  override readonly name = 'GatewayShutdown';
}

/** The gateway's limit of buffered bytes leaves no room for what has to be held of a response. */
export class NoMemoryLeft extends Error {
  override readonly name = 'NoMemoryLeft';
}

/** A redirect: its location can contain the credential, and a consumer that follows it would send its key along. */
export class UpstreamRedirect extends Error {
  override readonly name = 'UpstreamRedirect';
}

/** An event stream with a content coding that is unknown, or that its bytes do not have. */
export class UndecodableStream extends Error {
  override readonly name = 'UndecodableStream';
  /** Whether the connection ended properly before the compressed data did, such as without the checksum of gzip. */
  readonly isCutShort: boolean;

  constructor(message: string, isCutShort = false) {
    super(message);
    this.isCutShort = isCutShort;
  }
}

/** undici's errors for an invalid HTTP response, besides the parser's. */
const INVALID_RESPONSE_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RESPONSE',
]);

const CONTROL_CHARACTERS = /\p{Cc}+/gu;

export function failureOf(error: Error): CallFailure {
  if (error instanceof UpstreamTimeout) return failure('TIMEOUT', error.message, 'upstream_timeout');
  if (error instanceof GatewayShutdown) return failure('SHUTTING_DOWN', error.message, 'shutting_down');
  if (error instanceof ConsumerSlow) return failure('CONSUMER_SLOW', error.message, 'request_timeout');
  if (error instanceof ProxyFailure) return failure('PROXY_FAILED', error.message, 'upstream_unreachable');
  if (error instanceof UntrustedCertificate)
    return failure('CERTIFICATE_UNTRUSTED', error.message, 'upstream_unreachable');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const detail = errorDetail(error);
  // Another target may have an open connection, so it is still tried.
  if (error instanceof NoSocketLeft || error instanceof NoMemoryLeft || isLocalExhaustion(error))
    return failure('LOCAL_EXHAUSTION', detail, 'overloaded');
  // Most of the parser's errors have no code.
  return error instanceof errors.HTTPParserError ||
    error instanceof UpstreamRedirect ||
    error instanceof UndecodableStream ||
    INVALID_RESPONSE_CODES.has(code)
    ? failure('INVALID_RESPONSE', detail, 'upstream_invalid_response')
    : failure('UNREACHABLE', detail, 'upstream_unreachable');
}

/** The consumer disconnected, so no answer can be sent. */
export function consumerGone(detail: string): CallFailure {
  return failure('CONSUMER_GONE', detail, 'upstream_unreachable');
}

/** An event stream that broke or paused after its headers, or that the gateway ended. */
export function brokenStream(error: Error): CallFailure {
  const failure = failureOf(error);
  const isVendors =
    failure.cause !== 'CONSUMER_SLOW' && failure.cause !== 'SHUTTING_DOWN' && !(error instanceof NoMemoryLeft);
  return isVendors ? { ...failure, cause: 'STREAM_FAILED' } : failure;
}

/** An event stream that ended too early. */
export function unfinishedStream(): CallFailure {
  return failure('STREAM_FAILED', 'the stream ended too early', 'upstream_invalid_response');
}

/** A response that quotes the credential in what is no known error. That alone suspends nobody. */
export function echoOfCredential(): CallFailure {
  const judgement = { kind: null, failsOver: true, suspension: null };
  const detail = 'the response quotes the credential';
  return { ...failure('INVALID_RESPONSE', detail, 'upstream_credential_rejected'), judgement, quotesCredential: true };
}

/** A response that holds nothing. */
export function blankResponse(): CallFailure {
  return failure('INVALID_RESPONSE', 'the response has no content but white space', 'upstream_invalid_response');
}

/** A page in HTML, with a good status: from a portal, a firewall, or a server at a wrong URL. */
export function pageAsResponse(): CallFailure {
  return failure('INVALID_RESPONSE', 'the response is an HTML page', 'upstream_invalid_response');
}

/**
 * A response in a content coding, which shows no content as far as it is decoded, and may quote the credential behind that.
 * It may well be good, so it suspends nobody.
 */
export function unsearchableResponse(): CallFailure {
  const detail = 'the response is compressed, shows no content, and is too large or damaged to be searched';
  const judgement = { kind: null, failsOver: true, suspension: null };
  return { ...failure('INVALID_RESPONSE', detail, 'upstream_invalid_response'), judgement };
}

/** Why an event of a stream that reports an error is not passed on. */
export type WithheldEvent = 'CREDENTIAL_REJECTED' | 'CREDENTIAL_QUOTED' | 'TOO_LARGE';

/** An event stream that reported an error. @param withheld null if the vendor's event is passed on */
export function reportedInStream(judgement: ErrorJudgement, withheld: WithheldEvent | null): CallFailure {
  const cause = judgement.kind ?? 'STREAM_FAILED';
  if (withheld === 'CREDENTIAL_REJECTED') {
    const detail = 'the stream reported that the credential is rejected';
    return { ...failure(cause, detail, 'upstream_credential_rejected'), judgement };
  }
  if (withheld === 'CREDENTIAL_QUOTED') {
    const detail = 'the stream reported an error that quotes the credential';
    return { ...failure(cause, detail, 'upstream_credential_rejected'), judgement, quotesCredential: true };
  }
  const code = withheld === null ? 'upstream_invalid_response' : 'upstream_error_withheld';
  return { ...failure(cause, 'the stream reported an error', code), judgement };
}

/** @param text may have anything that a server wrote, such as the names of its certificate */
function failure(cause: CallFailure['cause'], text: string, code: FailureCode): CallFailure {
  const detail = text.replace(CONTROL_CHARACTERS, ' ').trim();
  return { cause, detail, code, judgement: null, quotesCredential: false };
}

/**
 * What operators see of a failed call besides its cause; null if the connection was not at fault: only such details quote
 * nothing of a response.
 */
export function suspensionDetail({ cause, detail }: CallFailure): string | null {
  if (cause !== 'UNREACHABLE' && cause !== 'CERTIFICATE_UNTRUSTED') return null;
  if (detail.length <= SUSPENSION_DETAIL_LENGTH_MAX) return detail;
  return `${detail.slice(0, SUSPENSION_DETAIL_LENGTH_MAX - 1)}…`;
}

/** How a failure that the vendor did not report as an error suspends its target; null if it does not. */
export function faultSuspension({ cause }: CallFailure, retryAfterMs: number | null): FailureSuspension | null {
  const isFault =
    cause === 'UNREACHABLE' ||
    cause === 'CERTIFICATE_UNTRUSTED' ||
    cause === 'TIMEOUT' ||
    cause === 'INVALID_RESPONSE' ||
    cause === 'STREAM_FAILED';
  return isFault ? { grade: (retryAfterMs ?? 0) > 0 ? 'HARD' : 'SOFT', cause, retryAfterMs } : null;
}
