import {
  buildSchema,
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ControlPlaneUnderTest, mutation, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

const SCHEMA = buildSchema(readFileSync(join(__dirname, '..', '..', '..', 'schema.graphql'), 'utf8'));

let underTest: ControlPlaneUnderTest;
let world: World;
let consumerId: string;
let token: string;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  world = await createWorld(underTest);
  const made = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: 'web' },
    'consumer { id }',
  );
  consumerId = made.consumer.id;
  token = await underTest.accessToken('ADMIN');
});
afterAll(() => underTest.stop());

const endpoint = () => ({
  providerId: world.providerId,
  name: 'unsafe',
  environment: 'SANDBOX',
  url: 'https://e.example',
});
const targets = () => ({ targets: [{ modelId: world.modelIds[0], endpointId: world.productionId }] });

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
  write('issueConsumerKey', (text) => ({ consumerId, environment: 'SANDBOX', idempotencyKey: text }), 'idempotencyKey'),
  write('createEndpoint', (text) => ({ ...endpoint(), url: `https://e.example/${text}` }), 'url'),
  write('createEndpoint', (text) => ({ ...endpoint(), credential: { apiKey: text } }), 'credential.apiKey'),
  write(
    'createAiApi',
    (text) => ({ name: 'unsafe', providerIds: [text], basePath: text }),
    'providerIds.0',
    'basePath',
  ),
  write(
    'attachRoundRobinPolicy',
    (text) => ({ aiApiId: world.aiApiId, production: targets(), failureStatuses: [text] }),
    'failureStatuses.0',
  ),
  read('query($name: String) { provider(name: $name) { id } }', (name) => ({ name }), 'name'),
  read('query($name: String) { consumer(name: $name) { id } }', (name) => ({ name }), 'name'),
  read('query($name: String) { aiApi(name: $name) { id } }', (name) => ({ name }), 'name'),
  read('query($id: ID!) { endpoint(id: $id) { id } }', (id) => ({ id }), 'id'),
  read('query($after: String) { providers(after: $after) { totalCount } }', (after) => ({ after }), 'after'),
  read(
    'query($search: String) { aiApis { nodes { availableTargets(environment: SANDBOX, filter: { search: $search }) { totalCount } } } }',
    (search) => ({ search }),
    'filter.search',
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
  write('createEndpoint', (text) => ({ ...endpoint(), url: text }), 'url'),
  write('createEndpoint', (text) => ({ ...endpoint(), caCertificate: text }), 'caCertificate'),
  write('createEndpoint', (text) => ({ ...endpoint(), credential: { apiKey: text } }), 'credential.apiKey'),
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
  const url = write('createEndpoint', (text) => ({ ...endpoint(), url: `https://${text}/v1` }), 'url');
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

/** All mutations that make a revision. */
const MUTATIONS = Object.values(SCHEMA.getMutationType()?.getFields() ?? {}).filter(({ args }) => {
  const input = getNamedType(args[0]!.type);
  return isInputObjectType(input) && 'comment' in input.getFields();
});

it('refuses such texts and references in the input of any other mutation too', async () => {
  const query = 'mutation($input: TestEndpointInput!) { testEndpoint(input: $input) { test { outcome } } }';
  for (const [text, reason] of [
    ['a\0', 'INVALID_FORMAT'],
    ['${env:ID}', 'NOT_ALLOWED'],
  ]) {
    const refusal = await underTest.refusal(query, { input: { endpointId: text } });
    expect(problems(refusal)).toEqual([`endpointId: ${reason}`]);
  }
});

it.each(MUTATIONS.map(({ name }) => name))(
  'tells the texts that %s cannot take together with everything else that is wrong with its input',
  async (name) => {
    const field = MUTATIONS.find((each) => each.name === name)!;
    const input = { ...requiredMembers(field.args[0]!.type), comment: 'a\0b' };
    const query = `mutation($input: ${String(field.args[0]!.type)}) { ${name}(input: $input) { revision } }`;
    const told = async (members: object) => {
      const { errors } = await underTest.ask(query, { input: { ...input, ...members } }, token);
      return problems(errors![0]!);
    };
    expect(await told({})).toContain('comment: INVALID_FORMAT');
    for (const member of textsIn(input)) {
      expect(await told({ [member]: '${env:NAME}' })).toEqual(
        expect.arrayContaining([`${member}: NOT_ALLOWED`, 'comment: INVALID_FORMAT']),
      );
    }
  },
);

/** The members that GraphQL requires of an input, with ids of nothing. */
function requiredMembers(type: GraphQLInputType): Record<string, unknown> {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) throw new Error(`${String(type)} is not an input`);
  const members = Object.values(named.getFields());
  const required = named.isOneOf ? members.slice(0, 1) : members.filter(isRequiredInputField);
  return Object.fromEntries(required.map((member) => [member.name, valueOf(member.type)]));
}

function valueOf(type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [valueOf(nullable.ofType)];
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) return requiredMembers(nullable);
  return nullable.name === 'Int' ? 1 : nullable.name === 'DateTime' ? '2100-01-01T00:00:00Z' : 'a';
}

/** The texts of an input that are not for people. */
function textsIn(input: Record<string, unknown>): string[] {
  return Object.keys(input).filter(
    (name) => /^(name|url|basePath|.*Id)$/.test(name) && typeof input[name] === 'string',
  );
}
