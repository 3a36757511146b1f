import type { WireFormat } from '@switchyard/contract';
import type { StreamEvent } from './stream-event';
import type { StreamPassage } from './stream-passage';

/** Formats an error body as an error event in the middle of a stream. */
type Framing = (errorBody: string, lastEvent: StreamEvent | null) => string;

const FRAMINGS: Record<WireFormat, Framing> = {
  OPENAI: openai,
  ANTHROPIC: anthropic,
  GEMINI: gemini,
  MISTRAL: mistral,
};

/**
 * The event that ends a stream that failed after it had started.
 *
 * @param errorBody the error as in the format's plain responses
 * @param passage the stream's; its last event shows how it formats events
 */
export function terminalEvent(
  format: WireFormat,
  errorBody: string,
  { framing, lastEvent }: Pick<StreamPassage, 'framing' | 'lastEvent'>,
): Buffer {
  return Buffer.from(framing === 'JSON_ARRAY' ? element(errorBody) : FRAMINGS[format](errorBody, lastEvent));
}

/**
 * One more array element, which is how the vendor reports an error. There is one before it, because otherwise nothing
 * would have been sent yet. The array is not closed after it, so that a JSON parser sees an incomplete response.
 */
function element(errorBody: string): string {
  return `,\n${errorBody}\n`;
}

/**
 * Chat and completions: an event whose data has the member `error`. If events have a type, as in Responses, so does the
 * error, with the next sequence number. The SDKs raise an error for either. Sources:
 * https://platform.openai.com/docs/api-reference/responses-streaming/error; openai-node, src/core/streaming.ts
 */
function openai(errorBody: string, lastEvent: StreamEvent | null): string {
  if (lastEvent === null || lastEvent.type === null) return `data: ${errorBody}\n\n`;
  const sequenceNumber = numberOf(lastEvent);
  const sequence = sequenceNumber === null ? '' : `"sequence_number":${sequenceNumber + 1},`;
  const name = lastEvent.name === null ? '' : 'event: error\n';
  return `${name}data: {"type":"error",${sequence}${errorBody.slice(1)}\n\n`;
}

function numberOf({ json }: StreamEvent): number | null {
  const value =
    typeof json === 'object' && json !== null && 'sequence_number' in json ? json.sequence_number : undefined;
  return Number.isSafeInteger(value) ? (value as number) : null;
}

/** Its SDKs drop an event without an `event:` line. Source: https://platform.claude.com/docs/en/build-with-claude/streaming */
function anthropic(errorBody: string): string {
  return `event: error\ndata: ${errorBody}\n\n`;
}

/**
 * Bare JSON outside the framing, like the vendor's: its SDKs parse each line that does not start with `data: ` as JSON,
 * and look for an error there. Source: js-genai, src/_api_client.ts, processStreamResponse
 */
function gemini(errorBody: string, lastEvent: StreamEvent | null): string {
  // The SDKs for its OpenAI format and for interactions only read lines of the framing.
  if (hasMember(lastEvent, 'choices')) return `data: ${errorBody}\n\n`;
  if (!hasMember(lastEvent, 'event_type')) return `${errorBody}\n`;
  const name = lastEvent?.name === null ? '' : 'event: error\n';
  return `${name}data: {"event_type":"error",${errorBody.slice(1)}\n\n`;
}

function hasMember(event: StreamEvent | null, name: string): boolean {
  const json = event?.json;
  return typeof json === 'object' && json !== null && name in json;
}

/** Each chunk is an unnamed event. Source: https://docs.mistral.ai/api/endpoint/chat */
function mistral(errorBody: string): string {
  return `data: ${errorBody}\n\n`;
}
