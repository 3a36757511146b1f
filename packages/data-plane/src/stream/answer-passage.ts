import type { ProviderProfile, StreamFraming } from '@switchyard/contract';
import { headerValue } from '../http/flat-headers';
import { JsonPassage } from './json-passage';
import type { EchoSearch, Passage } from './passage';
import { StreamPassage } from './stream-passage';
import { streamRulesOf } from './stream-rules';

export interface PassageTerms {
  readonly profile: ProviderProfile;
  /** Whether the profile describes the operation, so that its responses can be checked. */
  readonly isRouted: boolean;
  /** How the operation's streams are split into events, unless the response's content type says so. */
  readonly framing: StreamFraming;
  /** Whether a response may be held until it can be judged. */
  readonly mayHold: boolean;
  /** Whether no other candidate is left, so that holding a stream is useless: its error is the answer. */
  readonly isLast: boolean;
  /** Finds the credential in events that are not judged; null if none was sent. */
  readonly echo: EchoSearch | null;
  /** Decodes a compressed response; null if that is not possible. */
  readonly decode: (body: Buffer) => Buffer | null;
  /** How many answers the request asks for. */
  readonly answersAsked: () => number;
}

/**
 * The passage for a response that is an event stream, or may be JSON that is an error all the same: servers send JSON as
 * text, as bytes, or without a type. Null for any other response, and for JSON that is not judged. Only operations in the
 * profile are judged by its rules. Streams of other operations are split into events, so that a failure can be reported
 * between two of them, but it is not known how they should end. A stream must have been decoded.
 */
export function answerPassage(terms: PassageTerms, status: number, headers: readonly string[]): Passage | null {
  const { profile, isRouted, framing, mayHold, isLast, echo, decode, answersAsked } = terms;
  if (!hasAnswer(status)) return null;
  const contentType = headerValue(headers, 'content-type') ?? '';
  const isCompressed = !NOT_COMPRESSED.test(headerValue(headers, 'content-encoding') ?? '');
  const contentMembers = isRouted && mayHold && profile.contentMembers.length > 0 ? profile.contentMembers : null;
  if (isStreamed(status, headers, framing)) {
    const rules = isRouted ? streamRulesOf(profile) : null;
    const written = EVENT_STREAM.test(contentType) ? 'SERVER_SENT_EVENTS' : framing;
    return new StreamPassage(rules, mayHold && !isLast, written, contentMembers, answersAsked, echo);
  }
  if (contentMembers === null || NOT_JSON.test(contentType)) return null;
  const form = {
    mayBeBlank: contentType !== '' && !JSON_TYPE.test(contentType),
    // No vendor answers a routed operation with a page, and pages come labelled as JSON too.
    mayBeMarkup: contentType !== '' && !PAGE_TYPE.test(contentType) && !JSON_TYPE.test(contentType),
  };
  return new JsonPassage(contentMembers, isCompressed ? decode : null, form, echo);
}

/** Whether a response is split into events. @param framing how, unless its content type says so */
export function isStreamed(status: number, headers: readonly string[], framing: StreamFraming): boolean {
  if (!hasAnswer(status)) return false;
  const contentType = headerValue(headers, 'content-type') ?? '';
  return EVENT_STREAM.test(contentType) || (JSON_TYPE.test(contentType) && framing === 'JSON_ARRAY');
}

function hasAnswer(status: number): boolean {
  return status >= 200 && status <= 299 && status !== NO_CONTENT;
}

/** Its answer is complete without a body: RFC 9110, section 15.3.5. */
const NO_CONTENT = 204;
const EVENT_STREAM = /^\s*text\/event-stream\s*(;|$)/i;
const JSON_TYPE = /^\s*(application|text)\/([\w.+-]+\+)?json\s*(;|$)/i;
/** Sounds and pictures, and lines of JSON, which are a stream. */
const NOT_JSON =
  /^\s*((audio|image|video|font|multipart)\/|[\w.+-]+\/([\w.+-]+[.+-])?(ndjson|jsonl(ines)?|json-seq)\b)/i;
const PAGE_TYPE = /^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i;
const NOT_COMPRESSED = /^\s*(identity)?\s*$/i;
