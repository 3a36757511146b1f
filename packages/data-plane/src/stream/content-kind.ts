import type { PlainForm } from './plain-form';

/** What a response may be, by its content type. */
export interface ContentKind {
  readonly isEventStream: boolean;
  readonly isJson: boolean;
  readonly isText: boolean;
  /** If it is not split into events. */
  readonly form: PlainForm;
}

const EVENT_STREAM = /^\s*text\/event-stream\s*(;|$)/i;
const JSON_TYPE = /^\s*(application|text)\/([\w.+-]+\+)?json\s*(;|$)/i;
const MEDIA_TYPE = /^\s*(audio|image|video|font|multipart)\//i;
const JSON_LINES = /^\s*[\w.+-]+\/([\w.+-]+[.+-])?(ndjson|jsonl(ines)?|json-seq)\b/i;
const TEXT_TYPE = /^\s*(text\/|application\/(x-)?subrip)/i;
const PAGE_TYPE = /^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i;

/** Vendors send few content types, and each takes six patterns to read. So some are remembered, if they are no longer than this. */
const REMEMBERED_MAX = 64;
const REMEMBERED_LENGTH_MAX = 128;
const remembered = new Map<string, ContentKind>();

/** @param contentType as received; empty if there is none */
export function contentKindOf(contentType: string): ContentKind {
  const known = remembered.get(contentType);
  if (known !== undefined) return known;
  const kind = readKind(contentType);
  if (remembered.size < REMEMBERED_MAX && contentType.length <= REMEMBERED_LENGTH_MAX) {
    remembered.set(contentType, kind);
  }
  return kind;
}

function readKind(contentType: string): ContentKind {
  const isJson = JSON_TYPE.test(contentType);
  const isOther = contentType !== '' && !isJson;
  return {
    isEventStream: EVENT_STREAM.test(contentType),
    isJson,
    isText: TEXT_TYPE.test(contentType),
    form: {
      mayBeBlank: isOther,
      // No vendor answers a routed operation with a page, and pages come labelled as JSON too.
      mayBeMarkup: isOther && !PAGE_TYPE.test(contentType),
      isMedia: MEDIA_TYPE.test(contentType),
      isLines: JSON_LINES.test(contentType),
    },
  };
}
