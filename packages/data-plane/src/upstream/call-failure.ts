import type { GatewayErrorCode } from '@switchyard/contract';
import { errors } from 'undici';

/** Why a call brought no whole answer. */
export interface CallFailure {
  readonly cause: 'UNREACHABLE' | 'TIMEOUT' | 'INVALID_RESPONSE' | 'CONSUMER_GONE';
  /** For the log, never for the consumer: it can name the vendor's host. */
  readonly detail: string;
}

export class UpstreamTimeout extends Error {
  override readonly name = 'UpstreamTimeout';
}

/** undici's errors of an answer that is no HTTP, besides the parser's own. */
const INVALID_RESPONSE_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RESPONSE',
]);

export function failureOf(error: Error): CallFailure {
  if (error instanceof UpstreamTimeout) return { cause: 'TIMEOUT', detail: error.message };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isInvalid = error instanceof errors.HTTPParserError || INVALID_RESPONSE_CODES.has(code);
  return {
    cause: isInvalid ? 'INVALID_RESPONSE' : 'UNREACHABLE',
    detail: code === '' ? error.message : `${code}: ${error.message}`,
  };
}

/** The gateway's answer when this is how the last attempt went and no attempt brought an answer. */
export const FAILURE_CODE: Record<Exclude<CallFailure['cause'], 'CONSUMER_GONE'>, GatewayErrorCode> = {
  UNREACHABLE: 'upstream_unreachable',
  TIMEOUT: 'upstream_timeout',
  INVALID_RESPONSE: 'upstream_invalid_response',
};
