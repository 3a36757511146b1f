import type { ProviderProfile, StreamFraming } from '@switchyard/contract';
import { headerValue } from '../http/flat-headers';
import { StreamPassage } from './stream-passage';
import { streamRulesOf } from './stream-rules';

export interface PassageTerms {
  readonly profile: ProviderProfile;
  /** Whether the profile describes the operation, so that its streams can be checked. */
  readonly isRouted: boolean;
  /** How the operation's streams are split into events, unless the response's content type says so. */
  readonly framing: StreamFraming;
}

/**
 * The passage for a response that is an event stream; null for any other. Only operations in the profile are judged by
 * its rules. Streams of other operations are split into events, so that a failure can be reported between two of them,
 * but it is not known how they should end.
 *
 * @param isHolding whether the stream is held back until its first content
 */
export function answerPassage(
  { profile, isRouted, framing }: PassageTerms,
  status: number,
  headers: readonly string[],
  isHolding: boolean,
): StreamPassage | null {
  const written = answerFraming(framing, status, headers);
  return written === null ? null : new StreamPassage(isRouted ? streamRulesOf(profile) : null, isHolding, written);
}

const EVENT_STREAM = /^\s*text\/event-stream\s*(;|$)/i;
const JSON_TYPE = /^\s*application\/json\s*(;|$)/i;
const NOT_COMPRESSED = /^\s*(identity)?\s*$/i;

/**
 * How a response is split into events; null if it is not an event stream. A response compressed unasked can be neither
 * judged nor extended.
 *
 * @param expected the framing of the operation in the profile; server-sent events are recognised by their content type
 */
function answerFraming(expected: StreamFraming, status: number, headers: readonly string[]): StreamFraming | null {
  if (status < 200 || status > 299) return null;
  if (!NOT_COMPRESSED.test(headerValue(headers, 'content-encoding') ?? '')) return null;
  const contentType = headerValue(headers, 'content-type') ?? '';
  if (EVENT_STREAM.test(contentType)) return 'SERVER_SENT_EVENTS';
  return expected === 'JSON_ARRAY' && JSON_TYPE.test(contentType) ? 'JSON_ARRAY' : null;
}
