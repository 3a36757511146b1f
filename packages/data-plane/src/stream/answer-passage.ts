import type { ProviderProfile, StreamFraming } from '@switchyard/contract';
import { areKnown, codingsToDecode } from '@switchyard/runtime';
import { headerValue, headerValues } from '../http/flat-headers';
import { contentKindOf } from './content-kind';
import { CompressedPassage, type DecodedStart } from './compressed-passage';
import { EchoPassage, SEARCHED_BYTES_MAX } from './echo-passage';
import { JsonPassage } from './json-passage';
import type { EchoSearch, EventReader, Passage } from './passage';
import { JSON_FORM } from './plain-form';
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
  /** Finds the credential in what is not known to be content; null if none was sent. */
  readonly echo: EchoSearch | null;
  /** Decodes as much of a compressed response as it can; null if that is nothing. */
  readonly decode: (body: Buffer) => DecodedStart | null;
  /** How many answers the request asks for. */
  readonly answersAsked: () => number;
  /** Reads each event of a stream; null for nobody. */
  readonly reader: EventReader | null;
  /** Whether usage in a stream that the consumer did not ask for is left out. */
  readonly dropsUsage: boolean;
}

/**
 * The passage for a response that is an event stream, or may be JSON that is an error all the same: servers send JSON as
 * text, as bytes, or without a type. Null for any other response. Only operations in the profile are judged by its rules, and
 * plain responses by its content members; any other response is still searched for the credential. Streams of other
 * operations are split into events, so that a failure can be reported between two of them, but it is not known how they
 * should end. What `isDecoded` must have been decoded.
 */
export function answerPassage(terms: PassageTerms, status: number, headers: readonly string[]): Passage | null {
  const { profile, isRouted, framing, mayHold, isLast, echo, answersAsked, decode, reader, dropsUsage } = terms;
  if (!hasAnswer(status)) return null;
  const kind = contentKindOf(headerValue(headers, 'content-type') ?? '');
  const { contentMembers } = profile;
  const knowsContent = isRouted && contentMembers.length > 0;
  const mayJudge = knowsContent && mayHold;
  if (isStreamed(status, headers, framing)) {
    const rules = isRouted ? streamRulesOf(profile) : null;
    const written = kind.isEventStream ? 'SERVER_SENT_EVENTS' : framing;
    const plain = () => {
      if (knowsContent && (mayJudge || echo !== null)) {
        return new JsonPassage(contentMembers, JSON_FORM, echo, mayJudge);
      }
      return echo && new EchoPassage(echo);
    };
    return new StreamPassage(rules, mayHold && !isLast, written, plain, answersAsked, echo, reader, dropsUsage);
  }
  const { form } = kind;
  const isJudged = mayJudge && !form.isMedia && !form.isLines;
  if (!isJudged && echo === null) return null;
  if (!knowsContent && form.isMedia) return null;
  const codings = codingsToDecode(headerValues(headers, 'content-encoding').join(','));
  const isCompressed = codings.length > 0 && areKnown(codings);
  if (isCompressed) return new CompressedPassage(knowsContent ? contentMembers : [], form, echo, isJudged, decode);
  if (knowsContent) return new JsonPassage(contentMembers, form, echo, isJudged);
  return echo && new EchoPassage(echo, form.isLines ? Number.POSITIVE_INFINITY : SEARCHED_BYTES_MAX);
}

/** Whether a response is split into events. @param framing how, unless its content type says so */
export function isStreamed(status: number, headers: readonly string[], framing: StreamFraming): boolean {
  if (!hasAnswer(status)) return false;
  const { isEventStream, isJson } = contentKindOf(headerValue(headers, 'content-type') ?? '');
  return isEventStream || (isJson && framing === 'JSON_ARRAY');
}

/**
 * Whether a compressed response is decoded as it arrives, because it is read event by event, or line by line. So is text,
 * unless the consumer asked for the coding: it never shows content, and would have to be held to its end.
 */
export function isDecoded(
  status: number,
  headers: readonly string[],
  { framing, isRouted }: Pick<PassageTerms, 'framing' | 'isRouted'>,
): boolean {
  if (isStreamed(status, headers, framing)) return true;
  const { isText, isJson, form } = contentKindOf(headerValue(headers, 'content-type') ?? '');
  const isOtherText = isRouted && isText && !isJson;
  return hasAnswer(status) && status !== PARTIAL_CONTENT && (isOtherText || form.isLines);
}

function hasAnswer(status: number): boolean {
  return status >= 200 && status <= 299 && status !== NO_CONTENT;
}

/** Its answer is complete without a body: RFC 9110, section 15.3.5. */
const NO_CONTENT = 204;
/** A range of a compressed response, which cannot be decoded alone. */
const PARTIAL_CONTENT = 206;
