import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { openaiProfile } from '@switchyard/contract';
import { credentialOf } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { HeldMemory } from '../load/held-memory';
import { DEFAULT_LOAD_LIMITS, Load } from '../load/load';
import { ENDING_TIMES } from '../upstream/stream-ending';
import { UpstreamCall } from '../upstream/upstream-call';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { gateway, serveInstead, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import { clockAt } from '../testing/suspend.suite';

simulatedGateway();

const open = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => resolve(socket)).on('error', reject);
  });

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

const UPGRADE = 'GET /x HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';

it('a connection reset during its WebSocket upgrade affects nothing else', async () => {
  for (let round = 0; round < 20; round += 1) {
    const socket = await open();
    socket.on('error', () => {}).write(UPGRADE);
    if (round % 2 === 0) await new Promise((resolve) => socket.once('data', resolve));
    socket.resetAndDestroy();
  }
  expect((await gateway.chat({ model: 'a' })).status).toBe(200);
});

it('closes a connection that stays open after its WebSocket upgrade was refused', async () => {
  const socket = await open();
  socket.resume().write(UPGRADE);
  await closed(socket);
});

it('a non-ASCII model name goes to the vendor unchanged and into the header percent-encoded', async () => {
  await serveInstead(new GatewayUnderTest(simulator.url, ['模型-é']));
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['模型-é'] });
  const response = await gateway.chat({ model: 'a' });
  expect([response.status, response.headers.get('x-switchyard-target')]).toEqual([
    200,
    'production/%E6%A8%A1%E5%9E%8B-%C3%A9',
  ]);
  expect(simulator.requests()[0]?.model).toBe('模型-é');
});

it('a credential that a vendor echoes in the profile’s header does not reach the consumer', async () => {
  gateway.provider.profile = {
    ...gateway.provider.profile,
    credentialName: 'x-vendor-key',
    credentialPrefix: null,
  };
  gateway.serve();
  const credential = credentialOf('production');
  simulator.setBehaviours([{ answer: { headers: { 'x-vendor-key': credential } } }]);
  const response = await gateway.chat({ model: 'a' }, { headers: { 'x-vendor-key': gateway.liveKey } });
  expect(response.status).toBe(200);
  expect(JSON.stringify([...response.headers])).not.toContain(credential);
  const sent = simulator.requests()[0]!.rawHeaders;
  expect(sent.filter((_part, index) => sent[index - 1]?.toLowerCase() === 'x-vendor-key')).toEqual([credential]);
});

it.each([
  ['not HTTP', 'garbage that is not HTTP\r\n\r\n'],
  ['a WebSocket upgrade', UPGRADE],
])('%s after a request is never answered in the middle of the current answer', async (_title, sentBehind) => {
  simulator.setBehaviours([{ answer: { contentChunks: 4, eventDelayMs: 30 } }]);
  const body = '{"model":"a","stream":true,"messages":[{"role":"user","content":"hello"}]}';
  const socket = await open();
  let answer = '';
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      if (answer === '') socket.write(sentBehind);
      answer += chunk.toString();
    });
  socket.write(
    `POST /support/chat/chat/completions HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await closed(socket);
  expect(answer.match(/HTTP\/1\.1/g)).toEqual(['HTTP/1.1']);
});

it('two Authorization headers get 401, whichever of them is valid', async () => {
  const socket = await open();
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.write(
    `GET /support/chat/x HTTP/1.1\r\nhost: h\r\nconnection: close\r\nauthorization: Bearer ${gateway.liveKey}\r\nauthorization: Bearer other\r\n\r\n`,
  );
  await closed(socket);
  expect(answer).toMatch(/^HTTP\/1.1 401 /);
});

it('a response that is passed on after failed attempts names its target', async () => {
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
  simulator.setBehaviours([
    { match: { model: 'a' }, answer: { status: 500 } },
    { match: { model: 'b' }, answer: { reset: true } },
  ]);
  const response = await gateway.chat({ model: 'a' });
  expect([response.status, response.headers.get('x-switchyard-target')]).toEqual([500, 'production/a']);
});

it('an error repeats only a bounded part of a model’s name', async () => {
  const url = `${gateway.url}/support/chat/models/${'x'.repeat(8_000)}`;
  const headers = { authorization: `Bearer ${gateway.liveKey}` };
  for (const response of [await gateway.chat({ model: 'x'.repeat(1_000_000) }), await fetch(url, { headers })]) {
    expect(response.status).toBe(404);
    expect((await response.text()).length).toBeLessThan(1_000);
  }
});

it('a consumer that reads nothing for too long is cut off, and so is the vendor’s connection', async () => {
  let aborted: Error | null = null;
  let drained = false;
  let broken = false;
  const call = new UpstreamCall(
    {
      begin: () => {},
      write: () => false,
      end: () => {},
      break: () => (broken = true),
      onDrain: () => (drained = true),
    },
    {
      profile: openaiProfile,
      policy: null,
      model: null,
      isRouted: false,
      usagePlaces: null,
      dropsUsage: false,
      framing: 'SERVER_SENT_EVENTS',
      stream: { holdBackMs: 0, idleTimeoutMs: 5_000, durationMsMax: 5_000 },
      headersTimeoutMs: 5_000,
      totalTimeoutMs: 5_000,
      isBodyStreamed: false,
      isConsumerAwaited: () => false,
      isLast: true,
      echo: null,
      memory: new HeldMemory(new Load(DEFAULT_LOAD_LIMITS).acquire()!),
      ending: ENDING_TIMES,
      clock: clockAt(0),
      areSocketsTaken: () => false,
      answersAsked: () => 1,
      onProven: () => {},
    },
    20,
  );
  const controller = {
    aborted: false,
    paused: false,
    reason: null,
    rawHeaders: [],
    abort: (reason: Error) => (aborted = reason),
    pause: () => {},
    resume: () => {},
  };
  call.onRequestStart(controller);
  call.onResponseStart(controller, 200);
  call.onResponseData(controller, Buffer.from('x'));
  const outcome = await call.outcome;
  const failure = outcome.kind === 'relaying' ? await outcome.finished : null;
  expect(failure).toMatchObject({ cause: 'CONSUMER_GONE', detail: 'the consumer stopped reading' });
  expect({ drained, broken, aborted }).toMatchObject({ drained: true, broken: true, aborted: expect.any(Error) });
});

describe('an upload that a vendor rejects before it is complete', () => {
  it.each([
    ['answers early', (socket: Socket) => socket.write('HTTP/1.1 413 No\r\ncontent-length: 2\r\n\r\nno')],
    [
      'rejects the gateway’s credential',
      (socket: Socket) => socket.write('HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\nno'),
    ],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['closes', (socket: Socket) => socket.end()],
  ])('because it %s, affects nothing else', async (_title, act) => {
    const vendor = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => act(socket));
    });
    await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
    await serveInstead(new GatewayUnderTest(`http://127.0.0.1:${(vendor.address() as AddressInfo).port}`));
    const socket = await open();
    let answer = '';
    socket.on('error', () => {}).on('data', (chunk) => (answer += chunk.toString()));
    socket.write(
      `POST /support/chat/files HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-length: 999999\r\n\r\nabc`,
    );
    await until(() => answer.startsWith('HTTP/1.1 '), 'there is an answer');
    expect(answer).toMatch(/^HTTP\/1\.1 (413|502) /);
    socket.destroy();
    await until(() => gateway.requestsInFlight === 0, 'the request has ended');
    expect((await fetch(gateway.url)).status).toBe(401);
    vendor.close();
  });
});

it('a redirect is not passed on, because it can contain the credential', async () => {
  const location = `https://elsewhere.example/?key=${credentialOf('production')}`;
  simulator.setBehaviours([{ answer: { status: 307, headers: { location }, body: location } }]);
  for (const path of ['chat/completions', 'files']) {
    const response = await fetch(`${gateway.url}/support/chat/${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${gateway.liveKey}` },
      body: '{"model":"a","messages":[{"role":"user","content":"hello"}]}',
    });
    const answer = (await response.text()) + JSON.stringify([...response.headers]);
    expect([response.status, answer.includes('vendor-credential')]).toEqual([502, false]);
    expect(answer).toContain('upstream_invalid_response');
  }
});

it('TRACE is refused, and headers that would change the method or the account are dropped', async () => {
  const socket = await open();
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.write(
    `TRACE /support/chat/x HTTP/1.1\r\nhost: h\r\nconnection: close\r\nauthorization: Bearer ${gateway.liveKey}\r\n\r\n`,
  );
  await closed(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(simulator.requests()).toEqual([]);
  const parameters = [
    'access_token=t',
    '$access_token=t',
    '%24oauth_token=t',
    'bearer_token=t',
    '$key=k',
    '%24k%65y=k',
  ];
  const projects = ['userProject=mine', '$userProject=mine', '%24userProject=mine', 'user%50roject=mine'];
  await fetch(`${gateway.url}/support/chat/x?${[...parameters, 'a=1', ...projects].join('&')}`, {
    headers: {
      authorization: `Bearer ${gateway.liveKey}`,
      'x-http-method-override': 'POST',
      'x-goog-user-project': 'mine',
    },
  });
  const [request] = simulator.requests();
  expect(request!.path).toBe('/v1/x?a=1');
  expect(request!.rawHeaders.join()).not.toMatch(/override|goog/i);
});
