import { ControlPlaneUnderTest, mutation, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());

const BAD = ['a\0b', 'a\ud800b', '\udc00'];

const provider = (input: object) => ({ name: 'unsafe', template: 'OPENAI', ...input });
const write = (name: string, of: (text: string) => Record<string, unknown>, ...paths: string[]) =>
  ({ query: mutation(name, 'revision'), variables: (text: string) => ({ input: of(text) }), paths }) as const;
const read = (query: string, of: (text: string) => Record<string, unknown>, ...paths: string[]) =>
  ({ query, variables: of, paths }) as const;
const list = (noun: string, filter: string, of: (text: string) => Record<string, unknown>, ...paths: string[]) =>
  read(
    `query($filter: ${filter}) { ${noun}(filter: $filter) { totalCount } }`,
    (text) => ({ filter: of(text) }),
    ...paths,
  );

it.each([
  write('createProvider', (text) => provider({ name: text }), 'name'),
  write('createProvider', (text) => provider({ displayName: text }), 'displayName'),
  write('createProvider', (text) => provider({ comment: text }), 'comment'),
  write('createProvider', (text) => provider({ models: [{ name: text }] }), 'models.0.name'),
  write('createProvider', (text) => provider({ models: [{ name: 'm', displayName: text }] }), 'models.0.displayName'),
  write(
    'createProvider',
    (text) => provider({ profile: { errorRules: [{ kind: 'OVERLOADED', codes: ['a', text] }] } }),
    'profile.errorRules.0.codes.1',
  ),
  write(
    'createProvider',
    (text) => provider({ profile: { finishEvents: [{ data: text }] } }),
    'profile.finishEvents.0.data',
  ),
  write('createConsumer', (text) => ({ name: 'unsafe', displayName: text, comment: text }), 'displayName', 'comment'),
  write('createConsumer', (text) => ({ name: 'unsafe', aiApiIds: [text] }), 'aiApiIds.0'),
  write(
    'issueConsumerKey',
    (text) => ({ consumerId: world.aiApiId, environment: 'SANDBOX', idempotencyKey: text }),
    'idempotencyKey',
  ),
  write('createEndpoint', (text) => ({ ...ENDPOINT, url: `https://e.example/${text}` }), 'url'),
  write('createEndpoint', (text) => ({ ...ENDPOINT, credential: { apiKey: text } }), 'credential.apiKey'),
  write(
    'createAiApi',
    (text) => ({ name: 'unsafe', providerIds: [text], basePath: text }),
    'providerIds.0',
    'basePath',
  ),
  write('attachRoundRobinPolicy', (text) => ({ aiApiId: world.aiApiId, failureStatuses: [text] }), 'failureStatuses.0'),
  read('query($name: String) { provider(name: $name) { id } }', (name) => ({ name }), 'name'),
  read('query($name: String) { consumer(name: $name) { id } }', (name) => ({ name }), 'name'),
  read('query($name: String) { aiApi(name: $name) { id } }', (name) => ({ name }), 'name'),
  read('query($id: ID!) { endpoint(id: $id) { id } }', (id) => ({ id }), 'id'),
  read('query($after: String) { providers(after: $after) { totalCount } }', (after) => ({ after }), 'after'),
  read(
    'query($search: String) { aiApis { nodes { availableTargets(environment: SANDBOX, search: $search) { model { id } } } } }',
    (search) => ({ search }),
    'search',
  ),
  list('providers', 'ProviderFilter', (search) => ({ search }), 'filter.search'),
  list('providers', 'ProviderFilter', (name) => ({ names: ['a', name] }), 'filter.names.1'),
  list('models', 'ModelFilter', (search) => ({ search }), 'filter.search'),
  list('endpoints', 'EndpointFilter', (search) => ({ search }), 'filter.search'),
  list('aiApis', 'AiApiFilter', (search) => ({ search }), 'filter.search'),
  list('consumers', 'ConsumerFilter', (search) => ({ search }), 'filter.search'),
  list(
    'revisions',
    'RevisionFilter',
    (text) => ({ search: text, actorIds: [text] }),
    'filter.search',
    'filter.actorIds.0',
  ),
  list('revisions', 'RevisionFilter', (text) => ({ operations: [text] }), 'filter.operations.0'),
])('refuses text that Postgres cannot store, at $paths of $query', async ({ query, variables, paths }) => {
  for (const text of BAD) {
    const refusal = await underTest.refusal(query, variables(text));
    expect(refusal.extensions.code).toBe('BAD_USER_INPUT');
    expect(problems(refusal).toSorted()).toEqual(paths.map((path) => `${path}: INVALID_FORMAT`).toSorted());
  }
});

const ENDPOINT = { providerId: '', name: 'unsafe', environment: 'SANDBOX', url: 'https://e.example' };

it.each([
  ['providers', 'name', ['a\0b', 'ID']],
  ['providers', 'name', ['a\ud800', 'ID']],
  ['providers', 'name', ['a', 'no-id']],
  ['providers', 'name', [['a'], 'ID']],
  ['providers', 'name', [null, 'ID']],
  ['revisions', 'number', [2 ** 31]],
  ['revisions', 'number', ['one']],
  ['revisions', 'number', [1.5]],
])('refuses a cursor of %s whose key was changed to %s %j', async (noun, _column, key) => {
  const page = `query($after: String) { ${noun}(first: 1, after: $after) { pageInfo { endCursor } } }`;
  const { pageInfo } = await underTest.get<{ pageInfo: { endCursor: string } }>(page);
  const cursor = JSON.parse(Buffer.from(pageInfo.endCursor, 'base64url').toString()) as { scope: string };
  const tampered = { ...cursor, key: key.map((part) => (part === 'ID' ? world.providerId : part)) };
  const after = Buffer.from(JSON.stringify(tampered)).toString('base64url');
  const refusal = await underTest.refusal(page, { after });
  expect(refusal.extensions.code).toBe('BAD_USER_INPUT');
  expect(problems(refusal)).toEqual(['after: INVALID_FORMAT']);
});

it('accepts any other text and returns it unchanged', async () => {
  const displayName = 'Ünï\u{1f680}\u200d漢';
  const made = await underTest.change('createConsumer', { name: 'safe', displayName }, 'consumer { displayName }');
  expect(made).toEqual({ consumer: { displayName } });
});

it.each([
  write('createProvider', (text) => provider({ name: text }), 'name'),
  write('createProvider', (text) => provider({ displayName: text }), 'displayName'),
  write('createProvider', (text) => provider({ models: [{ name: text }] }), 'models.0.name'),
  write(
    'createProvider',
    (text) => provider({ profile: { fixedHeaders: [{ name: 'x-team', value: text }] } }),
    'profile.fixedHeaders.0.value',
  ),
  write('createEndpoint', (text) => ({ ...ENDPOINT, url: text }), 'url'),
  write('createEndpoint', (text) => ({ ...ENDPOINT, caCertificate: text }), 'caCertificate'),
  write('createEndpoint', (text) => ({ ...ENDPOINT, credential: { apiKey: text } }), 'credential.apiKey'),
])(
  'refuses a reference to a secret where nothing resolves one, at $paths of $query',
  async ({ query, variables, paths }) => {
    for (const text of ['${env:KEY}', '${file:/run/secrets/key}', '${secret:team/key}', ' ${env:KEY}\n']) {
      const refusal = await underTest.refusal(query, variables(text));
      expect(problems(refusal)).toEqual(paths.map((path) => `${path}: NOT_ALLOWED`));
      expect(refusal.message).toContain(
        paths.includes('credential.apiKey')
          ? 'in a manifest, write `credential: ${env:NAME}` itself; in any other input, the client has to resolve it'
          : "only an endpoint's `credential` can hold a secret. If this text is not a secret, write it",
      );
    }
  },
);

it('refuses a reference within an address or a header, and leaves one within a text for people', async () => {
  const url = write('createEndpoint', (text) => ({ ...ENDPOINT, url: `https://${text}/v1` }), 'url');
  expect(problems(await underTest.refusal(url.query, url.variables('${env:HOST}')))).toEqual(['url: NOT_ALLOWED']);
  const displayName = 'Key of ${env:KEY}';
  const made = await underTest.change('createConsumer', { name: 'prose', displayName }, 'consumer { displayName }');
  expect(made).toEqual({ consumer: { displayName } });
});

it('refuses a reference where the secret is sent that the manifest refers to', async () => {
  const input = { manifest: 'providers: []', secrets: [{ reference: 'env:KEY', value: '${env:KEY}' }] };
  const refusal = await underTest.refusal(mutation('applyManifest', 'revision'), { input });
  expect(problems(refusal)).toEqual(['secrets.0.value: NOT_ALLOWED']);
  expect(refusal.message).toContain('a client has to resolve it and send the secret');
});

it.each([
  list('providers', 'ProviderFilter', (search) => ({ search })),
  list('models', 'ModelFilter', (search) => ({ search })),
  list('revisions', 'RevisionFilter', (search) => ({ search })),
  read('query($name: String) { provider(name: $name) { id } }', (name) => ({ name })),
])('lets a query look for what is like a reference: $query', async ({ query, variables }) => {
  for (const text of ['${env:KEY}', 'x ${file:/run/secrets/key}']) {
    expect(await underTest.get(query, variables(text))).toBeDefined();
  }
});
