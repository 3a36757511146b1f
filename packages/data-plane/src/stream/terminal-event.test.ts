import type { StreamFraming } from '@switchyard/contract';
import { readStreamEvent, type StreamEvent } from './stream-event';
import { formatOf } from '../formats/format-of';
import { GatewayError } from '../formats/gateway-error';
import { terminalEvent } from './terminal-event';

const error = new GatewayError('upstream_timeout', 'The provider did not answer in time.');
const event = (text: string): StreamEvent => readStreamEvent(Buffer.from(text), 0, text.length);
const CHUNK = event('data: {"choices":[]}\n\n');

function written(
  format: Parameters<typeof terminalEvent>[0],
  lastEvent: StreamEvent | null,
  framing: StreamFraming = 'SERVER_SENT_EVENTS',
): string {
  return terminalEvent(format, formatOf(format).errorBody(error), { framing, lastEvent }).toString();
}

describe('the event that ends a failed stream', () => {
  it('is OpenAI’s error in an unnamed event for chat, and before the first event', () => {
    const expected = `data: ${formatOf('OPENAI').errorBody(error)}\n\n`;
    expect([written('OPENAI', CHUNK), written('OPENAI', null)]).toEqual([expected, expected]);
  });

  it('has a type, number and name if OpenAI’s events in the stream do', () => {
    const data = '{"type":"response.created","sequence_number":41}';
    const body = { type: 'error', sequence_number: 42, ...JSON.parse(formatOf('OPENAI').errorBody(error)) };
    expect(written('OPENAI', event(`event: response.created\ndata: ${data}\n\n`))).toBe(
      `event: error\ndata: ${JSON.stringify(body)}\n\n`,
    );
    expect(written('OPENAI', event(`data: ${data}\n\n`))).toBe(`data: ${JSON.stringify(body)}\n\n`);
    expect(written('OPENAI', event('event: image_generation.partial_image\ndata: {}\n\n'))).toBe(
      `event: error\ndata: {"type":"error",${formatOf('OPENAI').errorBody(error).slice(1)}\n\n`,
    );
  });

  it('is a named event for Anthropic, whose SDKs read no other', () => {
    expect(written('ANTHROPIC', CHUNK)).toBe(`event: error\ndata: ${formatOf('ANTHROPIC').errorBody(error)}\n\n`);
    expect(JSON.parse(formatOf('ANTHROPIC').errorBody(error))).toMatchObject({ type: 'error', error: {} });
  });

  it('is an event if Gemini’s stream is in OpenAI’s format, or of interactions', () => {
    const body = formatOf('GEMINI').errorBody(error);
    expect(written('GEMINI', CHUNK)).toBe(`data: ${body}\n\n`);
    const step = 'event: step.delta\ndata: {"event_type":"step.delta"}\n\n';
    expect(written('GEMINI', event(step))).toBe(`event: error\ndata: {"event_type":"error",${body.slice(1)}\n\n`);
  });

  it('is one more element of an array, which stays open', () => {
    expect(written('GEMINI', null, 'JSON_ARRAY')).toBe(`,\n${formatOf('GEMINI').errorBody(error)}\n`);
  });

  it('is bare JSON in one line for Gemini, where its SDKs look for an error', () => {
    const candidate = event('data: {"candidates":[]}\n\n');
    expect(written('GEMINI', candidate)).toBe(`${formatOf('GEMINI').errorBody(error)}\n`);
    expect(written('GEMINI', candidate).trimEnd()).not.toContain('\n');
  });

  it('is an unnamed event with the bare error for Mistral', () => {
    expect(written('MISTRAL', CHUNK)).toBe(`data: ${formatOf('MISTRAL').errorBody(error)}\n\n`);
    expect(JSON.parse(formatOf('MISTRAL').errorBody(error))).toMatchObject({
      object: 'error',
      code: 'upstream_timeout',
    });
  });
});
