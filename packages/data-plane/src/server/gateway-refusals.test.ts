import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { anthropicProfile } from '@switchyard/contract';
import { startSimulator, type Simulator } from '@switchyard/simulator';
import { LINES_PER_SECOND_MAX, until } from '@switchyard/runtime';
import { consumerKeyHash } from '../request/consumer-key';
import { BODY_BYTES_MAX, GatewayUnderTest } from '../testing/gateway-under-test.suite';

let simulator: Simulator;
let gateway: GatewayUnderTest;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

beforeEach(async () => {
  simulator.clearRequests();
  gateway = await new GatewayUnderTest(simulator.url).listen();
});
afterEach(async () => {
  await gateway.close();
  expect(gateway.requestsInFlight).toBe(0);
});

/** The answer must be the gateway's own, in OpenAI's format, and the upstream must have received nothing. */
async function expectRefusal(response: Response, status: number, code: string): Promise<void> {
  const body = (await response.json()) as { error: Record<string, unknown> };
  expect({ status: response.status, code: body.error['code'] }).toEqual({ status, code });
  expect(body.error).toEqual({ message: expect.any(String), type: expect.any(String), param: null, code });
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(simulator.requests()).toEqual([]);
}

/** Sends raw bytes and returns the entire answer, for requests that no client library would send. */
function sendRaw(url: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(request));
    socket.setTimeout(5_000, () => socket.destroy(new Error(`incomplete answer: ${answer}`)));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject).on('end', () => resolve(answer));
  });
}

describe('the body of a routed operation', () => {
  it.each([
    ['malformed JSON', '{"model":"a"', 'invalid_json'],
    ['an empty body', '', 'invalid_json'],
    ['a JSON array', '[{"model":"a"}]', 'invalid_json'],
    ['a JSON string', '"a"', 'invalid_json'],
    ['a model that is a number', '{"model":4}', 'invalid_model'],
    ['a model that is null', '{"model":null}', 'invalid_model'],
    ['a model that is an object', '{"model":{"name":"a"}}', 'invalid_model'],
  ])('%s gets 400', async (_title, body, code) => {
    await expectRefusal(await gateway.chat(body), 400, code);
  });

  it('above the limit gets 413, with or without a content-length', async () => {
    const body = JSON.stringify({ model: 'a', padding: 'x'.repeat(BODY_BYTES_MAX) });
    await expectRefusal(await gateway.chat(body), 413, 'request_too_large');
    const streamed = await fetch(`${gateway.url}/support/chat/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}` },
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    await expectRefusal(streamed, 413, 'request_too_large');
  });

  it('that decodes to more than the limit gets 413', async () => {
    const bomb = gzipSync(Buffer.alloc(BODY_BYTES_MAX * 20));
    expect(bomb.length).toBeLessThan(BODY_BYTES_MAX / 10);
    const response = await fetch(`${gateway.url}/support/chat/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-encoding': 'gzip' },
      body: bomb,
    });
    await expectRefusal(response, 413, 'request_too_large');
  });

  it.each(['compress', 'gzip, br', 'unheard-of'])('with content-encoding %s gets 415', async (encoding) => {
    const response = await gateway.chat({ model: 'a' }, { headers: { 'content-encoding': encoding } });
    await expectRefusal(response, 415, 'unsupported_encoding');
  });

  it('that does not match its content-encoding gets 400', async () => {
    const response = await gateway.chat({ model: 'a' }, { headers: { 'content-encoding': 'gzip' } });
    await expectRefusal(response, 400, 'invalid_json');
  });
});

describe('the consumer key', () => {
  it.each([
    ['no key', {}],
    ['an unknown key', { authorization: 'Bearer sy_live_unknown' }],
    ['two different keys, one of them valid', { authorization: 'Bearer sy_live_test', 'x-api-key': 'sy_live_other' }],
    ['a key under a scheme that is not Bearer', { authorization: 'Basic sy_live_test' }],
  ])('%s gets 401', async (_title, headers) => {
    const response = await fetch(`${gateway.url}/support/chat/chat/completions`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    await expectRefusal(response, 401, 'invalid_api_key');
  });

  it('gets 401 from the moment it expires', async () => {
    gateway.amendKey(gateway.liveKey, { expiresAt: new Date(gateway.nowMs + 1_000).toISOString() });
    expect((await gateway.chat({ model: 'a' })).status).toBe(200);
    simulator.clearRequests();
    gateway.nowMs += 1_000;
    await expectRefusal(await gateway.chat({ model: 'a' }), 401, 'invalid_api_key');
  });

  it('of a disabled consumer gets 401', async () => {
    gateway.amendConsumer({ enabled: false });
    await expectRefusal(await gateway.chat({ model: 'a' }), 401, 'invalid_api_key');
  });

  it('without an access grant gets 403', async () => {
    await expectRefusal(await gateway.chat({ model: 'a' }, { key: gateway.keyWithoutAccess }), 403, 'access_denied');
  });
});

describe('the path', () => {
  it('without an AI API gets 404 with a key and 401 without one, so that nothing is revealed', async () => {
    const url = `${gateway.url}/nowhere/chat/completions`;
    const withKey = await fetch(url, { headers: { authorization: `Bearer ${gateway.liveKey}` } });
    await expectRefusal(withKey, 404, 'ai_api_not_found');
    await expectRefusal(await fetch(url), 401, 'invalid_api_key');
  });

  it.each([
    '/support/chat/../admin/keys',
    '/support/chat/%2e%2e/admin/keys',
    '/support/chat/.%2E/admin/keys',
    '/support/chat/..%2fadmin',
    '/support/chat/..\\admin',
    '/support/chat/a%5c..%5cb',
    '/support/chat/%00',
    '/support/chat/%2563hat/completions',
    '/support/chat/chat/%25%36%33ompletions',
    '/support/chat/chat%252Fcompletions',
    '/support/chat/chat/completions;x=1',
    '/support/chat/chat;x=1/completions',
    '/support/chat/chat/completions%3Bx',
    '/support//chat/x',
    'http://elsewhere/support/chat/x',
  ])('%s gets 400 and is never sent upstream', async (path) => {
    const answer = await sendRaw(
      gateway.url,
      `POST ${path} HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"code":"invalid_path"');
    expect(simulator.requests()).toEqual([]);
  });
});

describe('a request without', () => {
  it('an enabled model with its name or a policy gets 404', async () => {
    await expectRefusal(await gateway.chat({ model: 'nope' }), 404, 'model_not_found');
    gateway.provider.models[0]!.enabled = false;
    gateway.serve();
    await expectRefusal(await gateway.chat({ model: 'a' }), 404, 'model_not_found');
  });

  it('a default endpoint for the key’s environment or a policy gets 404', async () => {
    gateway.entry.defaultSandboxEndpointId = null;
    gateway.serve();
    const response = await gateway.chat({ model: 'a' }, { key: gateway.testKey });
    await expectRefusal(response, 404, 'environment_not_configured');
  });

  it('a routing table gets 503 with Retry-After', async () => {
    gateway.position = null;
    const response = await gateway.chat({ model: 'a' });
    expect(response.headers.get('retry-after')).toBe('5');
    await expectRefusal(response, 503, 'no_routing_table');
  });

  it('an enabled target on the side gets 503 with Retry-After', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a', 'b'] });
    for (const model of gateway.provider.models) model.enabled = false;
    gateway.serve();
    const response = await gateway.chat({ model: 'a' });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectRefusal(response, 503, 'no_available_target');
  });
});

it('a WebSocket upgrade gets 426', async () => {
  const answer = await sendRaw(
    gateway.url,
    'GET /support/chat/realtime HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 426 /);
  expect(answer).toContain('"code":"upgrade_not_supported"');
});

const CHAT = '{"model":"a","messages":[{"role":"user","content":"hello"}]}';

it('an HTTP/2 upgrade is ignored and the request answered', async () => {
  const answer = await sendRaw(
    gateway.url,
    `POST /support/chat/chat/completions HTTP/1.1\r\nhost: h\r\nconnection: upgrade, close\r\nupgrade: h2c\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-length: ${CHAT.length}\r\n\r\n${CHAT}`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
});

it('headers above the limit get 431, and invalid HTTP gets 400', async () => {
  const huge = await sendRaw(gateway.url, `GET / HTTP/1.1\r\nhost: h\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`);
  expect(huge).toMatch(/^HTTP\/1.1 431 /);
  expect(await sendRaw(gateway.url, 'hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
});

it('no answer and no log line contains a consumer key', async () => {
  await gateway.chat('nonsense');
  await gateway.chat({ model: 'a' }, { key: 'sy_live_wrong' });
  expect(gateway.log.length).toBeGreaterThan(0);
  expect(gateway.log.join()).not.toMatch(/sy_live_/);
});

it('refusals are logged up to a limit for each code, with the number of those left out', async () => {
  const times = LINES_PER_SECOND_MAX + 5;
  for (let count = 0; count < times; count += 1) {
    await expectRefusal(await gateway.chat({ model: 'a' }, { key: 'sy_live_wrong' }), 401, 'invalid_api_key');
    await expectRefusal(await gateway.chat({ model: 'a' }, { basePath: '/unknown' }), 404, 'ai_api_not_found');
  }
  const lines = () =>
    gateway.log.map((line) => JSON.parse(line) as { refusal?: string; kind?: string; leftOut?: number });
  const countOf = (code: string) => lines().filter(({ refusal }) => refusal === code).length;
  expect([countOf('invalid_api_key'), countOf('ai_api_not_found')]).toEqual([
    LINES_PER_SECOND_MAX,
    LINES_PER_SECOND_MAX,
  ]);
  await gateway.close();
  expect(lines().slice(2 * LINES_PER_SECOND_MAX)).toEqual([
    expect.objectContaining({ kind: 'invalid_api_key', leftOut: 5 }),
    expect.objectContaining({ kind: 'ai_api_not_found', leftOut: 5 }),
  ]);
});

describe('requests that Node’s HTTP server refuses are answered in the format of the provider at the path', () => {
  const start = `host: h\r\nauthorization: Bearer sy_live_test\r\n`;
  it.each([
    [
      'a WebSocket upgrade',
      (path: string) =>
        `GET ${path}?x=/support/chat HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`,
      426,
      'upgrade_not_supported',
    ],
    [
      'a malformed header',
      (path: string) => `POST ${path} HTTP/1.1\r\n${start}bad header\r\n\r\n`,
      400,
      'invalid_path',
    ],
    [
      'a malformed body',
      (path: string) => `POST ${path} HTTP/1.1\r\n${start}transfer-encoding: chunked\r\n\r\nno chunk\r\n\r\n`,
      400,
      'invalid_path',
    ],
  ])('%s', async (_title, requestTo, status, code) => {
    gateway.provider.profile = anthropicProfile;
    gateway.serve();
    const answer = await sendRaw(gateway.url, requestTo('/support/chat/v1/messages'));
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
      type: 'error',
      error: { type: expect.any(String), message: expect.any(String), details: { error_code: code } },
    });
    const elsewhere = await sendRaw(gateway.url, requestTo('/nowhere'));
    expect(elsewhere).toMatch(new RegExp(`^HTTP/1.1 (${status}|401) `));
    expect(elsewhere).toContain('"param":null');
    await until(() => gateway.requestsInFlight === 0, 'both requests have ended');
  });
});

it('a known key counts as used, even without access; an unknown or expired one does not', async () => {
  const idOf = (key: string) => gateway.consumerKey(consumerKeyHash(key))?.id;
  for (const key of [gateway.keyWithoutAccess, 'sy_live_unknown', gateway.liveKey]) {
    await (await gateway.chat({ model: 'a' }, { key })).text();
  }
  gateway.amendKey(gateway.testKey, { expiresAt: new Date(gateway.nowMs - 1).toISOString() });
  await (await gateway.chat({ model: 'a' }, { key: gateway.testKey })).text();
  expect(gateway.keysUsed).toEqual([idOf(gateway.keyWithoutAccess), idOf(gateway.liveKey)]);
});
