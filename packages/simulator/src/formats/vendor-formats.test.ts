import { type Simulator, startSimulator } from '../index';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => {
  simulator.clearBehaviours();
  simulator.clearRequests();
});
afterAll(() => simulator.close());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(simulator.url + path, { method: 'POST', headers, body: JSON.stringify(body) });

describe("Anthropic's messages", () => {
  const version = { 'anthropic-version': '2023-06-01' };
  const request = { model: 'claude-x', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };

  test('are answered with JSON, and their tokens are counted', async () => {
    expect(await (await post('/v1/messages', request, version)).json()).toMatchObject({
      type: 'message',
      model: 'claude-x',
      content: [{ type: 'text', text: 'This is a simulated answer of the model claude-x.' }],
      stop_reason: 'end_turn',
    });
    const counted = await post('/v1/messages/count_tokens', request, version);
    expect(await counted.json()).toEqual({ input_tokens: expect.any(Number) });
    expect(simulator.requests().map(({ model }) => model)).toEqual(['claude-x', 'claude-x']);
  });

  test('are streamed as named events, from message_start to message_stop', async () => {
    const response = await post('/v1/messages', { ...request, stream: true }, version);
    const names = Array.from((await response.text()).matchAll(/^event: (\w+)$/gm), ([, name]) => name);
    expect(names.slice(0, 4)).toEqual(['message_start', 'content_block_start', 'ping', 'content_block_delta']);
    expect(names.slice(-3)).toEqual(['content_block_stop', 'message_delta', 'message_stop']);
  });

  test("require a version, and errors have the vendor's format, in a stream too", async () => {
    const refused = await post('/v1/messages', request);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { type: 'error', error: { type: 'invalid_request_error', message: 'anthropic-version: header is required' } },
    ]);
    simulator.setBehaviours([{ answer: { status: 529 } }]);
    const busy = await post('/v1/messages', request, version);
    expect([busy.status, await busy.json()]).toMatchObject([529, { error: { type: 'overloaded_error' } }]);
    simulator.setBehaviours([{ answer: { errorAfterEvents: 1 } }]);
    const cut = await (await post('/v1/messages', { ...request, stream: true }, version)).text();
    expect(cut).toContain('event: error\ndata: {"type":"error"');
  });
});

describe("Gemini's models", () => {
  const request = { contents: [{ parts: [{ text: 'hello' }] }] };

  test('answer with JSON, events, a list, embeddings and token counts', async () => {
    const answer = async (verb: string, body: object = request) =>
      (await post(`/v1beta/models/gemini%2Dx:${verb}`, body)).text();
    expect(JSON.parse(await answer('generateContent'))).toMatchObject({
      candidates: [{ content: { parts: [{ text: 'This is a simulated answer of the model gemini-x.' }] } }],
    });
    const events = (await answer('streamGenerateContent?alt=sse')).split('\r\n\r\n');
    expect(events.length).toBeGreaterThan(4);
    expect(events.at(-2)).toContain('"finishReason":"STOP"');
    expect(JSON.parse(await answer('streamGenerateContent'))).toHaveLength(events.length - 1);
    expect(JSON.parse(await answer('countTokens'))).toEqual({ totalTokens: expect.any(Number) });
    const batch = { requests: [{ model: 'models/gemini-x' }, { model: 'models/gemini-x' }] };
    expect(JSON.parse(await answer('batchEmbedContents', batch))).toMatchObject({ embeddings: [{}, {}] });
    const mixed = { requests: [{ model: 'models/other' }] };
    expect(JSON.parse(await answer('batchEmbedContents', mixed))).toMatchObject({ error: { code: 400 } });
  });

  test("send errors in the vendor's format, in a stream outside its framing", async () => {
    simulator.setBehaviours([{ answer: { status: 429 } }]);
    const limited = await post('/v1beta/models/x:generateContent', request);
    expect([limited.status, await limited.json()]).toMatchObject([429, { error: { status: 'RESOURCE_EXHAUSTED' } }]);
    simulator.setBehaviours([{ answer: { errorAfterEvents: 1 } }]);
    const cut = await (await post('/v1beta/models/x:streamGenerateContent?alt=sse', request)).text();
    expect(JSON.parse(cut.slice(cut.indexOf('\r\n\r\n')))).toMatchObject({ error: { status: 'UNAVAILABLE' } });
  });
});

test("Azure's deployment in the path is the model, whatever the body says", async () => {
  const body = { model: 'other', messages: [{ role: 'user', content: 'hello' }] };
  const response = await post('/openai/deployments/my%2Fgpt/chat/completions?api-version=2024-10-21', body);
  expect(await response.json()).toMatchObject({ model: 'my/gpt' });
});

describe("OpenAI's responses", () => {
  const request = { model: 'gpt-x', input: 'hello', tools: [{ type: 'function', name: 'say' }] };

  test('are answered with JSON, and streamed from response.created to response.completed', async () => {
    const whole = await (await post('/v1/responses', request)).json();
    expect(whole).toMatchObject({
      object: 'response',
      output: [{ content: [{ text: 'This is a simulated answer of the model gpt-x.' }] }],
      usage: { output_tokens: 9 },
    });
    const text = await (await post('/v1/responses', { ...request, stream: true })).text();
    const names = Array.from(text.matchAll(/^event: (\S+)$/gm), ([, name]) => name);
    expect([names[0], names[4], names.at(-1)]).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ]);
  });
});

test("OpenAI's embeddings and images count their tokens", async () => {
  const embeddings = await post('/v1/embeddings', { model: 'm', input: ['one', 'two'] });
  expect(await embeddings.json()).toMatchObject({ data: [{ index: 0 }, { index: 1 }], usage: { prompt_tokens: 4 } });
  const images = await post('/v1/images/generations', { model: 'm', prompt: 'a cat', n: 2 });
  expect(await images.json()).toMatchObject({ data: [{}, {}], usage: { output_tokens: 544 } });
});

test.each<[string, string, object, RegExp]>([
  ['chat', '/v1/chat/completions', { function: { name: 'say' } }, /"tool_calls":\[.*"name":"say"/],
  ['responses', '/v1/responses', { name: 'say' }, /"type":"function_call".*"name":"say"/],
  ['messages', '/v1/messages', { name: 'say' }, /"type":"tool_use".*"name":"say"/],
  [
    'Gemini',
    '/v1beta/models/m:generateContent',
    { functionDeclarations: [{ name: 'say' }] },
    /"functionCall":\{"name":"say"/,
  ],
])('a behaviour can have %s call the tool that a request offers', async (_name, path, tool, expected) => {
  simulator.setBehaviours([{ answer: { content: 'one two', toolCall: true } }]);
  const prompt = { messages: [{ role: 'user', content: 'hello' }], contents: [], input: 'hello', max_tokens: 10 };
  for (const stream of [false, true]) {
    const body = { model: 'm', ...prompt, stream, tools: [tool] };
    const answer = await (await post(path, body, { 'anthropic-version': '2023-06-01' })).text();
    expect(answer).toMatch(expected);
    expect(answer).toContain('two');
  }
});
