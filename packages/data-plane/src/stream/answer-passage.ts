import type { ProviderProfile, StreamFraming } from '@switchyard/contract';
import { headerValue } from '../http/flat-headers';
import { StreamPassage } from './stream-passage';
import { streamRulesOf } from './stream-rules';

export interface PassageTerms {
  readonly profile: ProviderProfile;
  /** Whether the profile describes the operation, so that its streams can be judged. */
  readonly isRouted: boolean;
  /** How the operation's streams are cut into events, where an answer does not say so itself. */
  readonly framing: StreamFraming;
}

/**
 * The passage for an answer that is a stream of events; null for any other. Only what the profile describes is judged
 * by it: a stream of another operation is cut into events, so that a failure can be reported between two of them, but
 * nobody knows how it should end.
 *
 * @param isHolding whether the stream is held back for its first content
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
 * How an answer is cut into events; null for one that is no stream of events. A compressed answer, although none was
 * asked for, can be neither judged nor added to.
 *
 * @param expected what the profile says of the operation; server-sent events announce themselves
 */
function answerFraming(expected: StreamFraming, status: number, headers: readonly string[]): StreamFraming | null {
  if (status < 200 || status > 299) return null;
  if (!NOT_COMPRESSED.test(headerValue(headers, 'content-encoding') ?? '')) return null;
  const contentType = headerValue(headers, 'content-type') ?? '';
  if (EVENT_STREAM.test(contentType)) return 'SERVER_SENT_EVENTS';
  return expected === 'JSON_ARRAY' && JSON_TYPE.test(contentType) ? 'JSON_ARRAY' : null;
}
