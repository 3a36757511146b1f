import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type RecordedRequest } from '@switchyard/simulator';
import { credentialOf } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import { chatHead, RawConnection } from '../testing/raw-connection.suite';
import { expectSlowedDown, LongAnswer } from '../testing/slow-consumer.suite';

simulatedGateway();

const CHAT = '{"model":"a","messages":[{"role":"user","content":"hi"}]}';

function received(): RecordedRequest {
  const requests = simulator.requests();
  expect(requests).toHaveLength(1);
  return requests[0]!;
}

function headersOf(request: RecordedRequest): Map<string, string> {
  const pairs = request.rawHeaders.map((name, index, all) => [name.toLowerCase(), all[index + 1] ?? ''] as const);
  return new Map(pairs.filter((_pair, index) => index % 2 === 0));
}

const bodyOf = (request: RecordedRequest) => Buffer.from(request.bodyBase64!, 'base64').toString();

describe('what the vendor gets', () => {
  it('the body byte for byte, with nothing but the model replaced', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['b'] });
    const body =
      '{ "n": 1.0000000000000000001, "\\u006dodel" : "a",\n"messages":[{"role":"user","content":"hi","model":"kept"}], "e":1E400, "ü":"\\u00fc" }';
    expect((await gateway.chat(body)).status).toBe(200);
    expect(bodyOf(received())).toBe(body.replace('"\\u006dodel" : "a"', '"\\u006dodel" : "b"'));
  });

  it('the model added if the body names none', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['b'] });
    await gateway.chat('{"messages":[{"role":"user","content":"hi"}]}');
    expect(bodyOf(received())).toBe('{"model":"b","messages":[{"role":"user","content":"hi"}]}');
  });

  it('the endpoint’s credential and none of the consumer’s keys, wherever they were', async () => {
    const key = gateway.liveKey;
    const headers = { 'x-api-key': key, 'api-key': key, 'x-goog-api-key': key };
    await fetch(`${gateway.url}/support/chat/chat/completions?key=${key}&a=1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, ...headers },
      body: CHAT,
    });
    const request = received();
    expect(request.path).toBe('/v1/chat/completions?a=1');
    expect(headersOf(request).get('authorization')).toBe(`Bearer ${credentialOf('production')}`);
    expect(JSON.stringify(request.rawHeaders)).not.toContain(key);
  });

  it('the consumer’s headers, except those that the gateway sets or drops', async () => {
    await gateway.chat(
      { model: 'a' },
      {
        headers: {
          'user-agent': 'OpenAI/JS 7',
          'x-stainless-lang': 'js',
          'openai-beta': 'assistants=v2',
          cookie: 'a=b',
          forwarded: 'for=1.2.3.4',
          'x-forwarded-for': '1.2.3.4',
          'openai-organization': 'org',
          'openai-project': 'proj',
          'x-switchyard-trace': '1',
        },
      },
    );
    const headers = headersOf(received());
    expect(headers.get('user-agent')).toBe('OpenAI/JS 7');
    expect(headers.get('x-stainless-lang')).toBe('js');
    expect(headers.get('openai-beta')).toBe('assistants=v2');
    expect(headers.get('accept-encoding')).toBe('identity');
    expect(headers.get('host')).toBe(new URL(simulator.url).host);
    for (const name of ['cookie', 'forwarded', 'x-forwarded-for', 'openai-organization', 'openai-project']) {
      expect(headers.has(name)).toBe(false);
    }
    expect([...headers.keys()].filter((name) => name.startsWith('x-switchyard'))).toEqual([]);
  });

  it.each(['content-type', 'user-agent', 'x-mine', 'authorization', 'transfer-encoding'])(
    'every header, although the value of another one is its name: %s',
    async (value) => {
      const own = { 'content-type': 'application/json; a=b', 'user-agent': 'tool', 'x-mine': 'kept' };
      // The one with the name as its value comes first.
      await gateway.chat({ model: 'a' }, { headers: { 'a-first': value, ...own, 'z-last': value } });
      const headers = headersOf(received());
      expect(Object.fromEntries(headers)).toMatchObject({ 'a-first': value, ...own, 'z-last': value });
    },
  );

  it('one content type, the first, by which the gateway read the body', async () => {
    const lines = ['x-a: content-type', 'content-type: application/json', 'Content-Type: text/plain'];
    const connection = await RawConnection.open(gateway.url);
    connection.send(chatHead(gateway.liveKey, CHAT.length, `${lines.join('\r\n')}\r\n`) + CHAT);
    await connection.answers(1);
    connection.socket.destroy();
    const types = received().rawHeaders.filter((_name, index, all) => /^content-type$/i.test(all[index - 1] ?? ''));
    expect(types).toContain('application/json');
    expect(types).not.toContain('text/plain');
  });

  it.each(['/support/chat//chat/completions', '//support/chat/chat/completions', '/support/chat///chat/completions'])(
    'the path of a base URL that ends in a slash, joined: %s',
    async (path) => {
      const headers = { authorization: `Bearer ${gateway.liveKey}` };
      const response = await fetch(`${gateway.url}${path}`, { method: 'POST', headers, body: CHAT });
      expect([response.status, received().path]).toEqual([200, '/v1/chat/completions']);
    },
  );

  it('no header that Connection names as hop-by-hop', async () => {
    await new Promise((resolve, reject) => {
      const request = httpRequest(
        `${gateway.url}/support/chat/chat/completions`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${gateway.liveKey}`,
            connection: 'close, x-mine',
            'x-mine': '1',
            te: 'trailers',
          },
        },
        (response) => response.resume().on('end', resolve),
      );
      request.on('error', reject).end(CHAT);
    });
    const headers = headersOf(received());
    expect([headers.has('x-mine'), headers.has('te')]).toEqual([false, false]);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('a body in %s decoded, without the header', async (encoding, compress) => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['b'] });
    const response = await fetch(`${gateway.url}/support/chat/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-encoding': encoding },
      body: compress(Buffer.from('{"model":"a","messages":[{"role":"user","content":"hi"}],"x":"é"}')),
    });
    expect(response.status).toBe(200);
    expect(bodyOf(received())).toBe('{"model":"b","messages":[{"role":"user","content":"hi"}],"x":"é"}');
    expect(headersOf(received()).has('content-encoding')).toBe(false);
  });

  it('method, path, query, body and encoding unchanged for an operation that is not routed, at the default endpoint', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['b'] });
    const body = gzipSync(Buffer.from('not JSON at all'));
    const response = await fetch(`${gateway.url}/support/chat/files/a%20b?purpose=x&purpose=y`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-encoding': 'gzip', 'accept-encoding': 'br' },
      body,
    });
    expect(response.status).toBe(200);
    const request = received();
    expect([request.method, request.path]).toEqual(['PUT', '/v1/files/a%20b?purpose=x&purpose=y']);
    expect(Buffer.from(request.bodyBase64!, 'base64').equals(body)).toBe(true);
    expect(headersOf(request).get('accept-encoding')).toBe('br');
    expect(headersOf(request).get('content-length')).toBe(String(body.length));
  });

  it('an upload larger than the limit for routed bodies, streamed without buffering', async () => {
    const response = await fetch(`${gateway.url}/support/chat/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}` },
      body: new Blob([Buffer.alloc(5_000_000, 'x')]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(200);
    expect(received().bodyBytes).toBe(5_000_000);
  });
});

describe('what the consumer gets', () => {
  it('the vendor’s status, headers and body, plus the gateway’s headers', async () => {
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['b'] });
    simulator.setBehaviours([
      {
        answer: {
          status: 201,
          body: 'unchanged',
          headers: {
            'content-type': 'text/plain',
            'x-ratelimit-remaining-tokens': '5',
            'set-cookie': 'a=b',
            'x-request-id': 'of-the-vendor',
            authorization: 'echoed',
          },
        },
      },
    ]);
    const response = await gateway.chat({ model: 'a' });
    expect([response.status, await response.text()]).toEqual([201, 'unchanged']);
    const { headers } = response;
    expect(headers.get('content-type')).toBe('text/plain');
    expect(headers.get('x-ratelimit-remaining-tokens')).toBe('5');
    expect(headers.get('x-switchyard-target')).toBe('production/b');
    expect(headers.get('x-switchyard-attempts')).toBe('1');
    expect(headers.get('x-switchyard-revision')).toBe('7');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect([headers.has('set-cookie'), headers.has('authorization')]).toEqual([false, false]);
  });

  it.each([400, 405, 422])('the vendor’s %i unchanged, because the request is at fault', async (status) => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
    simulator.setBehaviours([{ answer: { status, body: { error: { message: 'yours' } } } }]);
    const response = await gateway.chat({ model: 'a' });
    expect([response.status, await response.json()]).toEqual([status, { error: { message: 'yours' } }]);
    expect(simulator.requests()).toHaveLength(1);
  });

  it.each([401, 403])(
    '502 and none of the vendor’s text if it answers %i to the gateway’s credential',
    async (status) => {
      simulator.setBehaviours([{ answer: { status, body: `bad key ${credentialOf('production')}` } }]);
      const response = await gateway.chat({ model: 'a' });
      const text = await response.text();
      expect([response.status, JSON.parse(text).error.code]).toEqual([502, 'upstream_credential_rejected']);
      expect(text).not.toContain('vendor-credential');
      expect(gateway.log.join()).not.toContain('vendor-credential');
      expect(gateway.log.join()).toContain('upstream_credential_rejected');
    },
  );

  it('a stream event by event as it arrives, not when it is over', async () => {
    simulator.setBehaviours([{ answer: { contentChunks: 3, stallAfterEvents: 3 } }]);
    const aborting = new AbortController();
    const response = await gateway.chat({ model: 'a', stream: true }, { signal: aborting.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (text.split('\n\n').length <= 3) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
    }
    expect(text).toContain('data: {');
    aborting.abort();
  });

  it('a broken connection, and never a clean end, if the vendor’s response is cut', async () => {
    simulator.setBehaviours([{ answer: { contentChunks: 5, cutAfterEvents: 3 } }]);
    const response = await gateway.chat({ model: 'a', stream: true });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    simulator.setBehaviours([{ answer: { half: true } }]);
    const half = await gateway.chat({ model: 'a' });
    await expect(half.text()).rejects.toThrow('terminated');
  });

  it('a broken connection if the vendor’s stream pauses too long', async () => {
    gateway.entry.streamIdleTimeoutSeconds = 1;
    gateway.serve();
    simulator.setBehaviours([{ answer: { contentChunks: 5, stallAfterEvents: 3 } }]);
    const response = await gateway.chat({ model: 'a', stream: true });
    await expect(response.text()).rejects.toThrow('terminated');
  });
});

describe('a consumer that disconnects', () => {
  const untilAborted = () =>
    until(() => simulator.requests()[0]?.clientAborted === true, 'the upstream call has ended');

  it('before the answer ends the upstream call at once', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
    simulator.setBehaviours([{ answer: { silent: true } }]);
    const aborting = new AbortController();
    const answer = gateway.chat({ model: 'a' }, { signal: aborting.signal });
    await until(() => simulator.requests().length > 0, 'the request has come');
    aborting.abort();
    await expect(answer).rejects.toThrow('aborted');
    await untilAborted();
    simulator.clearBehaviours();
    simulator.clearRequests();
    expect((await gateway.chat({ model: 'a' })).headers.get('x-switchyard-target')).toBe('production/a');
  });

  it('in the middle of a stream ends the upstream call at once', async () => {
    simulator.setBehaviours([{ answer: { contentChunks: 5, stallAfterEvents: 2 } }]);
    const aborting = new AbortController();
    const response = await gateway.chat({ model: 'a', stream: true }, { signal: aborting.signal });
    await response.body!.getReader().read();
    aborting.abort();
    await untilAborted();
  });
});

it('a slow consumer slows the vendor down: backpressure reaches the vendor', async () => {
  const long = new LongAnswer(100_000_000, Buffer.alloc(100_000, 'x'), '');
  const vendor = createServer((_request, response) => long.send(response));
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const slow = await new GatewayUnderTest(`http://127.0.0.1:${(vendor.address() as AddressInfo).port}`).listen();
  await expectSlowedDown(slow, long);
  await slow.close();
  vendor.closeAllConnections();
  vendor.close();
});
