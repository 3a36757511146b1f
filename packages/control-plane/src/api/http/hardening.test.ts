import { getIntrospectionQuery } from 'graphql';
import { until } from '@switchyard/runtime';
import { Client } from 'pg';
import type { Settings } from '../../settings';
import { type Answer, ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { ALIASES_MAX, DEPTH_MAX, DIRECTIVES_MAX, TOKENS_MAX } from '../document/document-limits';
import { COST_MAX } from '../document/operation-cost';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(() => new Date(), {
    privateEndpoints: 'deny',
  });
});
afterAll(() => underTest.stop());

const repeated = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nested = (depth: number): string =>
  `{ aiApis { nodes { ${'provider { models { '.repeat(Math.floor((depth - 3) / 2))}id${' } }'.repeat(Math.floor((depth - 3) / 2))} } } }`;

it.each([
  ['depth', nested(DEPTH_MAX + 1)],
  [
    'depth within fragments',
    `query { aiApis { nodes { ...a } } } fragment a on AiApi { provider { models { ...b } } }
     fragment b on Model { provider { models { provider { models { provider { models { provider { models { id } } } } } } } } }`,
  ],
  ['alias', `{ ${repeated(ALIASES_MAX + 1, (index) => `a${index}: viewer { id }`)} }`],
  ['alias', `{ ${repeated(ALIASES_MAX + 1, (index) => `a${index}: __typename`)} }`],
  ['alias', `{ __schema { ${repeated(ALIASES_MAX + 1, (index) => `a${index}: __typename`)} } }`],
  ['alias', `{ __type(name: "Query") { ${repeated(ALIASES_MAX + 1, (index) => `a${index}: name`)} } }`],
  ['directive', `{ viewer { ${repeated(DIRECTIVES_MAX + 1, () => 'id @include(if: true)')} } }`],
])('refuses a document over the %s limit', async (_what, query) => {
  const { extensions, message } = await underTest.refusal(query);
  expect(extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(message).toMatch(/limit of \d+ exceeded/);
});

it('answers the introspection query of a tool, but not many of them in one document', async () => {
  const query = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
  });
  expect(await underTest.get<{ types: unknown[] }>(query)).toMatchObject({ types: expect.arrayContaining([]) });
  const types = 'types { name fields { name type { name } } }';
  for (const many of [
    `{ ${repeated(90, (index) => `a${index}: __schema { ${types} }`)} }`,
    `{ __schema { ${repeated(90, (index) => `a${index}: ${types}`)} } }`,
    `{ ${repeated(90, (index) => `a${index}: __schema { ...some }`)} } fragment some on __Schema { ${types} }`,
    `{ ${repeated(90, (index) => `a${index}: __type(name: "Query") { ...some }`)} } fragment some on __Type {
       fields { name args { name type { name inputFields { name } } } type { name fields { name args { name } } } } }`,
  ]) {
    const { extensions, message } = await underTest.refusal(many);
    expect(extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(message).toMatch(/^Query cost limit of 200000 fields exceeded/);
  }
});

it('accepts a document at the depth limit', async () => {
  expect(await underTest.get(nested(DEPTH_MAX - 1))).toEqual({ nodes: [] });
});

it('refuses a document with too many tokens before it is validated', async () => {
  const { extensions, message } = await underTest.refusal(`{ viewer { ${'id '.repeat(TOKENS_MAX)} } }`);
  expect(extensions.code).toBe('GRAPHQL_PARSE_FAILED');
  expect(message).toContain(`more that ${TOKENS_MAX} tokens`);
});

it('refuses a document whose repeated fields would take too long to validate', async () => {
  const { extensions, message } = await underTest.refusal(`{ viewer { ${'id '.repeat(TOKENS_MAX - 10)} } }`);
  expect([extensions.code, message]).toEqual(['GRAPHQL_VALIDATION_FAILED', 'Validation aborted.']);
});

const KEYS = `query($page: Int, $keys: Int = 200) { consumers(first: $page) { nodes { consumerKeys(first: $keys) { nodes {
  id state hint expiresAt revokedAt createdAt } } } } }`;

it('multiplies the cost by the page size, given as a literal, by a variable or by default', async () => {
  for (const [query, variables] of [
    [KEYS, { page: 200 }],
    [KEYS.replaceAll('$page)', '200)').replace('$page: Int, ', ''), {}],
    [KEYS, { page: 200, keys: 200 }],
  ] as const) {
    const { extensions, message } = await underTest.refusal(query, variables);
    expect([extensions.code, message]).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      expect.stringContaining(`cost limit of ${COST_MAX} fields exceeded`),
    ]);
  }
  expect(await underTest.get(KEYS, { page: 200, keys: 50 })).toEqual({ nodes: [] });
  expect(await underTest.get(KEYS, {})).toEqual({ nodes: [] });
});

it('answers what a console asks for: 200 providers with their models and endpoints', async () => {
  const query = `{ providers(first: 200) { totalCount pageInfo { hasNextPage endCursor } nodes { id name displayName template version
    models { id name displayName enabled version } endpoints { id name url environment enabled version credential { isSet hint rotatedAt } } } } }`;
  expect(await underTest.get(query)).toMatchObject({ totalCount: expect.any(Number) as number });
});

it('refuses pages over 200 and names the argument', async () => {
  const { extensions } = await underTest.refusal('{ consumers(first: 201) { totalCount } }');
  expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'first', reason: 'OUT_OF_RANGE' }] });
});

it('accepts one operation per request', async () => {
  const response = await underTest.post(
    JSON.stringify([{ query: '{ viewer { id } }' }, { query: '{ viewer { id } }' }]),
  );
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
});

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
it.each<[string, Sent, number, string]>([
  [
    'a batch',
    { body: '[{ "query": "{ viewer { id } }" }]' },
    400,
    'Send one operation per request: batches are not supported.',
  ],
  ['an object without a query', { body: '{}' }, 400, 'The request has no `query`.'],
  ['an empty query', { body: '{ "query": "" }' }, 400, 'The request has no `query`.'],
  ['a query that is no text', { body: '{ "query": { "kind": "Document" } }' }, 400, '`query` must be a string.'],
  [
    'variables in a text',
    { body: '{ "query": "{ a }", "variables": "{}" }' },
    400,
    '`variables` must be a JSON object.',
  ],
  [
    'a name that is no text',
    { body: '{ "query": "{ a }", "operationName": 7 }' },
    400,
    '`operationName` must be a string.',
  ],
  ['a form', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415, 'Send the body as JSON, with the header'],
  ['another type', { headers: { 'content-type': 'application/graphql' }, body: '{ a }' }, 415, 'Send the body as JSON'],
  ['another method', { method: 'PUT', body: '{}' }, 405, 'Send queries and mutations as a POST'],
  ['what a link does', { method: 'GET', headers: { 'content-type': '' } }, 415, 'A GET needs the header'],
])('refuses %s in its own words, with the correlation id', async (_what, given, status, message) => {
  const headers = {
    authorization: 'Bearer the-token-of-the-tests',
    'content-type': 'application/json',
    ...given.headers,
  };
  const response = await fetch(`${underTest.url}/graphql`, { method: 'POST', ...given, headers });
  const { errors } = (await response.json()) as { errors: [{ message: string; extensions: object }] };
  expect(errors[0].message).toContain(message);
  expect(errors[0].extensions).toEqual({ code: 'BAD_REQUEST', correlationId: response.headers.get('x-request-id') });
  expect(response.status).toBe(status);
});

it('makes no change for a client that accepts no JSON', async () => {
  const query = 'mutation { createConsumer(input: { name: "unread" }) { revision } }';
  const response = await underTest.post(JSON.stringify({ query }), { accept: 'text/html' });
  expect(response.status).toBe(406);
  expect(await underTest.get('{ consumers(filter: { names: ["unread"] }) { totalCount } }')).toEqual({ totalCount: 0 });
});

it('refuses what a web page could send without a preflight, and mutations by GET', async () => {
  const headers = { authorization: `Bearer the-token-of-the-tests` };
  const get = (query: string, more = {}) =>
    fetch(`${underTest.url}/graphql?query=${encodeURIComponent(query)}`, { headers: { ...headers, ...more } });
  expect((await get('{ viewer { id } }')).status).toBe(400);
  const form = await underTest.post('query={viewer{id}}', { 'content-type': 'application/x-www-form-urlencoded' });
  expect(form.status).toBe(415);
  const preflighted = { 'apollo-require-preflight': 'true' };
  const mutation = await get('mutation { createConsumer(input: { name: "by-get" }) { revision } }', preflighted);
  expect(mutation.status).toBe(405);
  expect(await underTest.get('{ consumers { totalCount } }')).toEqual({ totalCount: 0 });
});

it('shows its schema only to callers with a token', async () => {
  const body = JSON.stringify({ query: '{ __schema { queryType { name } } __type(name: "Query") { name } }' });
  expect((await underTest.post(body, { authorization: 'Bearer wrong' })).status).toBe(401);
  const { data } = (await (await underTest.post(body)).json()) as { data: unknown };
  expect(data).toEqual({ __schema: { queryType: { name: 'Query' } }, __type: { name: 'Query' } });
});

it('refuses endpoints at private addresses where the settings deny them, on create and on update', async () => {
  const { provider } = await underTest.change<{ provider: { id: string } }>(
    'createProvider',
    { name: 'public', template: 'OPENAI' },
    'provider { id }',
  );
  const endpoint = (url: string) => ({ providerId: provider.id, name: 'e', environment: 'PRODUCTION', url });
  for (const host of ['localhost:8080', '127.1', '169.254.169.254', '[::1]', '[::ffff:10.0.0.1]', '192.168.1.1']) {
    const { extensions } = await underTest.refused('createEndpoint', endpoint(`http://${host}/v1`));
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'url', reason: 'NOT_ALLOWED' }] });
  }
  const made = await underTest.change<{ endpoint: { id: string } }>(
    'createEndpoint',
    endpoint('https://api.openai.com/v1'),
    'endpoint { id }',
  );
  const moved = await underTest.refused('updateEndpoint', { endpointId: made.endpoint.id, url: 'http://10.0.0.1/v1' });
  expect(moved.extensions).toMatchObject({ fields: [{ path: 'url', reason: 'NOT_ALLOWED' }] });
});

describe('while another session has locked a table', () => {
  const COUNT_CONSUMERS = '{ consumers { totalCount } }';
  /** A limit that no machine is slow enough to reach. */
  const NEVER_SECONDS = 600;
  /** How long a request waits for a connection. The start of a control plane has to connect within it as well. */
  const databaseWaitSeconds = 3;
  let slow: ControlPlaneUnderTest;
  let locker: Client;

  async function start(settings: Partial<Settings>): Promise<void> {
    slow = await ControlPlaneUnderTest.start(() => new Date(), settings);
    // The publisher reads the table too, once.
    await slow.isPublished();
    locker = new Client({ connectionString: slow.databaseUrl });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE consumer');
  }

  afterEach(async () => {
    await locker.end();
    await slow.stop();
  });

  /** How many statements wait for the locked table. */
  async function waitingStatements(): Promise<number> {
    const waiting = await slow.sql(
      `SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database
       WHERE d.datname = current_database() AND NOT granted AND relation = 'consumer'::regclass`,
    );
    return waiting.length;
  }

  it('answers UNAVAILABLE when a statement times out, and recovers', async () => {
    await start({ databaseWaitSeconds: NEVER_SECONDS, statementTimeoutSeconds: 1 });
    expect(await slow.refusal(COUNT_CONSUMERS)).toMatchObject({
      message: 'The database is busy. Try again.',
      extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 1 },
    });
    await locker.query('COMMIT');
    expect(await slow.get(COUNT_CONSUMERS)).toEqual({ totalCount: 0 });
  });

  it('answers UNAVAILABLE when no connection is free, and recovers', async () => {
    const databaseConnectionsMax = 2;
    await start({ databaseConnectionsMax, databaseWaitSeconds, statementTimeoutSeconds: NEVER_SECONDS });
    const asked: Promise<Answer>[] = [];
    // One that did not get its connection in time, as on a busy machine, is asked again.
    for (let waiting = 0; waiting < databaseConnectionsMax; waiting = await waitingStatements()) {
      let isAnswered = false;
      asked.push(slow.ask(COUNT_CONSUMERS).finally(() => (isAnswered = true)));
      await until(
        async () => isAnswered || (await waitingStatements()) > waiting,
        'the statement waits for the lock or is answered',
      );
    }
    const refusals = await Promise.all(Array.from({ length: 4 }, () => slow.refusal(COUNT_CONSUMERS)));
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        message: expect.stringContaining('no connection became free in time'),
        extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 1 },
      });
    }
    await locker.query('COMMIT');
    const answers = await Promise.all(asked);
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(databaseConnectionsMax);
    expect(await slow.get(COUNT_CONSUMERS)).toEqual({ totalCount: 0 });
  });
});

it('limits the rate of unauthenticated requests without keeping out callers with a token', async () => {
  // A separate control plane, because other tests send unauthenticated requests too.
  // Its clock stands still, so that all requests fall into one minute on any machine.
  const now = new Date();
  const crowded = await ControlPlaneUnderTest.start(() => now);
  const ask = (authorization: string) => crowded.post('{}', { authorization });
  const statuses = new Set<number>();
  for (let request = 0; request < 700 && !statuses.has(429); request += 1) {
    statuses.add((await ask('Bearer the-token-of-nobody')).status);
  }
  expect([...statuses]).toEqual([401, 429]);
  const refused = await ask('');
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  expect(await crowded.get('{ viewer { role } }')).toEqual({ role: 'ADMIN' });
  await crowded.stop();
});

it('sends the correlation id with every response', async () => {
  for (const [path, init] of [
    ['/healthz', {}],
    ['/nothing', {}],
    ['/graphql', { method: 'POST' }],
    ['/graphql', { method: 'POST', headers: { authorization: 'Bearer the-token-of-the-tests' }, body: '{' }],
  ] as const) {
    const response = await fetch(`${underTest.url}${path}`, init);
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  }
});
