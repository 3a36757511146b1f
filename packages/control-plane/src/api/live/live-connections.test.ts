import type { LocalPostgres } from '@switchyard/local-services';
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { until } from '@switchyard/runtime';
import { ADMIN_TOKEN, ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { TOKENS_MAX } from '../document/document-limits';
import { LiveClient, openSocket } from '../../testing/live-client.suite';

const FOLLOW = 'subscription { revisionPublished { number } }';
const REQUESTS_PER_MINUTE_MAX = 400;
const limits = {
  connectionsMax: 9,
  unauthenticatedMax: 4,
  connectionsPerCallerMax: 3,
  subscriptionsPerConnectionMax: 5,
  subscribedFieldsPerCallerMax: 1_000,
  messageBytesMax: 100_000,
  messagesWaitingMax: 30,
  bytesWaitingMax: 4_000_000,
  initTimeoutMs: 700,
  pingIntervalMs: 1_500,
  closeTimeoutMs: 1_500,
  tokenCheckIntervalMs: 50,
  tokenUncheckedMaxMs: 1_000,
};

let underTest: ControlPlaneUnderTest;
let postgres: LocalPostgres;
let timeShiftMs = 0;
let names = 0;
const ended: (() => Promise<void> | void)[] = [];

/** A new name each time, so that the counts of tokens do not mix. */
async function tokenOf(role: string): Promise<string> {
  names += 1;
  return underTest.accessToken(role, `token-${names}`);
}

function connect(token: string | null = ADMIN_TOKEN, url = underTest.url): LiveClient {
  const client = new LiveClient(url, token);
  ended.push(() => client.end());
  return client;
}

async function socket(): Promise<WebSocket> {
  const opened = await openSocket(underTest.url);
  ended.push(() => opened.terminate());
  return opened;
}

/** A raw socket that is authenticated. */
async function admittedSocket(token = ADMIN_TOKEN): Promise<WebSocket> {
  const opened = await socket();
  opened.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await new Promise((resolve) => opened.once('message', resolve));
  return opened;
}

function closeOf(opened: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => opened.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
}

/** The status that an upgrade is refused with; null if it is accepted. */
async function refusedUpgrade(path = '/graphql'): Promise<number | null> {
  const opened = new WebSocket(`${underTest.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws');
  opened.on('error', () => undefined);
  ended.push(() => opened.terminate());
  return new Promise((resolve) => {
    opened.once('open', () => resolve(null));
    opened.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
  });
}

const subscribe = (id: string, query = FOLLOW) => JSON.stringify({ id, type: 'subscribe', payload: { query } });
const refusals = async (kind: string) =>
  (
    await underTest.get<{ nodes: { actor: { name: string } | null }[] }>(
      `{ auditEvents(filter: { kinds: [${kind}] }) { nodes { actor { name } } } }`,
    )
  ).nodes;

beforeAll(async () => {
  const now = () => new Date(Date.now() + timeShiftMs);
  const settings = { requestsPerMinuteMax: REQUESTS_PER_MINUTE_MAX };
  ({ underTest, postgres } = await ControlPlaneUnderTest.startWithPostgres(now, settings, undefined, limits));
});
afterAll(() => underTest.stop());
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
  await until(() => underTest.liveCounts.connections === 0, 'every connection is closed');
  expect(underTest.liveCounts).toEqual({ connections: 0, subscriptions: 0 });
});

describe('authentication of connections', () => {
  it('admits a caller with a valid token in the parameter `authorization` of the first message', async () => {
    for (const token of [ADMIN_TOKEN, await tokenOf('VIEWER')]) {
      const client = connect(token);
      client.subscribe(FOLLOW);
      await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
      await client.end();
      await until(() => underTest.liveCounts.connections === 0, 'it has ended');
    }
  });

  it('takes the name of the parameter in any case, as clients write that of the header', async () => {
    for (const name of ['Authorization', 'AUTHORIZATION']) {
      const client = new LiveClient(underTest.url, null, { connectionParams: { [name]: `Bearer ${ADMIN_TOKEN}` } });
      ended.push(() => client.end());
      client.subscribe(FOLLOW);
      await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
      await client.end();
      await until(() => underTest.liveCounts.connections === 0, 'it has ended');
    }
  });

  it('closes with 4401 without a token, so that clients do not try again', async () => {
    const client = new LiveClient(underTest.url, null, { retryAttempts: 5 });
    ended.push(() => client.end());
    const subscriber = client.subscribe(FOLLOW);
    await until(() => subscriber.isOver, 'the client has given up');
    expect(client.closes).toEqual([
      { code: 4401, reason: 'No token: set `connectionParams` to `{ authorization: "Bearer …" }`.' },
    ]);
  });

  it('closes with 4403 without a valid token, says why, and audits it', async () => {
    const revoked = await tokenOf('VIEWER');
    const { id } = await underTest.get<{ id: string }>(`{ accessToken(name: "token-${names}") { id } }`);
    await underTest.change('revokeAccessToken', { accessTokenId: id }, 'revision');
    for (const [token, reason] of [
      ['nothing', 'The token is unknown.'],
      ['unknown', 'The token is unknown.'],
      [revoked, 'The token has been revoked.'],
    ] as const) {
      const client = connect(token);
      const subscriber = client.subscribe(FOLLOW);
      expect(await client.close()).toEqual({ code: 4403, reason });
      expect(subscriber.results).toEqual([]);
    }
    const name = `token-${names}`;
    await until(async () => (await refusals('UNAUTHENTICATED')).length >= 3, 'the audit events are written');
    expect(await refusals('UNAUTHENTICATED')).toContainEqual({ actor: { name } });
  });

  it('closes with 4408 a connection that does not authenticate in time', async () => {
    expect(await closeOf(await socket())).toMatchObject({ code: 4408 });
  });

  it('closes with 4400 at a message that only the server may send, and logs no error', async () => {
    const begin = underTest.logLines.length;
    const opened = await socket();
    for (let sent = 0; sent < 20; sent += 1) opened.send(JSON.stringify({ id: 'a', type: 'next', payload: {} }));
    expect(await closeOf(opened)).toMatchObject({ code: 4400 });
    expect(underTest.logLines.slice(begin).filter((line) => line.includes('could not be handled'))).toEqual([]);
  });

  it('closes with 4401 at a subscription before authentication', async () => {
    const opened = await socket();
    opened.send(subscribe('a'));
    expect(await closeOf(opened)).toMatchObject({ code: 4401 });
  });

  it('closes with 4403 when a token expires, and sends no more events', async () => {
    names += 1;
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const input = { name: `token-${names}`, role: 'VIEWER', expiresAt };
    const { secret } = await underTest.change<{ secret: string }>('createAccessToken', input, 'secret');
    const client = connect(secret);
    client.subscribe(FOLLOW);
    await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
    timeShiftMs = 3_600_001;
    expect(await client.close()).toMatchObject({ code: 4403, reason: 'The token has expired or has been revoked.' });
    timeShiftMs = 0;
    const event = { actor: { name: input.name } };
    await until(
      async () => JSON.stringify(await refusals('UNAUTHENTICATED')).includes(input.name),
      'the audit event is written',
    );
    expect(await refusals('UNAUTHENTICATED')).toContainEqual(event);
  });

  it('closes with 4403 when another control plane revokes the token, and leaves others connected', async () => {
    const [client, other] = [connect(await tokenOf('VIEWER')), connect()];
    const { id } = await underTest.get<{ id: string }>(`{ accessToken(name: "token-${names}") { id } }`);
    const peer = await underTest.startAnother();
    client.subscribe(FOLLOW);
    other.subscribe(FOLLOW);
    await until(() => underTest.liveCounts.subscriptions === 2, 'the subscriptions have begun');
    await peer.execute(`mutation { revokeAccessToken(input: { accessTokenId: "${id}" }) { revision } }`);
    expect(await client.close()).toMatchObject({ code: 4403 });
    expect(other.closes).toEqual([]);
    await peer.close();
  });

  it('closes with 1013, not 4403, while the database is unavailable, and keeps the administrator connected', async () => {
    const token = await tokenOf('VIEWER');
    const [admin, known] = [connect(), connect(token)];
    admin.subscribe(FOLLOW);
    known.subscribe(FOLLOW);
    await until(() => underTest.liveCounts.subscriptions === 2, 'the subscriptions have begun');
    await postgres.kill();
    const late = connect(token);
    late.subscribe(FOLLOW);
    // Which of the two reasons depends on whether a session of the killed server still answers for a moment.
    const unavailable = { code: 1013, reason: expect.stringContaining('database is unavailable') };
    expect(await late.close()).toMatchObject(unavailable);
    expect(await known.close()).toMatchObject(unavailable);
    expect(admin.closes).toEqual([]);
    await postgres.restart();
    await until(
      async () => (await underTest.ask('{ consumers { totalCount } }')).errors === undefined,
      'the database answers',
    );
  });
});

describe('documents', () => {
  it.each([
    ['a query', '{ viewer { id } }', 'BAD_REQUEST'],
    ['a mutation', 'mutation { createConsumer(input: { name: "by-socket" }) { revision } }', 'BAD_REQUEST'],
    ['introspection', '{ __schema { queryType { name } } }', 'BAD_REQUEST'],
    ['invalid GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    [
      'a document that is too long',
      `subscription { revisionPublished { ${'id '.repeat(TOKENS_MAX)} } }`,
      'GRAPHQL_PARSE_FAILED',
    ],
    ['an unknown field', 'subscription { revisionPublished { secret } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two fields at once',
      'subscription { revisionPublished { id } b: revisionPublished { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a conditional field',
      'subscription($not: Boolean = true) { ...Told } fragment Told on Subscription { revisionPublished @skip(if: $not) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a document that is too deep',
      `subscription { revisionPublished { changes { nodes { object { ... on Model { ${'provider { models { '.repeat(6)}id${' } }'.repeat(6)} } } } } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a value of the wrong type',
      'subscription($after: Int = 1, $other: Int!) { revisionPublished(after: $other) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a variable that is missing',
      'subscription($other: Int!) { revisionPublished(after: $other) { id } }',
      'BAD_USER_INPUT',
    ],
    [
      'several operations without a name',
      `${FOLLOW.replace('subscription', 'subscription a')} ${FOLLOW.replace('subscription', 'subscription b')}`,
      'BAD_REQUEST',
    ],
    [
      'text that the database cannot store',
      'subscription { revisionPublished(lineage: "\\u0000") { id } }',
      'BAD_USER_INPUT',
    ],
  ])('refuses %s', async (_what, query, code) => {
    const { extensions, message } = await connect().subscribe(query).error();
    expect(extensions).toMatchObject({ code, correlationId: expect.any(String) });
    expect(message).not.toContain('…');
    expect(await underTest.get('{ consumers(filter: { search: "by-socket" }) { totalCount } }')).toEqual({
      totalCount: 0,
    });
  });

  it('locates a variable whose value does not fit its type', async () => {
    const follow = 'subscription($after: Int) { revisionPublished(after: $after) { number } }';
    const { extensions } = await connect().subscribe(follow, { after: 'a' }).error();
    expect(extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ variable: 'after', path: '', reason: 'INVALID_FORMAT', message: 'must be of type Int' }],
    });
  });

  it('says whole what is wrong with a document, redacts a secret in it, and logs neither', async () => {
    const wrong =
      'mutation { rotateEndpointCredential(input: { endpointId: 1.5, credential: "sk-misplaced" }) { revision } }';
    const lines = underTest.logLines.length;
    const messages = (await connect().subscribe(wrong).errors()).map(({ message }) => message);
    expect(messages).toEqual([
      'ID cannot represent a non-string and non-integer value: 1.5',
      'Expected value of type "EndpointCredentialInput!", found "…".',
    ]);
    expect(underTest.logLines.slice(lines).join('\n')).not.toMatch(/misplaced|1\.5/);
  });

  it('refuses what may cost too much', async () => {
    const page = 'changes(first: 200) { nodes { id kind name objectId action differences { path } } }';
    const pages = Array.from({ length: 90 }, (_, index) => `a${index}: ${page}`);
    const nested = `subscription { revisionPublished { ${pages.join(' ')} } }`;
    const { extensions, message } = await connect().subscribe(nested).error();
    expect([extensions['code'], message]).toEqual(['GRAPHQL_VALIDATION_FAILED', expect.stringContaining('cost limit')]);
  });

  it('counts each new subscription as a request of its caller, and audits those over the limit', async () => {
    const token = await tokenOf('VIEWER');
    const name = `token-${names}`;
    const opened = await admittedSocket(token);
    const codes: string[] = [];
    opened.on('message', (data: Buffer) => {
      const { payload } = JSON.parse(String(data)) as { payload: { extensions: { code: string } }[] };
      codes.push(...payload.map(({ extensions }) => extensions.code));
    });
    for (let asked = 1; asked <= REQUESTS_PER_MINUTE_MAX; asked += 1) {
      opened.send(subscribe(`a${asked}`, '{ viewer { id } }'));
      // Waits for each answer: unread answers have another limit.
      await until(() => codes.length === asked, 'there is an answer');
    }
    // The connection itself was the first request.
    expect(codes).toEqual([
      ...Array.from({ length: REQUESTS_PER_MINUTE_MAX - 1 }, () => 'BAD_REQUEST'),
      'RATE_LIMITED',
    ]);
    const again = connect(token);
    again.subscribe(FOLLOW);
    expect(await again.close()).toMatchObject({ code: 1013, reason: expect.stringContaining('Too many requests') });
    await until(
      async () => JSON.stringify(await refusals('RATE_LIMITED')).includes(name),
      'the audit event is written',
    );
  });
});

describe('limits of connections', () => {
  it('refuses connections over the limit, in total and per caller', async () => {
    for (let caller = 0; caller < 3; caller += 1) {
      const token = await tokenOf('VIEWER');
      for (let connection = 0; connection < limits.connectionsPerCallerMax; connection += 1)
        await admittedSocket(token);
      if (caller > 0) continue;
      const oneMore = connect(token);
      oneMore.subscribe(FOLLOW);
      expect(await oneMore.close()).toMatchObject({
        code: 1013,
        reason: 'The caller already has 3 connections, the maximum.',
      });
      await until(() => underTest.liveCounts.connections === limits.connectionsPerCallerMax, 'it is gone');
    }
    expect(underTest.liveCounts.connections).toBe(limits.connectionsMax);
    expect(await refusedUpgrade()).toBe(503);
  });

  it('keeps connections for authenticated callers when the unauthenticated limit is reached', async () => {
    for (let opened = 0; opened < limits.unauthenticatedMax; opened += 1) expect(await refusedUpgrade()).toBeNull();
    expect(await refusedUpgrade()).toBe(503);
    await until(() => underTest.liveCounts.connections === 0, 'the unauthenticated connections are closed');
    await admittedSocket();
    expect(underTest.liveCounts.connections).toBe(1);
  });

  it('refuses subscriptions over the limit of a connection, and accepts another when one has ended', async () => {
    const client = connect();
    const subscribers = Array.from({ length: limits.subscriptionsPerConnectionMax }, () => client.subscribe(FOLLOW));
    await until(
      () => underTest.liveCounts.subscriptions === limits.subscriptionsPerConnectionMax,
      'the subscriptions have begun',
    );
    const { extensions, message } = await client.subscribe(FOLLOW).error();
    expect([extensions['code'], message]).toEqual([
      'BAD_REQUEST',
      'The connection already has 5 subscriptions, the maximum: end one first.',
    ]);
    subscribers[0]!.leave();
    await until(() => underTest.liveCounts.subscriptions === limits.subscriptionsPerConnectionMax - 1, 'one has ended');
    client.subscribe(FOLLOW);
    await until(
      () => underTest.liveCounts.subscriptions === limits.subscriptionsPerConnectionMax,
      'another one has begun',
    );
  });

  it('limits the total fields of the subscriptions of a caller over all connections', async () => {
    const token = await tokenOf('VIEWER');
    const costly = 'subscription { revisionPublished { changes(first: 150) { nodes { id kind } } } }';
    const first = connect(token).subscribe(costly);
    const second = connect(token).subscribe(costly);
    await until(() => underTest.liveCounts.subscriptions === 2, 'the subscriptions have begun');
    const third = connect(token);
    const { extensions, message } = await third.subscribe(costly).error();
    expect([extensions['code'], message]).toEqual(['BAD_REQUEST', expect.stringContaining('the maximum is 1000')]);
    third.subscribe(FOLLOW);
    connect().subscribe(costly);
    await until(() => underTest.liveCounts.subscriptions === 4, "a smaller one and another caller's have begun");
    second.leave();
    await until(() => underTest.liveCounts.subscriptions === 3, 'one has ended');
    third.subscribe(costly);
    await until(() => underTest.liveCounts.subscriptions === 4, 'another one has begun');
    expect([first.isOver, first.refusal]).toEqual([false, null]);
  });

  it('closes with 1009 at an oversized message', async () => {
    const opened = await admittedSocket();
    opened.send(subscribe('a', FOLLOW.padEnd(limits.messageBytesMax - 100)));
    await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
    opened.send(subscribe('b', FOLLOW.padEnd(limits.messageBytesMax)));
    expect(await closeOf(opened)).toMatchObject({ code: 1009 });
  });

  it('closes a client that does not read its messages, instead of buffering them', async () => {
    const opened = await admittedSocket();
    const closed = closeOf(opened);
    opened.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { padding: 'x'.repeat(90_000) } });
    for (let sent = 0; sent < 200; sent += 1) opened.send(ping);
    await until(() => underTest.liveCounts.connections === 0, 'it is closed');
    opened.resume();
    expect([1006, 1013]).toContain((await closed).code);
  });

  it('tells a slow client why it closes', async () => {
    const opened = await admittedSocket();
    const closed = closeOf(opened);
    const ping = JSON.stringify({ type: 'ping', payload: { padding: 'x'.repeat(90_000) } });
    // Each is answered, and no answer is read: the server takes them in until it gives up.
    opened.pause();
    for (let sent = 0; sent < 200; sent += 1) opened.send(ping);
    await until(() => opened.bufferedAmount === 0, 'the server has taken in every ping');
    opened.resume();
    expect(await closed).toEqual({ code: 1013, reason: expect.stringMatching(/too slowly/) });
  });

  it('disconnects a client that does not answer pings, and keeps one that does', async () => {
    const [silent, answering] = [await admittedSocket(), await admittedSocket()];
    silent.pause();
    await until(() => underTest.liveCounts.connections === 1, 'the silent one has ended');
    expect(answering.readyState).toBe(WebSocket.OPEN);
  });
});

describe('resources of closed connections', () => {
  it('are released however subscriptions end', async () => {
    const opened = await admittedSocket();
    for (let round = 0; round < 3; round += 1) {
      opened.send(subscribe('same'));
      opened.send(JSON.stringify({ id: 'same', type: 'complete' }));
    }
    opened.send(subscribe('same'));
    await until(() => underTest.liveCounts.subscriptions > 0, 'a subscription has begun');
    opened.send(JSON.stringify({ id: 'same', type: 'complete' }));
    const killed = await admittedSocket();
    for (const id of ['a', 'b', 'c']) killed.send(subscribe(id));
    const closed = await admittedSocket();
    for (const id of ['a', 'b', 'c']) closed.send(subscribe(id));
    await until(() => underTest.liveCounts.subscriptions >= 6, 'the subscriptions have begun');
    opened.terminate();
    killed.terminate();
    closed.close();
    await until(() => underTest.liveCounts.connections === 0, 'all are gone');
    expect(underTest.liveCounts.subscriptions).toBe(0);
  });

  it('are released after an upgrade to another path or protocol', async () => {
    expect(await refusedUpgrade('/')).toBe(404);
    const other = new WebSocket(`${underTest.url.replace('http', 'ws')}/graphql`, 'graphql-ws');
    other.on('error', () => undefined);
    await until(() => other.readyState === WebSocket.CLOSED, 'it is closed');
  });
});

it('serves an HTTP request that also offers to upgrade to another protocol, as some clients always do', async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { connection: 'upgrade, http2-settings', upgrade: 'h2c', 'http2-settings': '' };
    request(`${underTest.url}/healthz`, { headers }, ({ statusCode }) => resolve(statusCode))
      .once('error', reject)
      .end();
  });
  expect(status).toBe(200);
});

it('closes with 1001 when the control plane stops, in time even if a client does not answer', async () => {
  const client = connect();
  client.subscribe(FOLLOW);
  const deaf = await admittedSocket();
  await until(() => underTest.liveCounts.subscriptions === 1, 'the subscription has begun');
  deaf.pause();
  await underTest.startAgain();
  expect(await client.close()).toEqual({ code: 1001, reason: 'The control plane is shutting down.' });
});
