import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type BehaviourInput, type Simulator, startSimulator } from './index';
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

const OPEN_FOR_MS = 300;
const answerWith = (answer: BehaviourInput['answer']) => simulator.setBehaviours([{ answer }]);
const chat = (members: Record<string, unknown> = {}, waitMs?: number) =>
  sendRaw(simulator.port, chatRequest(members), waitMs);
const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4);
const eventCount = (text: string) => text.split('data: ').length - 1;

async function status(path: string, model: string, headers: Record<string, string> = {}): Promise<number> {
  const body = JSON.stringify({ model, messages: [{}] });
  const response = await fetch(simulator.url + path, { method: 'POST', body, headers });
  await response.body?.cancel();
  return response.status;
}

test('a behaviour applies to requests that match all its fields, and the first match wins', async () => {
  simulator.setBehaviours([
    { match: { model: 'a', pathPrefix: '/one/' }, answer: { status: 418 } },
    { match: { key: 'secret' }, answer: { status: 401 } },
    { match: { model: 'a' }, answer: { status: 500 } },
  ]);
  expect(await status('/one/chat/completions', 'a', { authorization: 'Bearer secret' })).toBe(418);
  expect(await status('/two/chat/completions', 'a', { authorization: 'Bearer secret' })).toBe(401);
  expect(await status('/two/chat/completions', 'b', { 'x-api-key': 'secret' })).toBe(401);
  expect(await status('/two/chat/completions', 'a')).toBe(500);
  expect(await status('/one/chat/completions', 'b')).toBe(200);
});

test('skip and times select the calls, and the next behaviour applies to the others', async () => {
  simulator.setBehaviours([
    { skip: 1, times: 2, answer: { status: 503 } },
    { times: 1, answer: { status: 429 } },
  ]);
  const statuses: number[] = [];
  for (let call = 1; call <= 5; call += 1) statuses.push(await status('/v1/chat/completions', 'm'));
  expect(statuses).toEqual([429, 503, 503, 200, 200]);
});

test('a given body is sent unchanged: JSON, text and bytes, with the given headers', async () => {
  answerWith({ status: 404, body: { error: 'gone' }, headers: { 'X-Many': ['1', '2'], 'content-type': 'a/b' } });
  const json = await chat();
  expect(json.text).toMatch(/^HTTP\/1\.1 404 /);
  expect(json.text).toContain('x-many: 1\r\nx-many: 2\r\n');
  expect(json.text).toContain('content-type: a/b\r\n');
  expect(bodyOf(json.text)).toBe('{"error":"gone"}');
  answerWith({ body: '<html>' });
  expect(bodyOf((await chat()).text)).toBe('<html>');
  answerWith({ bodyBase64: Buffer.from([0, 255, 10]).toString('base64') });
  expect(bodyOf((await chat()).text)).toBe('\u0000\u00ff\n');
});

test('given events are sent as a stream of exactly these', async () => {
  const rawEvents = [': comment\n\n', 'event: x\ndata: 1\n\n'];
  answerWith({ rawEvents });
  const response = await fetch(`${simulator.url}/chat/completions`, { method: 'POST', body: '{}' });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await response.text()).toBe(rawEvents.join(''));
});

test('silent: no answer, and the connection stays open', async () => {
  answerWith({ silent: true });
  expect(await chat({}, OPEN_FOR_MS)).toEqual({ text: '', end: 'OPEN' });
});

test('reset: the connection is reset before any byte of an answer', async () => {
  answerWith({ reset: true });
  expect(await chat()).toEqual({ text: '', end: 'RST' });
});

test('half: announces the whole length, sends half of it, and closes the connection', async () => {
  answerWith({ half: true, body: 'x'.repeat(100_001) });
  const { text, end } = await chat();
  expect(end).toBe('FIN');
  expect(text).toContain('content-length: 100001\r\n');
  expect(bodyOf(text)).toBe('x'.repeat(50_000));
});

test.each([0, 1, 700])('cutAfterBytes: %d bytes of the body, then the connection breaks', async (cutAfterBytes) => {
  answerWith({ cutAfterBytes, body: 'y'.repeat(1_000) });
  const { text, end } = await chat();
  expect(end).not.toBe('OPEN');
  expect(text).toContain('content-length: 1000\r\n');
  expect(bodyOf(text)).toBe('y'.repeat(cutAfterBytes));
});

test.each([0, 1, 3])('cutAfterEvents: %d events, then the connection breaks without the last chunk', async (events) => {
  answerWith({ cutAfterEvents: events });
  const { text, end } = await chat({ stream: true });
  expect(end).not.toBe('OPEN');
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(eventCount(text)).toBe(events);
  expect(text.endsWith('0\r\n\r\n')).toBe(false);
});

test.each([0, 2])('stallAfterEvents: %d events, then nothing more, and the connection stays open', async (events) => {
  answerWith({ stallAfterEvents: events });
  const { text, end } = await chat({ stream: true }, OPEN_FOR_MS);
  expect(end).toBe('OPEN');
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(eventCount(text)).toBe(events);
});

test('endAfterEvents: the stream ends properly, but too early', async () => {
  answerWith({ endAfterEvents: 1 });
  const { text } = await chat({ stream: true });
  expect(eventCount(text)).toBe(1);
  expect(text).not.toContain('[DONE]');
  expect(text.endsWith('\r\n0\r\n\r\n')).toBe(true);
});

test('delays apply before the headers, before the body and between events', async () => {
  answerWith({ delayMs: 100, bodyDelayMs: 100, eventDelayMs: 100, rawEvents: ['data: 1\n\n', 'data: 2\n\n'] });
  const start = performance.now();
  // Timers may be a millisecond early.
  const atLeast = (ms: number) => expect(performance.now() - start).toBeGreaterThanOrEqual(ms - 3);
  const response = await fetch(`${simulator.url}/v1/chat/completions`, { method: 'POST', body: '{}' });
  atLeast(100);
  const reader = response.body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('data: 1\n\n');
  atLeast(200);
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('data: 2\n\n');
  atLeast(300);
});

test('a large answer arrives complete', async () => {
  const content = 'z'.repeat(5_000_000);
  answerWith({ content, contentChunks: 10 });
  const response = await fetch(`${simulator.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', stream: true, messages: [{}] }),
  });
  const text = await response.text();
  expect(text.match(/z+/g)!.join('')).toHaveLength(content.length);
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('a behaviour can apply to bodies with a text, and to connections that were used before', async () => {
  simulator.setBehaviours([
    { match: { bodyIncludes: '"model":"a"' }, answer: { status: 418 } },
    { match: { reusedConnection: true }, answer: { status: 500 } },
  ]);
  expect(await status('/chat/completions', 'a')).toBe(418);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statuses = [];
  for (let number = 0; number < 2; number += 1) {
    const sent = request(`${simulator.url}/chat/completions`, { agent, method: 'POST' });
    sent.end(JSON.stringify({ model: 'b', messages: [{}] }));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    await response.resume().toArray();
    statuses.push(response.statusCode);
  }
  agent.destroy();
  expect(statuses).toEqual([200, 500]);
});
