import { until } from '@switchyard/runtime';
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { type RecordedRequest, type Simulator, startSimulator } from './index';
import { chatRequest, sendRaw } from './raw-client.suite';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => {
  simulator.clearBehaviours();
  simulator.clearRequests();
});
afterAll(() => simulator.close());

const control = (method: string, path: string, body?: string) =>
  fetch(`${simulator.url}/simulator/${path}`, { method, ...(body === undefined ? {} : { body }) });

async function recorded(isAwaited: (request: RecordedRequest) => boolean): Promise<RecordedRequest> {
  return until(() => simulator.requests().find(isAwaited), 'the request is recorded');
}

test('records requests byte for byte', async () => {
  const body = '{ "model":"\\u006dine", "messages":[{}], "n" : 1.00 }';
  const head = `POST //a/%2e/v1/chat/completions?x=%20y HTTP/1.1\r\nHoSt: h\r\nX-Twice: 1\r\nx-twice:   2\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  await sendRaw(simulator.port, head + body);
  const [request] = simulator.requests();
  expect(request).toMatchObject({
    method: 'POST',
    path: '//a/%2e/v1/chat/completions?x=%20y',
    rawHeaders: 'HoSt,h,X-Twice,1,x-twice,2,Content-Length,52,Connection,close'.split(','),
    bodyBytes: 52,
    model: 'mine',
    status: 200,
    clientAborted: false,
  });
  expect(Buffer.from(request!.bodyBase64!, 'base64').toString()).toBe(body);
  expect(Math.abs(Date.now() - Date.parse(request!.receivedAt))).toBeLessThan(60_000);
});

test('requests over the same connection have the same connection number', async () => {
  await sendRaw(simulator.port, chatRequest({}, 'keep-alive') + chatRequest());
  await sendRaw(simulator.port, chatRequest());
  const [first, second, third] = simulator.requests().map((request) => request.connection);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test.each<[string, Parameters<Simulator['setBehaviours']>[0][number]['answer'], number | null]>([
  ['before the answer', { silent: true }, null],
  ['while it is delayed', { delayMs: 60_000 }, null],
  ['in the middle of it', { stallAfterEvents: 1 }, 200],
  ['between two events', { eventDelayMs: 60_000 }, 200],
])('a client that goes away %s is recorded', async (_, answer, status) => {
  simulator.setBehaviours([{ answer }]);
  const socket = connect(simulator.port, '127.0.0.1');
  socket.write(chatRequest({ stream: true }));
  expect(await recorded((request) => request.bodyBytes > 0 && request.status === status)).toMatchObject({
    clientAborted: false,
  });
  socket.destroy();
  expect(await recorded((request) => request.clientAborted)).toMatchObject({ status });
});

test('a client that goes away during its request is recorded, with what it sent', async () => {
  const socket = connect(simulator.port, '127.0.0.1');
  socket.write('POST /v1/files HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nbegin');
  await recorded((request) => request.path === '/v1/files');
  socket.destroy();
  const request = await recorded(({ clientAborted, bodyBytes }) => clientAborted && bodyBytes > 0);
  expect(Buffer.from(request.bodyBase64!, 'base64').toString()).toBe('begin');
});

test.each(['cutAfterEvents', 'reset', 'half'] as const)(
  'an answer that the simulator cuts off (%s) is not a client abort',
  async (ending) => {
    const other = await startSimulator();
    other.setBehaviours([{ answer: ending === 'cutAfterEvents' ? { cutAfterEvents: 1 } : { [ending]: true } }]);
    await sendRaw(other.port, chatRequest({ stream: true }));
    // Now each connection has ended for the simulator as well.
    await other.close();
    expect(other.requests()).toMatchObject([{ clientAborted: false }]);
  },
);

test('echoes what no format recognises, with the digest of a body of 1 MB', async () => {
  const body = randomBytes(1_000_000);
  const response = await fetch(`${simulator.url}/v1/files?purpose=x`, { method: 'PUT', body });
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  expect(await response.json()).toEqual({
    object: 'simulated.echo',
    method: 'PUT',
    path: '/v1/files',
    contentType: null,
    bodyBytes: 1_000_000,
    bodySha256: createHash('sha256').update(body).digest('hex'),
  });
  const stored = await fetch(`${simulator.url}/v1/chat/completions`);
  expect(await stored.json()).toMatchObject({ object: 'simulated.echo', method: 'GET' });
});

test('behaviours are set over HTTP, shown with their number of matches, and removed', async () => {
  const behaviours = [{ match: { model: 'm' }, times: 2, answer: { status: 500 } }];
  const put = await control('PUT', 'behaviours', JSON.stringify({ behaviours }));
  expect(put.status).toBe(200);
  await sendRaw(simulator.port, chatRequest());
  expect(await (await control('GET', 'behaviours')).json()).toEqual({
    behaviours: [{ behaviour: { ...behaviours[0], skip: 0 }, matched: 1 }],
  });
  expect(await (await control('DELETE', 'behaviours')).json()).toEqual({ behaviours: [] });
  expect((await sendRaw(simulator.port, chatRequest())).text).toMatch(/^HTTP\/1\.1 200 /);
});

test('requests are listed and cleared over HTTP, without those to the control API', async () => {
  await sendRaw(simulator.port, chatRequest());
  const listed = (await (await control('GET', 'requests')).json()) as { requests: unknown };
  expect(listed.requests).toEqual(simulator.requests());
  expect(listed.requests).toHaveLength(1);
  await control('DELETE', 'requests');
  expect(simulator.requests()).toEqual([]);
});

test.each<[string, string, { message: string; fields: { path: string; message: string }[] }]>([
  ['no JSON', '{', { message: expect.stringContaining('the body is not JSON'), fields: [] }],
  ['no list', '{}', { message: expect.any(String), fields: [{ path: 'behaviours', message: expect.any(String) }] }],
  [
    'an unknown member',
    '{"behaviours":[{"answer":{"stauts":500}}]}',
    {
      message: expect.any(String),
      fields: [{ path: 'behaviours.0.answer', message: expect.stringContaining('"stauts"') }],
    },
  ],
  [
    'a status out of range',
    '{"behaviours":[{"answer":{}},{"answer":{"status":99}}]}',
    { message: expect.any(String), fields: [{ path: 'behaviours.1.answer.status', message: expect.any(String) }] },
  ],
  [
    'two endings',
    '{"behaviours":[{"answer":{"silent":true,"half":true}}]}',
    {
      message: expect.any(String),
      fields: [{ path: 'behaviours.0.answer', message: 'give only one of silent, half' }],
    },
  ],
  [
    'a header that would be two',
    '{"behaviours":[{"answer":{"headers":{"a":"b\\r\\nc: d"}}}]}',
    { message: expect.any(String), fields: [{ path: 'behaviours.0.answer.headers.a', message: expect.any(String) }] },
  ],
])("behaviours with %s are refused with 400 and the field's path, and the old ones stay", async (_, body, error) => {
  simulator.setBehaviours([{ answer: { status: 418 } }]);
  const response = await control('PUT', 'behaviours', body);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error });
  expect((await sendRaw(simulator.port, chatRequest())).text).toMatch(/^HTTP\/1\.1 418 /);
});

test('an unknown operation of the control API gets a 404 that lists the known ones', async () => {
  const response = await control('POST', 'behaviours');
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringMatching(/POST \/simulator\/behaviours.*PUT/) },
  });
});

test('close() closes open connections and the port', async () => {
  const other = await startSimulator();
  other.setBehaviours([{ answer: { silent: true } }]);
  const pending = sendRaw(other.port, chatRequest());
  await until(() => other.requests().length > 0, 'the request is recorded');
  await other.close();
  expect((await pending).end).not.toBe('OPEN');
  await expect(fetch(other.url)).rejects.toThrow('fetch failed');
});

test('a port in use causes one clear error', async () => {
  await expect(startSimulator({ port: simulator.port })).rejects.toThrow(
    `The simulator cannot listen on 127.0.0.1:${simulator.port} (listen EADDRINUSE`,
  );
});

const USE = { input: 10, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };

test.each<[string, object, Parameters<Simulator['setBehaviours']>[0][number]['answer'], object | null]>([
  ['a plain answer', {}, { content: 'one two three' }, { output: 3, isTold: true }],
  ['half of one', {}, { content: 'one two three', half: true }, { output: 0, isTold: false }],
  ['a stream', { stream: true }, { content: 'one two' }, { output: 2, isTold: false }],
  [
    'one that tells its usage',
    { stream: true, stream_options: { include_usage: true } },
    { content: 'one two' },
    { output: 2, isTold: true },
  ],
  [
    'one that tells it with its finish',
    { stream: true },
    { content: 'one two', usageWithFinish: true },
    { output: 2, isTold: true },
  ],
  ['one that is cut', { stream: true }, { content: 'one two three', cutAfterEvents: 3 }, { output: 2, isTold: false }],
  [
    'an answer from the cache with reasoning',
    {},
    { content: 'one', cacheReadTokens: 4, cacheWriteTokens: 3, cacheWriteHourTokens: 2, reasoningTokens: 5 },
    { output: 1, isTold: true, input: 1, cacheRead: 4, cacheWrite5m: 3, cacheWrite1h: 2, reasoning: 5 },
  ],
  ['an error', {}, { status: 500 }, null],
])('records what it sent of the tokens that %s used', async (_title, change, answer, use) => {
  simulator.setBehaviours([{ answer }]);
  const messages = [{ role: 'user', content: 'hello, you' }];
  const body = JSON.stringify({ model: 'm', messages, ...change });
  const response = await fetch(`${simulator.url}/v1/chat/completions`, { method: 'POST', body }).catch(() => null);
  await response?.text().catch(() => undefined);
  expect(simulator.requests().map((request) => request.use)).toEqual([use === null ? null : { ...USE, ...use }]);
});

test('a prompt with an image counts the image and its text, and one with tools counts them too', async () => {
  const tokensOf = async (content: unknown, more: object = {}) => {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content }], ...more });
    const response = await fetch(`${simulator.url}/v1/chat/completions`, { method: 'POST', body });
    return ((await response.json()) as { usage: { prompt_tokens: number } }).usage.prompt_tokens;
  };
  const image = (bytes: number) => [
    { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(bytes)}` } },
  ];
  expect(await tokensOf(image(100_000))).toBe(await tokensOf(image(1_000)));
  expect(await tokensOf('hello', { tools: [{ name: 'say' }] })).toBe((await tokensOf('hello')) + 4);
});
