import { mistralProfile, openaiCompatibleProfile } from '@switchyard/contract';
import OpenAI, { APIError } from 'openai';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const chunk = (choice: object, more: object = {}) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }], ...more })}\n\n`;
const CONTENT = chunk({ delta: { content: 'abc' }, finish_reason: null });
const DONE = 'data: [DONE]\n\n';

/** What an application gets from a streamed chat: the text, and the error that ended its loop. */
async function readChat(): Promise<{ text: string; error: unknown }> {
  const client = new OpenAI({ baseURL: gateway.url + gateway.basePath, apiKey: gateway.liveKey, maxRetries: 0 });
  let text = '';
  try {
    const messages = [{ role: 'user' as const, content: 'hello' }];
    const stream = await client.chat.completions.create({ model: 'a', stream: true, messages });
    for await (const { choices } of stream) text += choices?.[0]?.delta?.content ?? '';
    return { text, error: null };
  } catch (error) {
    return { text, error };
  }
}

/** The primary streams these events; the profile is that of servers that speak OpenAI's format. */
async function primaryStreams(...rawEvents: string[]): Promise<void> {
  const policy = { kind: 'FAILOVER' as const, production: ['a', 'b'] };
  await gateway.configure(['a', 'b'], [policy], openaiCompatibleProfile);
  gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer: { rawEvents } }]);
}

describe.each([
  ['the finish reason `error`', chunk({ delta: {}, finish_reason: 'error' })],
  [
    'the finish reason `insufficient_system_resource`',
    chunk({ delta: {}, finish_reason: 'insufficient_system_resource' }),
  ],
  ['a text below `x_groq`', chunk({ delta: {} }, { x_groq: { error: 'over_capacity' } })],
  ['an error without a wrapper', 'data: {"object":"error","message":"x","type":"InternalServerError","code":500}\n\n'],
  ['an error that is a text', 'data: {"error":"the server went away"}\n\n'],
])('a stream that reports its failure with %s', (_title, failure) => {
  it('is answered by the next target if there was no content yet', async () => {
    await primaryStreams(failure, DONE);
    const { text, error } = await readChat();
    expect(error).toBeNull();
    expect(text).toContain('model b');
  });

  it('ends in an error that the official SDK raises if there was', async () => {
    await primaryStreams(CONTENT, failure, DONE);
    const { text, error } = await readChat();
    expect(text).toBe('abc');
    expect(error).toBeInstanceOf(APIError);
  });
});

it("Mistral's finish reason `error` before any content is answered by the next target, and after content ends in an error event", async () => {
  const failure = chunk({ delta: { content: '' }, finish_reason: 'error' });
  await gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b'] }], mistralProfile, () => {
    gateway.moveEndpoints(gateway.simulator.url);
  });
  const read = async (...rawEvents: string[]) => {
    gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer: { rawEvents } }]);
    const body = JSON.stringify({ model: 'a', stream: true, messages: [{ role: 'user', content: 'hello' }] });
    const response = await gateway.send('v1/chat/completions', { method: 'POST', body });
    let text = '';
    try {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
    } catch {
      return { text, isWhole: false };
    }
    return { text, isWhole: true };
  };
  expect(await read(failure, DONE)).toEqual({
    text: expect.stringMatching(/"model":"b".*"finish_reason":"stop"/s) as unknown,
    isWhole: true,
  });
  const { text, isWhole } = await read(CONTENT, failure, DONE);
  expect(isWhole).toBe(false);
  expect(text).toMatch(/"object":"error".*upstream_invalid_response/);
  expect(text).not.toContain('[DONE]');
});

it("the vendor's text about a refused key never reaches the consumer", async () => {
  await primaryStreams(CONTENT, 'data: {"error":"Unauthorized"}\n\n');
  const { error } = await readChat();
  expect(error).toMatchObject({ code: 'upstream_credential_rejected' });
});
