import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { memoryInUse, until } from '@switchyard/runtime';
import express, { type Response as Answer } from 'express';
import { correlate } from './correlation-id';
import { readBody } from './request-body';

const ROOM_BYTES = 3_000_000;
let server: Server;
let url: string;
/** Answers that are held. */
let held: Answer[] | null = null;
beforeAll(async () => {
  const app = express();
  app.use(correlate, readBody(ROOM_BYTES), (request, response) => {
    if (held !== null) held.push(response);
    else response.json(request.body ?? 'none');
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => (held = null));
afterAll(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

const QUERY = { query: '{ viewer { id } }', variables: { name: 'é' } };
const post = (body: Buffer | string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
async function refusal(response: Promise<Response>) {
  const { status, headers } = await response;
  return [status, headers.get('retry-after')];
}
const ofBytes = (bytes: number, query = 'query') => {
  const [before, after] = [`{"query":"${query}`, '"}'];
  return before + 'x'.repeat(bytes - before.length - after.length) + after;
};

it.each<[string, (body: string) => Buffer]>([
  ['identity', (body) => Buffer.from(body)],
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['ZSTD', zstdCompressSync],
])('reads JSON in %s', async (coding, encode) => {
  const response = await post(encode(JSON.stringify(QUERY)), { 'content-encoding': coding });
  expect([response.status, await response.json()]).toEqual([200, QUERY]);
});

it.each<[string, number, string | Buffer, Record<string, string>]>([
  ['half of a compressed body', 400, gzipSync(JSON.stringify(QUERY)).subarray(0, -9), { 'content-encoding': 'gzip' }],
  ['a compressed body that is not', 400, JSON.stringify(QUERY), { 'content-encoding': 'br' }],
  ['no JSON', 400, '{', {}],
  ['a number', 400, '1', {}],
  ['an unknown coding', 415, '{}', { 'content-encoding': 'snappy' }],
  ['two codings', 415, '{}', { 'content-encoding': 'gzip, gzip' }],
  ['another charset', 415, '{}', { 'content-type': 'application/json; charset=utf-16' }],
  ['too much', 413, ofBytes(1_048_577), {}],
  ['too much once decoded', 413, gzipSync(ofBytes(1_048_577)), { 'content-encoding': 'gzip' }],
])('refuses %s', async (_what, status, body, headers) => {
  expect(await refusal(post(body, headers))).toEqual([status, null]);
});

it('reads as large a body as a manifest may need only for it', async () => {
  expect((await post(ofBytes(1_048_576))).status).toBe(200);
  expect((await post(ofBytes(2_000_000, 'applyManifest '))).status).toBe(200);
});

it('leaves what is not JSON to GraphQL', async () => {
  const response = await post('query={a}', { 'content-type': 'application/x-www-form-urlencoded' });
  expect(await response.json()).toBe('none');
});

it('holds no more than its room, and has it back once the requests are answered', async () => {
  held = [];
  const body = ofBytes(1_000_000);
  const answers = [post(body), post(body)];
  await until(() => held?.length === 2, 'two bodies are held');
  expect(await refusal(post(ofBytes(1_000_001)))).toEqual([503, '1']);
  expect(await refusal(post(gzipSync(body), { 'content-encoding': 'gzip' }))).toEqual([503, '1']);
  for (const response of held) response.end();
  await Promise.all(answers);
  held = null;
  await until(async () => (await post(ofBytes(2_900_000, 'applyManifest '))).status === 200, 'there is room again');
});

it('holds a body in pieces of one byte as cheaply as any other', async () => {
  held = [];
  const before = memoryInUse();
  const body = Buffer.from(ofBytes(1_000_000));
  const accepted: Socket[] = [];
  const onAccepted = (peer: Socket) => void accepted.push(peer);
  server.on('connection', onAccepted);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const head = 'POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
  const sent = head + Array.from(body, (byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join('');
  socket.write(sent);
  // A client of an earlier test may connect again meanwhile.
  const isPeer = ({ remotePort }: Socket) => remotePort === socket.localPort;
  const { bytesRead } = await until(() => {
    const peer = accepted.find(isPeer);
    return peer !== undefined && peer.bytesRead >= sent.length && peer;
  }, 'it was read');
  server.off('connection', onAccepted);
  expect(bytesRead).toBe(sent.length);
  expect(memoryInUse() - before).toBeLessThan(20_000_000);
  // The end was missing, so that nothing but the pieces was there.
  socket.write('0\r\n\r\n');
  await until(() => held?.length === 1, 'it has come');
  expect(held[0]!.req.body).toMatchObject({ query: expect.any(String) as string });
  socket.destroy();
});
