import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { until } from '@switchyard/runtime';
import { ConsoleVisitor } from '../../testing/console-visitor.suite';
import { ADMIN_TOKEN, ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { PLAYGROUND_BODY_BYTES_MAX } from './playground-proxy';
import { PLAYGROUND_STREAMS_MAX } from './playground-streams';

const KEY = { 'x-switchyard-playground-key': 'sy_test_playground_key' };
const PATH = '/playground/support/chat/completions';

let answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
const dataPlane = createServer((incoming, response) => void answer(incoming, response));
let underTest: ControlPlaneUnderTest;
let visitor: ConsoleVisitor;

beforeAll(async () => {
  await once(dataPlane.listen(0, '127.0.0.1'), 'listening');
  const playgroundUrl = `http://127.0.0.1:${(dataPlane.address() as AddressInfo).port}`;
  underTest = await ControlPlaneUnderTest.start(undefined, { playgroundUrl });
});
beforeEach(async () => {
  answer = (_request, response) => void response.end('{}');
  visitor = new ConsoleVisitor(underTest.url);
  await visitor.signIn(ADMIN_TOKEN);
});
afterAll(async () => {
  await underTest.stop();
  dataPlane.close();
});

it('passes a request on with its key alone, and the response back with what the page shows of it', async () => {
  const seen: { url: string; headers: object; body: string }[] = [];
  answer = async (incoming, response) => {
    seen.push({ url: incoming.url!, headers: incoming.headers, body: await text(incoming) });
    response.writeHead(429, {
      'content-type': 'application/json',
      'retry-after': '3',
      'x-request-id': 'of-the-data-plane',
      'x-switchyard-trace': '{"attempts":[]}',
      'set-cookie': 'vendor=1',
      'x-vendor': 'secret',
    });
    response.end('{"error":{"message":"slow down"}}');
  };
  const passed = await visitor.post(`${PATH}?alt=sse`, { model: 'm' }, KEY);
  expect(passed).toMatchObject({ status: 429, body: '{"error":{"message":"slow down"}}' });
  expect(passed.headers).toMatchObject({
    'content-type': 'application/json',
    'retry-after': '3',
    'x-request-id': 'of-the-data-plane',
    'x-switchyard-trace': '{"attempts":[]}',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  });
  expect(passed.headers).not.toHaveProperty('set-cookie');
  expect(passed.headers).not.toHaveProperty('x-vendor');
  expect(seen).toEqual([
    {
      url: '/support/chat/completions?alt=sse',
      headers: expect.objectContaining({ authorization: `Bearer ${KEY['x-switchyard-playground-key']}` }),
      body: '{"model":"m"}',
    },
  ]);
  expect(seen[0]!.headers).not.toHaveProperty('cookie');
});

it('streams: each piece arrives before the next is sent', async () => {
  let send: ServerResponse | null = null;
  answer = (_request, response) => {
    send = response;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
  };
  const headers = { 'x-switchyard-console': '1', origin: visitor.origin, cookie: visitor.cookie, ...KEY };
  const sent = request(new URL(PATH, underTest.url), { method: 'POST', headers, agent: false });
  sent.end('{}');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const pieces = response[Symbol.asyncIterator]();
  expect(String((await pieces.next()).value)).toBe('data: one\n\n');
  send!.write('data: two\n\n');
  expect(String((await pieces.next()).value)).toBe('data: two\n\n');
  // A page that is closed must not leave a vendor generating.
  const closed = once(send!, 'close');
  sent.destroy();
  await closed;
});

it(`takes ${PLAYGROUND_STREAMS_MAX} requests of a session at a time`, async () => {
  const held: ServerResponse[] = [];
  answer = (_request, response) => void held.push(response);
  // Other cookies of this host do not make it another session.
  const open = Array.from({ length: PLAYGROUND_STREAMS_MAX }, (_, at) =>
    visitor.post(PATH, {}, { ...KEY, cookie: `${visitor.cookie}; theme=${at}` }),
  );
  await until(() => held.length === PLAYGROUND_STREAMS_MAX, 'all are passed on');
  expect(await visitor.post(PATH, {}, KEY)).toMatchObject({ status: 429 });
  const other = new ConsoleVisitor(underTest.url);
  await other.signIn(ADMIN_TOKEN);
  const ofOther = other.post(PATH, {}, KEY);
  await until(() => held.length === PLAYGROUND_STREAMS_MAX + 1, 'that of another session is passed on');
  for (const response of held) response.end('{}');
  await Promise.all([...open, ofOther]);
  answer = (_request, response) => void response.end('{}');
  expect(await visitor.post(PATH, {}, KEY)).toMatchObject({ status: 200 });
});

/** Starts a request whose body does not end. It is closed if it is refused. */
function unfinished(): ClientRequest {
  const headers = { 'x-switchyard-console': '1', origin: visitor.origin, cookie: visitor.cookie, ...KEY };
  const sent = request(new URL(PATH, underTest.url), { method: 'POST', headers, agent: false });
  sent.on('response', () => sent.destroy());
  sent.on('error', () => undefined).write('{');
  return sent;
}

const isFull = async () => (await visitor.post(PATH, {}, KEY)).status === 429;

it('gives the place of a page back that closes while its session is looked up', async () => {
  const client = new Client({ connectionString: underTest.databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN; LOCK TABLE console_session IN ACCESS EXCLUSIVE MODE');
    const sent = Array.from({ length: PLAYGROUND_STREAMS_MAX }, unfinished);
    await until(async () => {
      const [row] = await underTest.sql<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted AND relation = 'console_session'::regclass
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return row!.waiting >= PLAYGROUND_STREAMS_MAX;
    }, 'the sessions are being looked up');
    for (const each of sent) each.destroy();
    // The control plane hears of the closed connections before it answers this.
    await underTest.get('{ viewer { id } }');
  } finally {
    await client.query('COMMIT');
    await client.end();
  }
  await underTest.get('{ viewer { id } }');
  expect(await isFull()).toBe(false);
});

it('gives the place of a page back that closes before it has sent all, and reports no failure', async () => {
  const sent: ClientRequest[] = [];
  // Which of them are refused depends on when this asks: its own request takes a place, too.
  const fill = () => {
    while (sent.filter(({ destroyed }) => !destroyed).length < PLAYGROUND_STREAMS_MAX) sent.push(unfinished());
  };
  await until(async () => {
    fill();
    return isFull();
  }, 'the places are taken');
  for (const each of sent) each.destroy();
  await until(async () => !(await isFull()), 'the places are free');
  expect(underTest.logLines.filter((line) => line.includes('request failed'))).toEqual([]);
});

it.each([
  ['the operator signs out', 'signs-out', async () => void (await visitor.post('/session/end', {}))],
  [
    'its token is revoked',
    'revoked',
    async () => {
      const { id } = await underTest.get<{ id: string }>('{ accessToken(name: "revoked") { id } }');
      await underTest.change('revokeAccessToken', { accessTokenId: id }, 'revision');
    },
  ],
])('breaks the requests of a session off, and removes its keys, when %s', async (_what, name, end) => {
  await visitor.signIn(await underTest.accessToken('EDITOR', name));
  const issued = await visitor.ask('mutation { issuePlaygroundKey(input: { environment: SANDBOX }) { expiresAt } }');
  expect(JSON.parse(issued.body)).not.toHaveProperty('errors');
  const keys = () => underTest.sql('SELECT 1 FROM playground_key WHERE session_id IS NOT NULL');
  expect(await keys()).toHaveLength(1);
  let upstream: ServerResponse | null = null;
  answer = (_request, response) => {
    upstream = response;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
  };
  const broken = visitor.post(PATH, {}, KEY).then(
    () => 'whole',
    () => 'broken off',
  );
  await until(() => upstream !== null, 'the response has begun');
  const closed = once(upstream!, 'close');
  await end();
  expect(await keys()).toEqual([]);
  await closed;
  expect(await broken).toBe('broken off');
});

it('breaks the requests off, and removes the keys, of an administrator token that is changed', async () => {
  const issue = 'mutation { issuePlaygroundKey(input: { environment: SANDBOX }) { expiresAt } }';
  await visitor.ask(issue);
  // Of a program, which has no session.
  await underTest.get(issue);
  const own = new ConsoleVisitor(underTest.url);
  await own.signIn(await underTest.accessToken('EDITOR', 'not-the-administrator'));
  await own.ask(issue);
  const keys = () => underTest.sql('SELECT access_token_id IS NOT NULL AS own FROM playground_key ORDER BY own');
  expect(await keys()).toEqual([{ own: false }, { own: false }, { own: true }]);
  let upstream: ServerResponse | null = null;
  answer = (_request, response) => {
    upstream = response;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
  };
  const broken = visitor.post(PATH, {}, KEY).then(
    () => 'whole',
    () => 'broken off',
  );
  await until(() => upstream !== null, 'the response has begun');
  const closed = once(upstream!, 'close');
  const changed = await underTest.startAnother(undefined, undefined, { adminToken: `${ADMIN_TOKEN}-changed` });
  try {
    expect(await keys()).toEqual([{ own: true }]);
    await closed;
    expect(await broken).toBe('broken off');
  } finally {
    await changed.close();
  }
});

describe('refuses, and asks no data plane,', () => {
  let asked = 0;
  beforeEach(() => {
    asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.end('{}');
    };
  });
  afterEach(() => expect(asked).toBe(0));

  const messageOf = ({ body }: { body: string }) => JSON.parse(body).errors[0].message;

  it.each([
    ['a request without a session', { cookie: undefined }, 401],
    ['the bearer token of a program', { cookie: undefined, authorization: `Bearer ${ADMIN_TOKEN}` }, 401],
    ['a page of another origin', { origin: 'https://evil.example' }, 403],
    ['a form of another site, which cannot have the header', { 'x-switchyard-console': undefined }, 403],
    ['another name for this address', { host: 'evil.example' }, 421],
    ['a request without a key', { 'x-switchyard-playground-key': undefined }, 400],
  ])('%s', async (_what, headers, status) => {
    expect((await visitor.post(PATH, {}, { ...KEY, ...headers })).status).toBe(status);
  });

  it('a session of a VIEWER', async () => {
    const { secret } = await underTest.change<{ secret: string }>(
      'createAccessToken',
      { name: 'viewer', role: 'VIEWER' },
      'secret',
    );
    await visitor.signIn(secret);
    const refused = await visitor.post(PATH, {}, KEY);
    expect(refused.status).toBe(403);
    expect(messageOf(refused)).toBe('The playground needs the role EDITOR.');
  });

  it('a request that is too large', async () => {
    const refused = await visitor.post(PATH, { text: 'x'.repeat(PLAYGROUND_BODY_BYTES_MAX) }, KEY);
    expect(refused.status).toBe(413);
  });

  it('everything while the playground is off', async () => {
    const off = await underTest.startAnother(undefined, undefined, { playgroundUrl: null });
    try {
      const there = new ConsoleVisitor(off.url);
      await there.signIn(ADMIN_TOKEN);
      expect((await there.post(PATH, {}, KEY)).status).toBe(503);
      const issued = await there.ask('mutation { issuePlaygroundKey(input: { environment: SANDBOX }) { revision } }');
      expect(messageOf(issued)).toBe('The playground is off. Set SWITCHYARD_PLAYGROUND_URL to a data plane.');
    } finally {
      await off.close();
    }
  });
});

it('follows no redirect, and says so if the data plane does not answer', async () => {
  answer = (_request, response) => void response.writeHead(307, { location: 'https://evil.example/' }).end();
  const redirected = await visitor.post(PATH, {}, KEY);
  expect(redirected.status).toBe(502);
  expect(redirected.body).toContain('a redirect, which is not followed');
  answer = (incoming) => void incoming.socket.destroy();
  const broken = await visitor.post(PATH, {}, KEY);
  expect(broken.status).toBe(502);
  expect(broken.body).toContain('does not answer');
});

it('issues a key whose consumer is no object: in no list, manifest or plan, and not to be changed', async () => {
  const { secret, revision } = await underTest.change<{ secret: string; revision: number }>(
    'issuePlaygroundKey',
    { environment: 'PRODUCTION' },
    'secret revision expiresAt',
  );
  expect(secret).toMatch(/^sy_live_playground_/);
  const { consumerId, enabled } = await underTest.get<{ consumerId: string; enabled: boolean }>(
    '{ playground { consumerId enabled } }',
  );
  expect(enabled).toBe(true);
  expect(await underTest.get('query ($id: ID!) { node(id: $id) { id } }', { id: consumerId })).toBeNull();
  expect(await underTest.get('{ consumers { totalCount } }')).toEqual({ totalCount: 0 });
  expect(await underTest.get('{ exportManifest }')).not.toContain('playground');
  const plan = 'query ($manifest: String!) { planManifest(manifest: $manifest, prune: true) { items { id } } }';
  expect(await underTest.get(plan, { manifest: 'consumers: []' })).toEqual({ items: [] });
  expect(await underTest.get(`{ planRollBack(toRevision: ${revision - 1}) { items { id } } }`)).toEqual({ items: [] });
  expect(await underTest.refused('deleteConsumer', { consumerId })).toMatchObject({
    extensions: { code: 'NOT_FOUND' },
  });
  expect(await underTest.get(`{ revision(number: ${revision}) { operation changeCount } }`)).toEqual({
    operation: 'issuePlaygroundKey',
    changeCount: 0,
  });
});
