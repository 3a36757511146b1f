import { spawnSync } from 'node:child_process';
import type { LocalPostgres } from '@switchyard/local-services';
import { Stopwatch } from '@switchyard/runtime';
import { ADMIN_TOKEN, ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;
let postgres: LocalPostgres;

beforeAll(async () => {
  ({ underTest, postgres } = await ControlPlaneUnderTest.startWithPostgres());
});
afterAll(() => underTest.stop());

const VIEWER = JSON.stringify({ query: '{ viewer { id role actor { kind } } }' });

it('identifies the caller', async () => {
  expect(await underTest.get('{ viewer { id role expiresAt actor { id kind name } } }')).toEqual({
    id: 'administrator',
    role: 'ADMIN',
    expiresAt: null,
    actor: { id: 'administrator', kind: 'ADMINISTRATOR_TOKEN', name: 'administrator' },
  });
});

it.each([
  ['no token', ''],
  ['another token', 'Bearer the-token-of-somebody'],
  ['the token without its scheme', ADMIN_TOKEN],
  ['the token with a suffix', `Bearer ${ADMIN_TOKEN}x`],
  ['a part of the token', `Bearer ${ADMIN_TOKEN.slice(1)}`],
])('refuses %s', async (_what, authorization) => {
  const response = await underTest.post(VIEWER, { authorization });
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({
    errors: [
      {
        message: expect.stringContaining('token'),
        extensions: { code: 'UNAUTHENTICATED', correlationId: response.headers.get('x-request-id') },
      },
    ],
  });
});

it('sends the correlation id in the header and in each error, and accepts a valid one from the caller', async () => {
  const broken = await underTest.post(JSON.stringify({ query: '{ nothing }' }), { 'x-request-id': 'trace-1' });
  expect(broken.headers.get('x-request-id')).toBe('trace-1');
  expect(await broken.json()).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED', correlationId: 'trace-1' } }],
  });
  const odd = await underTest.post(VIEWER, { 'x-request-id': 'has space' });
  expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it.each([
  ['an invalid GraphQL document', JSON.stringify({ query: '{' }), 400, 'GRAPHQL_PARSE_FAILED'],
  [
    'a wrong type',
    JSON.stringify({ query: '{ providers(first: "a") { totalCount } }' }),
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a wrong variable',
    JSON.stringify({ query: 'query($n: Int) { revision(number: $n) { id } }', variables: { n: 'a' } }),
    400,
    'BAD_USER_INPUT',
  ],
  ['invalid JSON', '{', 400, 'BAD_REQUEST'],
  ['no query', '{}', 400, 'BAD_REQUEST'],
  ['more than 1 MiB', JSON.stringify({ query: 'x'.repeat(1024 * 1024) }), 413, 'BAD_REQUEST'],
])('answers %s with its code', async (_what, body, status, code) => {
  const response = await underTest.post(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
});

it('lets no cache keep what it answers, nor what it refuses', async () => {
  for (const [headers, status] of [
    [{}, 200],
    [{ authorization: 'Bearer nobody' }, 401],
  ] as const) {
    const response = await underTest.post(VIEWER, headers);
    expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
  }
});

const GRAPHQL_JSON = 'application/graphql-response+json';
it.each([
  ['application/json', 'application/json'],
  ['*/*', 'application/json'],
  ['text/html', 'application/json'],
  [GRAPHQL_JSON, GRAPHQL_JSON],
  // As Apollo Client 4 and urql send it.
  [`${GRAPHQL_JSON},application/json;q=0.9`, GRAPHQL_JSON],
  [`${GRAPHQL_JSON}, application/graphql+json, application/json, text/event-stream, multipart/mixed`, GRAPHQL_JSON],
])('refuses before GraphQL in the media type that the client asks for: %s', async (accept, answered) => {
  for (const [body, headers] of [
    [VIEWER, { authorization: 'Bearer nobody' }],
    ['{', {}],
    ['x'.repeat(1024 * 1024 + 1), {}],
    [VIEWER, { 'content-encoding': 'compress' }],
  ] as const) {
    const response = await underTest.post(body, { ...headers, accept });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.headers.get('content-type')).toBe(`${answered}; charset=utf-8`);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
  }
});

it.each([
  ['', 'The request has no token: send one as `Authorization: Bearer …`.'],
  [ADMIN_TOKEN, 'The `Authorization` header is not `Bearer` followed by a token.'],
  ['Bearer of-nobody', 'The token is unknown: send a valid one as `Authorization: Bearer …`.'],
])('says what is wrong with the authorization %j', async (authorization, message) => {
  const response = await underTest.post(VIEWER, { authorization });
  expect(await response.json()).toMatchObject({ errors: [{ message }] });
});

it('tells a client of automatic persisted queries to send the document, and logs nothing', async () => {
  const lines = underTest.logLines.length;
  const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
  const response = await underTest.post(JSON.stringify({ extensions }));
  expect(await response.json()).toMatchObject({
    errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
  });
  expect(underTest.logLines.slice(lines)).toEqual([]);
});

it('locates values that do not fit their types, without quoting a secret', async () => {
  const query = 'mutation($input: CreateEndpointInput!) { createEndpoint(input: $input) { revision } }';
  const input = { providerId: 7.5, name: 'a', environment: 'STAGING', url: ['sk-w'], apiKye: 'sk-y' };
  const { errors } = await underTest.ask(query, { input });
  expect(errors?.flatMap(({ extensions: { fields = [] } }) => fields)).toEqual([
    { variable: 'input', path: 'providerId', message: 'must be of type ID', reason: 'INVALID_FORMAT' },
    {
      variable: 'input',
      path: 'environment',
      message: 'must be one of `PRODUCTION`, `SANDBOX`',
      reason: 'INVALID_FORMAT',
    },
    { variable: 'input', path: 'url', message: 'must be of type String', reason: 'INVALID_FORMAT' },
    { variable: 'input', path: 'apiKye', message: 'is not a known field', reason: 'UNKNOWN_MEMBER' },
  ]);
  expect(JSON.stringify(errors)).not.toContain('sk-y');
});

it('answers unknown paths with 404', async () => {
  expect((await fetch(`${underTest.url}/nothing`)).status).toBe(404);
});

it('carries out the other mutations of a document if one fails', async () => {
  const { data, errors } = await underTest.ask(`mutation {
    a: createConsumer(input: { name: "good" }) { consumer { name } }
    b: createConsumer(input: { name: "Not Good" }) { consumer { name } }
    c: createConsumer(input: { name: "better" }) { consumer { name } } }`);
  expect(data).toEqual({ a: { consumer: { name: 'good' } }, b: null, c: { consumer: { name: 'better' } } });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

it('answers an internal error without detail, and logs the detail with the correlation id', async () => {
  await underTest.sql('ALTER TABLE consumer RENAME TO consumer_away');
  const error = await underTest.refusal('{ consumers { totalCount } }');
  await underTest.sql('ALTER TABLE consumer_away RENAME TO consumer');
  expect(error.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', correlationId: expect.any(String) });
  expect(error.message).toBe('Internal error. The control plane logged the details under this correlation id.');
  const line = underTest.logLines.find((text) => text.includes(error.extensions.correlationId));
  expect(line).toMatch(/relation .*does not exist/);
});

it('keeps an idle connection open for longer than load balancers do, which would otherwise get resets', async () => {
  const { headers } = await fetch(`${underTest.url}/healthz`);
  expect(headers.get('keep-alive')).toBe('timeout=75');
});

it('answers UNAVAILABLE while Postgres is down, and recovers when it is back', async () => {
  expect((await fetch(`${underTest.url}/readyz`)).status).toBe(200);
  await postgres.kill();
  const read = await underTest.refusal('{ providers { totalCount } }');
  expect(read.extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 1 });
  const written = await underTest.refused('createConsumer', { name: 'late' });
  expect(written.extensions.code).toBe('UNAVAILABLE');
  expect(JSON.stringify([read, written])).not.toMatch(/ECONN|terminated|127\.0\.0\.1/);
  const readiness = await fetch(`${underTest.url}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.json()).toMatchObject({ status: 'the database is unavailable' });
  expect((await fetch(`${underTest.url}/healthz`)).status).toBe(200);
  expect(await underTest.get('{ dataPlanes { id } }')).toEqual([]);
  await postgres.restart();
  await underTest.change('createConsumer', { name: 'late' }, 'consumer { name }');
  expect((await fetch(`${underTest.url}/readyz`)).status).toBe(200);
});

it('is not ready within 2 seconds, and answers within 10, while Postgres is stopped, and recovers', async () => {
  const [file] = await underTest.sql<{ text: string }>(`SELECT pg_read_file('postmaster.pid') AS text`);
  const pid = Number.parseInt(file?.text ?? '', 10);
  const send = (signal: 'SIGSTOP' | 'SIGCONT') => {
    // The server first, so that no session begins which is not reached.
    process.kill(pid, signal);
    expect(spawnSync('pkill', [`-${signal.slice(3)}`, '-P', String(pid)]).status).toBe(0);
  };
  const timed = async <T>(question: Promise<T>) => {
    const stopwatch = new Stopwatch();
    return { answer: await question, ms: stopwatch.stop() };
  };
  // Its connection goes back to the pool just before Postgres stops.
  await underTest.get('{ providers { totalCount } }');
  send('SIGSTOP');
  try {
    const query = timed(underTest.refusal('{ providers { totalCount } }'));
    for (let asked = 0; asked < 2; asked += 1) {
      const { answer, ms } = await timed(fetch(`${underTest.url}/readyz`));
      expect(answer.status).toBe(503);
      expect(ms).toBeLessThan(2_000);
    }
    const { answer, ms } = await query;
    expect(answer.extensions.code).toBe('UNAVAILABLE');
    expect(ms).toBeLessThan(10_000);
  } finally {
    send('SIGCONT');
  }
  expect(await underTest.get('{ providers { totalCount } }')).toEqual({ totalCount: 0 });
  expect((await fetch(`${underTest.url}/readyz`)).status).toBe(200);
});

it('refuses a subscription with a conditional field like any invalid document, and does not log it', async () => {
  const document = 'subscription($not: Boolean!) { revisionPublished @skip(if: $not) { number } }';
  const { extensions, message } = await underTest.refusal(document, { not: true });
  expect(extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(message).toMatch(/remove `@skip` or `@include`/);
  expect(underTest.logLines.join('')).not.toContain('revisionPublished @skip');
});

it('refuses subscriptions and says where they are served', async () => {
  const { extensions, message } = await underTest.refusal('subscription { revisionPublished { number } }');
  expect(extensions.code).toBe('BAD_REQUEST');
  expect(message).toBe('Send subscriptions over WebSocket to this path, with the graphql-ws protocol.');
});
