import type { ProviderProfile, StreamFraming } from '@switchyard/contract';
import { RETRY_AFTER_MAX_MS } from '@switchyard/routing';
import { isCredentialRefusal, isErrorToSdks, isRequestFault, streamErrorWords } from '../stream/stream-error';
import type { StreamEvent } from '../stream/stream-event';
import { streamRulesOf } from '../stream/stream-rules';
import { StreamPassage } from '../stream/stream-passage';
import type { FailureCode, StreamErrorVerdict } from '../upstream/call-failure';
import type { CallTerms } from '../upstream/call-terms';
import { errorBody } from './answer-error';
import { headerValue } from './consumer-headers';
import { formatOf } from './formats/format-of';
import { streamErrorEvent } from './formats/stream-error-event';
import { overloaded } from '../limits/load';
import { GatewayError } from './gateway-error';
import type { RoutePlan } from './route-plan';

const FAILURE_MESSAGE: Record<Exclude<FailureCode, 'overloaded'>, string> = {
  upstream_unreachable: 'The provider could not be reached, or broke the connection.',
  upstream_timeout: 'The provider did not answer in time.',
  upstream_invalid_response:
    "The provider's answer was no valid HTTP, too large to be held, or a stream that failed or ended too early.",
  upstream_credential_rejected:
    "The provider refused the gateway's credential: the operator of this AI API has to renew it.",
};

/** What a consumer is told of a call that failed. */
export function failureError({ code }: { code: FailureCode }): GatewayError {
  if (code === 'overloaded') return overloaded('The gateway has as many connections open as it can.');
  return new GatewayError(code, FAILURE_MESSAGE[code]);
}

/**
 * How a call's answer goes through where it is a stream of events.
 *
 * Only what the profile describes is judged by it: a stream of another operation is cut into events, so that a failure
 * can be reported between two of them, but nobody knows how it should end.
 *
 * @param isLast whether no other candidate can be asked, so that nothing is gained by holding a stream back
 */
export function streamTerms(
  profile: ProviderProfile,
  { isRouted, stream, framing }: Pick<RoutePlan, 'isRouted' | 'stream' | 'framing'>,
  isLast: boolean,
): Pick<
  CallTerms,
  'idleTimeoutMs' | 'durationMsMax' | 'holdBackMs' | 'isLast' | 'passageFor' | 'isBounded' | 'judgeError' | 'lastWords'
> {
  return {
    ...stream,
    isLast,
    passageFor: (status, headers) => {
      const written = framingOfAnswer(framing, status, headers);
      if (written === null) return null;
      return new StreamPassage(isRouted ? streamRulesOf(profile) : null, !isLast && stream.holdBackMs > 0, written);
    },
    // A file may take as long as it takes, as long as it keeps coming.
    isBounded: (passage) => isRouted || passage !== null,
    judgeError: (event) => judgeError(profile, event),
    lastWords: (failure, passage) =>
      streamErrorEvent(profile.wireFormat, errorBody(profile.wireFormat, failureError(failure)), passage),
  };
}

const EVENT_STREAM = /^\s*text\/event-stream\s*(;|$)/i;
const JSON_TYPE = /^\s*application\/json\s*(;|$)/i;
const NOT_COMPRESSED = /^\s*(identity)?\s*$/i;

/**
 * How an answer is written that is a stream of events; null for any other. One that came compressed, although none was
 * asked for, can neither be judged nor be added to.
 *
 * @param expected what the profile says of the operation; server-sent events tell of themselves
 */
function framingOfAnswer(expected: StreamFraming, status: number, headers: readonly string[]): StreamFraming | null {
  if (status < 200 || status > 299) return null;
  if (!NOT_COMPRESSED.test(headerValue(headers, 'content-encoding') ?? '')) return null;
  const contentType = headerValue(headers, 'content-type') ?? '';
  if (EVENT_STREAM.test(contentType)) return 'SERVER_SENT_EVENTS';
  return expected === 'JSON_ARRAY' && JSON_TYPE.test(contentType) ? 'JSON_ARRAY' : null;
}

function judgeError(profile: ProviderProfile, event: StreamEvent): StreamErrorVerdict {
  const format = formatOf(profile.wireFormat);
  const data = event.data ?? Buffer.alloc(0);
  const words = [...streamErrorWords(event.json), ...format.errorCodes(data)];
  const retryAfterMs = format.retryAfterMs(data);
  const isCredentialRejected = isCredentialRefusal(words, profile.credentialRejectedCodes);
  return {
    isRequestFault: !isCredentialRejected && isRequestFault(words, profile.modelNotFoundCodes),
    isCredentialRejected,
    isPlain: isErrorToSdks(profile.wireFormat, event),
    retryAfterMs: retryAfterMs === null ? null : Math.min(retryAfterMs, RETRY_AFTER_MAX_MS),
  };
}
