import { randomBytes } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import {
  type BrotliCompress,
  brotliCompressSync,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  deflateRawSync,
  deflateSync,
  type Gzip,
  gunzipSync,
  gzipSync,
  type ZstdCompress,
  zstdCompressSync,
} from 'node:zlib';
import { until } from '@switchyard/runtime';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { GOOD_BODY, inPieces, ScriptedUpstream, type Script } from '../testing/scripted-upstream.suite';
import { ask, received, VENDORS, type Vendor } from '../testing/vendors.suite';

let upstream: ScriptedUpstream;
let gateway: GatewayUnderTest;
beforeEach(async () => {
  upstream = new ScriptedUpstream();
  gateway = await new GatewayUnderTest(await upstream.listen(), ['a', 'b']).listen();
});
afterEach(async () => {
  await gateway.close();
  upstream.close();
});

const CONTENT = 'data: {"choices":[{"delta":{"content":"é"}}]}\n\n';
const ERROR = 'data: {"error":{"message":"no","code":500}}\n\n';
const DONE = 'data: [DONE]\n\n';
const WHOLE = CONTENT.repeat(3) + DONE;
const CODINGS: Record<string, (body: string) => Buffer> = {
  gzip: gzipSync,
  'X-GZIP': gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  'deflate ': deflateRawSync,
  zstd: zstdCompressSync,
  'identity, gzip, br': (body) => brotliCompressSync(gzipSync(body)),
};
const compressed =
  (coding: string, body: string, pieces = 7, type = 'text/event-stream'): Script =>
  (response) => {
    const encoded = CODINGS[coding]!(body);
    const headers = { 'content-type': type, 'content-encoding': coding, 'content-length': encoded.length };
    inPieces(response.writeHead(200, headers), encoded, pieces);
  };
const raw = (text: string) => Buffer.from(text).toString('latin1');
const UNROUTED: Vendor = { ...VENDORS.openai, path: 'threads/runs', streamPath: 'threads/runs' };

describe.each(Object.keys(CODINGS))('an event stream in %s', (coding) => {
  it('is decoded for the consumer and judged', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    upstream.scripts.set('a', compressed(coding, ERROR));
    upstream.scripts.set('b', compressed(coding, WHOLE));
    const response = await ask(gateway, VENDORS.openai, true);
    expect([response.headers.has('content-encoding'), response.headers.has('content-length')]).toEqual([false, false]);
    expect(await received(response)).toMatchObject({ text: raw(WHOLE), isWhole: true, attempts: '2' });
  });

  it('is decoded for the consumer of an operation that is not routed', async () => {
    upstream.scripts.set('a', compressed(coding, WHOLE));
    const response = await ask(gateway, UNROUTED, true);
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(await received(response)).toMatchObject({ text: raw(WHOLE), isWhole: true });
  });
});

it('a compressed array of events is judged as one', async () => {
  gateway.provider.profile = VENDORS.geminiArray.profile;
  gateway.serve();
  const body = '[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"error":{"code":500,"message":"no"}}]';
  upstream.scripts.set('a', compressed('gzip', body, 9, 'application/json'));
  expect(await received(await ask(gateway, VENDORS.geminiArray))).toMatchObject({ status: 200, isWhole: false });
});

it('each event of a compressed stream reaches the consumer at once', async () => {
  let next = () => {};
  upstream.scripts.set('a', (response) => {
    const gzip = createGzip();
    gzip.pipe(response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }));
    const send = () => gzip.write(CONTENT, () => gzip.flush());
    send();
    next = () => {
      send();
      next = () => gzip.end(DONE);
    };
  });
  const response = await ask(gateway, VENDORS.openai, true);
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text === CONTENT || text === CONTENT + CONTENT) next();
  }
  expect(text).toBe(CONTENT + CONTENT + DONE);
});

describe('a stream that cannot be decoded', () => {
  it.each<[string, string, Buffer]>([
    ['in an unknown coding', 'snappy', Buffer.from(WHOLE)],
    ['in too many codings', 'gzip, gzip, gzip', Buffer.from(WHOLE)],
    ['that is damaged', 'gzip', Buffer.from(WHOLE)],
  ])('%s goes to the next target, and is 502 from the last', async (_title, coding, body) => {
    const script: Script = (response) =>
      void response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': coding }).end(body);
    upstream.scripts.set('a', script);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 200, attempts: '2' });
    upstream.scripts.set('b', script);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['b', 'a'] });
    const { status, text } = await received(await ask(gateway, VENDORS.openai, true));
    expect([status, text]).toEqual([502, expect.stringContaining('upstream_invalid_response')]);
  });

  it('after its first events ends with an error event', async () => {
    const body = Buffer.concat([gzipSync(CONTENT), Buffer.from([0x1f, 0x8b, 0x00, 0x00, 0x00])]);
    upstream.scripts.set('a', (response) =>
      inPieces(
        response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }),
        body,
        body.length - 5,
      ),
    );
    const { text, isWhole } = await received(await ask(gateway, VENDORS.openai, true));
    expect([text.startsWith(raw(CONTENT)), text.includes('upstream_invalid_response'), isWhole]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

it.each([
  ['the terminal event', WHOLE, true],
  ['content', CONTENT, false],
])('a compressed stream whose connection breaks after %s', async (_title, body, isWell) => {
  upstream.scripts.set('a', (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
    response.write(gzipSync(body).subarray(0, -8), () => response.destroy());
  });
  const { text, isWhole } = await received(await ask(gateway, VENDORS.openai, true));
  expect([text.startsWith(raw(body)), text.length > raw(body).length, isWhole]).toEqual([true, !isWell, isWell]);
});

const FINISHED = `${CONTENT}data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n`;
const HALF = 'data: {"usage":';
const cutShort = (encoded: Buffer) => encoded.subarray(0, -2);
const followed = (encoded: Buffer) => Buffer.concat([encoded, Buffer.from(DONE)]);
describe.each<[string, (encoded: Buffer) => Buffer, Vendor, string, boolean]>([
  ['breaks off behind an answer without its terminal event', cutShort, VENDORS.openai, FINISHED, true],
  ['breaks off behind the terminal event', cutShort, VENDORS.openai, WHOLE, true],
  ['breaks off within an answer', cutShort, VENDORS.openai, CONTENT, false],
  ['breaks off within an event behind the finish', cutShort, VENDORS.openai, FINISHED + HALF, false],
  ['breaks off in an operation that is not routed', cutShort, UNROUTED, FINISHED, false],
  ['is followed by more behind an answer without its terminal event', followed, VENDORS.openai, FINISHED, false],
  ['is followed by more behind the terminal event', followed, VENDORS.openai, WHOLE, true],
  ['is followed by more in an operation that is not routed', followed, UNROUTED, FINISHED, false],
])('compressed data that %s', (_title, fault, vendor, body, isWell) => {
  it.each<[string, (body: string) => Buffer]>([
    ['deflate', deflateSync],
    ['gzip', gzipSync],
  ])(`is ${isWell ? 'a good' : 'no good'} end: %s`, async (coding, encode) => {
    upstream.scripts.set('a', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': coding });
      const encoded = encode(body);
      response.write(encoded.subarray(0, -4), () => response.end(fault(encoded).subarray(encoded.length - 4)));
    });
    const { isWhole, text } = await received(await ask(gateway, vendor, true));
    expect([isWhole, text.includes('upstream_invalid_response')]).toEqual([isWell, !isWell]);
    expect(text.startsWith(raw(body.replace(HALF, '')))).toBe(true);
  });
});

it.each<[string, () => Gzip | BrotliCompress | ZstdCompress]>([
  ['gzip', createGzip],
  ['br', createBrotliCompress],
  ['zstd', createZstdCompress],
])('a finished answer in %s may lack the end of its coding', async (coding, create) => {
  upstream.scripts.set('a', (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': coding });
    const encoder = create().on('data', (encoded) => response.write(encoded));
    encoder.write(FINISHED, () => encoder.flush(() => response.end()));
  });
  const answer = await received(await ask(gateway, VENDORS.openai, true));
  expect(answer).toMatchObject({ text: raw(FINISHED), isWhole: true });
});

it('a consumer that reads late gets all of a compressed stream', async () => {
  const count = 200_000;
  let isSent = false;
  upstream.scripts.set('a', (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
    response.end(gzipSync(CONTENT.repeat(count) + DONE), () => (isSent = true));
  });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    request(`${gateway.url}/support/chat/chat/completions`, { method: 'POST', headers }, resolve)
      .on('error', reject)
      .end(JSON.stringify({ ...VENDORS.openai.body, stream: true }));
  });
  let seen = 0;
  await until(() => isSent, 'the vendor has sent all of it');
  response.on('data', (chunk: Buffer) => (seen += chunk.length));
  await new Promise((resolve) => response.on('end', resolve));
  expect(seen).toBe(Buffer.byteLength(CONTENT) * count + DONE.length);
});

it('a compressed answer that is no stream is passed on as it came', async () => {
  const encoded = gzipSync(GOOD_BODY);
  for (const [type, path] of [
    ['application/json', VENDORS.openai.path],
    ['application/json', 'files'],
    ['application/octet-stream', 'files/a/content'],
  ] as const) {
    upstream.scripts.set('a', (response) =>
      inPieces(response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }), encoded, 5),
    );
    const body = await new Promise<Buffer>((resolve, reject) => {
      const headers = { authorization: `Bearer ${gateway.liveKey}`, 'accept-encoding': 'gzip' };
      request(`${gateway.url}/support/chat/${path}`, { method: 'POST', headers }, (response) => {
        expect(response.headers['content-encoding']).toBe('gzip');
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      })
        .on('error', reject)
        .end(JSON.stringify(VENDORS.openai.body));
    });
    expect([body.equals(encoded), gunzipSync(body).toString()]).toEqual([true, GOOD_BODY]);
  }
});

describe('a compressed answer of a routed operation that shows no content', () => {
  const noise = (bytes: number) => randomBytes(bytes).toString('base64');
  const isSuspended = () => [...gateway.policyStates.everSuspended()].length > 0;
  const script =
    (type: string, body: string): Script =>
    (response) =>
      void response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(body));

  it.each(['text/plain; charset=utf-8', 'text/vtt', 'application/x-subrip'])(
    'is decoded if it is text, of any length: %s',
    async (type) => {
      for (const text of ['text', noise(200_000), ' '.repeat(2_000_000)]) {
        gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], maxAttempts: 1, suspendDurationSeconds: 60 });
        upstream.scripts.set('a', script(type, text));
        const response = await ask(gateway, VENDORS.openai);
        expect([response.headers.get('content-encoding'), response.headers.get('content-length')]).toEqual([
          null,
          null,
        ]);
        const answer = await received(response);
        expect([answer.status, answer.text === text, answer.isWhole, isSuspended()]).toEqual([200, true, true, false]);
      }
    },
  );

  it('may lack the end of its coding if it is text', async () => {
    for (const type of ['text/plain', 'application/x-ndjson']) {
      gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'], maxAttempts: 1, suspendDurationSeconds: 60 });
      upstream.scripts.set('a', (response) => {
        response
          .writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' })
          .end(gzipSync('text').subarray(0, -8));
      });
      const answer = await received(await ask(gateway, VENDORS.openai));
      expect([answer.status, answer.text, answer.isWhole, isSuspended()]).toEqual([200, 'text', true, false]);
    }
  });

  it('is refused if it is too large to be searched, and suspends nobody', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
    upstream.scripts.set('a', script('application/json', JSON.stringify({ detail: noise(200_000) })));
    const { status, attempts } = await received(await ask(gateway, VENDORS.openai));
    expect([status, attempts, isSuspended()]).toEqual([200, '2', false]);
  });
});

it('a plain answer in an unknown coding is judged as it stands', async () => {
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
  upstream.scripts.set('a', (response) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'snappy' };
    response.writeHead(200, headers).end('{"error":{"message":"no","code":500}}');
  });
  expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 200, attempts: '2' });
});

describe.each(['none', 'utf-8', 'UTF8', 'chunked', 'aws-chunked', 'binary'])(
  'an answer with the coding %s',
  (coding) => {
    const script =
      (status: number, type: string, body: string): Script =>
      (response) =>
        void response.writeHead(status, { 'content-type': type, 'content-encoding': coding }).end(body);
    const error = '{"error":{"message":"no such thing","code":500}}';

    it('is read as it stands: a stream', async () => {
      gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
      upstream.scripts.set('a', script(200, 'text/event-stream', WHOLE));
      const answer = await received(await ask(gateway, VENDORS.openai, true));
      expect(answer).toMatchObject({ text: raw(WHOLE), isWhole: true, attempts: '1' });
    });

    it('is read as it stands: an error', async () => {
      upstream.scripts.set('a', script(422, 'application/json', error));
      const { status, text } = await received(await ask(gateway, VENDORS.openai));
      expect([status, text]).toEqual([422, error]);
    });

    it('is read as it stands: an error with a good status', async () => {
      gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
      upstream.scripts.set('a', script(200, 'application/json', error));
      expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ status: 200, attempts: '2' });
    });
  },
);
