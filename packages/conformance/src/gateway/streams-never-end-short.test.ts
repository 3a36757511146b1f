import type { BehaviourInput } from '@switchyard/simulator';
import OpenAI, { APIError } from 'openai';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());
beforeEach(() =>
  gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b'] }], undefined, (aiApi) => {
    aiApi.streamIdleTimeoutSeconds = 1;
    aiApi.streamMaxDurationSeconds = 2;
  }),
);

const client = () => new OpenAI({ baseURL: gateway.url + gateway.basePath, apiKey: gateway.liveKey, maxRetries: 0 });
const primaryAnswers = (answer: BehaviourInput['answer']) =>
  gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer }]);

/** What an application gets from a streamed chat: the text, and the error that ended its loop. */
async function readChat(): Promise<{ text: string; finish: string | null; error: unknown }> {
  let [text, finish]: [string, string | null] = ['', null];
  try {
    const stream = await client().chat.completions.create({
      model: 'a',
      stream: true,
      messages: [{ role: 'user', content: 'hello' }],
    });
    for await (const { choices } of stream) {
      text += choices[0]?.delta.content ?? '';
      finish = choices[0]?.finish_reason ?? finish;
    }
    return { text, finish, error: null };
  } catch (error) {
    return { text, finish, error };
  }
}

const chunk = (delta: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;

describe('the official SDK sees an error, not a short answer', () => {
  it.each<[string, BehaviourInput['answer'], string]>([
    ['is cut between two events', { content: 'abcdef', contentChunks: 6, cutAfterEvents: 4 }, 'upstream_unreachable'],
    ['is cut within an event', { content: 'abcdef', contentChunks: 6, cutAfterBytes: 1_000 }, 'upstream_unreachable'],
    [
      'ends properly but too early',
      { content: 'abcdef', contentChunks: 6, endAfterEvents: 4 },
      'upstream_invalid_response',
    ],
    ['pauses too long', { content: 'abcdef', contentChunks: 6, stallAfterEvents: 4 }, 'upstream_timeout'],
    [
      'trickles on past the longest duration',
      { content: 'abc'.repeat(100), contentChunks: 100, eventDelayMs: 100 },
      'upstream_timeout',
    ],
  ])('if the upstream’s stream %s', async (_title, answer, code) => {
    primaryAnswers(answer);
    const { text, finish, error } = await readChat();
    expect([text.slice(0, 3), finish]).toEqual(['abc'.slice(0, text.length), null]);
    expect(error).toMatchObject({ code });
  });

  it('with the vendor’s message if the upstream reports an error, whatever follows it', async () => {
    const error = 'data: {"error":{"message":"the GPU is on fire","type":"server_error","code":"fire"}}\n\n';
    primaryAnswers({ rawEvents: [chunk({ content: 'abc' }), error, 'data: [DONE]\n\n'] });
    const seen = await readChat();
    expect(seen.text).toBe('abc');
    expect(seen.error).toBeInstanceOf(APIError);
    expect(seen.error).toMatchObject({
      code: 'fire',
      message: expect.stringContaining('the GPU is on fire') as unknown,
    });
  });

  it('in the Responses API as well', async () => {
    const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
    primaryAnswers({
      rawEvents: [
        event('response.created', { sequence_number: 0, response: { id: 'resp_1', output: [], error: null } }),
        event('response.output_text.delta', { sequence_number: 1, delta: 'abc' }),
        event('response.output_text.delta', { sequence_number: 2, delta: 'def' }),
      ],
      cutAfterEvents: 2,
    });
    const types: string[] = [];
    const read = async () => {
      const stream = await client().responses.create({ model: 'a', input: 'hello', stream: true });
      for await (const { type } of stream) types.push(type);
    };
    await expect(read()).rejects.toMatchObject({ code: 'upstream_unreachable' });
    expect(types).toEqual(['response.created', 'response.output_text.delta']);
  });
});

it('the official SDK sees one complete answer if the first target’s stream fails before any content', async () => {
  primaryAnswers({ rawEvents: [chunk({ role: 'assistant', content: '' })], errorAfterEvents: 1 });
  const { text, finish, error } = await readChat();
  expect([finish, error]).toEqual(['stop', null]);
  expect(text).toContain('model b');
});
