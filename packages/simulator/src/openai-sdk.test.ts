import OpenAI from 'openai';
import { type Simulator, startSimulator } from './index';

let simulator: Simulator;
let client: OpenAI;
beforeAll(async () => {
  simulator = await startSimulator();
  client = new OpenAI({ baseURL: `${simulator.url}/some/prefix/v1`, apiKey: 'sk-test', maxRetries: 0 });
});
beforeEach(() => {
  simulator.clearBehaviours();
  simulator.clearRequests();
});
afterAll(() => simulator.close());

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const messages = [{ role: 'user' as const, content: 'Say something.' }];

test('the official SDK gets a plain completion that says simulated and names its model', async () => {
  const completion = await client.chat.completions.create({ model: 'gpt-4o', messages });
  expect(completion.id).toMatch(/^chatcmpl-[0-9a-f]{32}$/);
  expect(completion.object).toBe('chat.completion');
  expect(completion.model).toBe('gpt-4o');
  expect(completion.choices).toHaveLength(1);
  expect(completion.choices[0]).toMatchObject({
    index: 0,
    finish_reason: 'stop',
    message: { role: 'assistant', content: 'This is a simulated answer of the model gpt-4o.' },
  });
  const { prompt_tokens: prompt, completion_tokens: answer, total_tokens: total } = completion.usage!;
  expect([prompt > 0, answer > 0, total]).toEqual([true, true, prompt + answer]);
  expect(completion._request_id).toMatch(/^req_/);
});

test('the official SDK gets a stream: role, content, finish, and no usage unless requested', async () => {
  const chunks = await collect(await client.chat.completions.create({ model: 'o4', messages, stream: true }));
  expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null });
  expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
    'This is a simulated answer of the model o4.',
  );
  expect(chunks.length).toBeGreaterThan(4);
  expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
});

test('a stream with include_usage has null usage in each chunk, and the usage in an extra one without choices', async () => {
  const stream = await client.chat.completions.create({
    model: 'o4',
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = await collect(stream);
  expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null && chunk.choices.length === 1)).toBe(true);
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: chunks.length - 3 } });
});

test.each([1, 3, 50])('given content is streamed in the given number of chunks (%d)', async (contentChunks) => {
  const content = 'Grüße aus 東京, sagt 🦊 zum Mond.';
  simulator.setBehaviours([{ answer: { content, contentChunks } }]);
  const chunks = await collect(await client.chat.completions.create({ model: 'm', messages, stream: true }));
  expect(chunks).toHaveLength(contentChunks + 2);
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(content);
});

test("an error status reaches the SDK as the vendor's error class", async () => {
  simulator.setBehaviours([{ answer: { status: 429, headers: { 'Retry-After': '7' } } }]);
  const failure = await client.chat.completions.create({ model: 'm', messages }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(OpenAI.RateLimitError);
  const { headers, code, type, requestID } = failure as InstanceType<typeof OpenAI.RateLimitError>;
  expect([headers.get('retry-after'), code, type]).toEqual(['7', 'rate_limit_exceeded', 'rate_limit_error']);
  expect(requestID).toMatch(/^req_/);
});

test('an error inside a stream reaches the SDK after the events before it', async () => {
  simulator.setBehaviours([{ answer: { errorAfterEvents: 2 } }]);
  const received: unknown[] = [];
  const read = async () => {
    for await (const chunk of await client.chat.completions.create({ model: 'm', messages, stream: true })) {
      received.push(chunk);
    }
  };
  await expect(read()).rejects.toThrow('This is a simulated error with status 500.');
  expect(received).toHaveLength(2);
});

test.each<[string, Record<string, unknown>, string | null]>([
  ['no model', { messages }, 'model'],
  ['a model that is a number', { model: 4, messages }, 'model'],
  ['no messages', { model: 'm' }, 'messages'],
  ['no message in messages', { model: 'm', messages: [] }, 'messages'],
  ['a stream that is a string', { model: 'm', messages, stream: 'yes' }, 'stream'],
])('a request with %s gets a 400 in OpenAI’s format that names the field', async (_, body, param) => {
  const failure = await client.post('/chat/completions', { body }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
  expect(failure).toMatchObject({ type: 'invalid_request_error', param });
});

test('the official SDK lists the models', async () => {
  const models = await collect(client.models.list());
  expect(models.map((model) => model.object)).toEqual(['model', 'model', 'model']);
});
