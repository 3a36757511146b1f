import { readStreamEvent, type StreamEvent } from '../../stream/stream-event';
import { errorBody } from '../answer-error';
import { GatewayError } from '../gateway-error';
import { streamErrorEvent } from './stream-error-event';

const error = new GatewayError('upstream_timeout', 'The provider did not answer in time.');
const event = (text: string): StreamEvent => readStreamEvent(Buffer.from(text), 0, text.length);
const CHUNK = event('data: {"choices":[]}\n\n');

function written(format: Parameters<typeof streamErrorEvent>[0], lastEvent: StreamEvent | null): string {
  return streamErrorEvent(format, errorBody(format, error), lastEvent).toString();
}

describe('the event that ends a failed stream', () => {
  it('is OpenAI’s error in an unnamed event for chat, and where nothing has come yet', () => {
    const expected = `data: ${errorBody('OPENAI', error)}\n\n`;
    expect([written('OPENAI', CHUNK), written('OPENAI', null)]).toEqual([expected, expected]);
  });

  it('is a typed and numbered one where OpenAI’s events are, named where they are named', () => {
    const data = '{"type":"response.created","sequence_number":41}';
    const body = { type: 'error', sequence_number: 42, ...JSON.parse(errorBody('OPENAI', error)) };
    expect(written('OPENAI', event(`event: response.created\ndata: ${data}\n\n`))).toBe(
      `event: error\ndata: ${JSON.stringify(body)}\n\n`,
    );
    expect(written('OPENAI', event(`data: ${data}\n\n`))).toBe(`data: ${JSON.stringify(body)}\n\n`);
    expect(written('OPENAI', event('event: image_generation.partial_image\ndata: {}\n\n'))).toBe(
      `event: error\ndata: {"type":"error",${errorBody('OPENAI', error).slice(1)}\n\n`,
    );
  });

  it('is a named event for Anthropic, whose SDKs read no other', () => {
    expect(written('ANTHROPIC', CHUNK)).toBe(`event: error\ndata: ${errorBody('ANTHROPIC', error)}\n\n`);
    expect(JSON.parse(errorBody('ANTHROPIC', error))).toMatchObject({ type: 'error', error: {} });
  });

  it('is bare JSON in one line for Gemini, whose SDKs look for an error there', () => {
    expect(written('GEMINI', CHUNK)).toBe(`${errorBody('GEMINI', error)}\n`);
    expect(written('GEMINI', CHUNK).trimEnd()).not.toContain('\n');
  });

  it('is an unnamed event with the bare error for Mistral', () => {
    expect(written('MISTRAL', CHUNK)).toBe(`data: ${errorBody('MISTRAL', error)}\n\n`);
    expect(JSON.parse(errorBody('MISTRAL', error))).toMatchObject({ object: 'error', code: 'upstream_timeout' });
  });
});
