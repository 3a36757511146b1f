import { providerProfileSchema } from '@switchyard/contract';
import { z } from 'zod';
import { unwrapped } from '../../kernel/rules/written-form';
import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

const PROVIDER = `provider { id name displayName template version createdAt
  profile { credentialPlace credentialName credentialPrefix fixedHeaders { name value } overrides wireFormat
    routedOperations { path modelPlace modelKey pinned streamFraming } errorRules { kind codes } }
  models { name displayName enabled provider { name } } endpoints { id } } revision`;
interface Made {
  provider: { id: string; version: number };
  revision: number;
}
const create = (input: object) => underTest.change<Made>('createProvider', { template: 'OPENAI', ...input }, PROVIDER);
const refuse = (input: object) => underTest.refused('createProvider', { template: 'OPENAI', ...input });

it('creates a provider from a template, with its first models, in one revision', async () => {
  const made = await create({ name: 'openai', models: [{ name: 'gpt-4o' }, { name: 'gpt-4o-mini', enabled: false }] });
  expect(made.provider.version).toBe(made.revision);
  expect(made.provider).toMatchObject({
    displayName: 'openai',
    profile: {
      credentialPlace: 'HEADER',
      credentialName: 'authorization',
      credentialPrefix: 'Bearer ',
      fixedHeaders: [],
      overrides: [],
      wireFormat: 'OPENAI',
      routedOperations: expect.arrayContaining([
        {
          path: 'chat/completions',
          modelPlace: 'JSON_BODY',
          modelKey: '/model',
          pinned: false,
          streamFraming: null,
        },
      ]),
      errorRules: expect.arrayContaining([{ kind: 'MODEL_NOT_FOUND', codes: ['model_not_found'] }]),
    },
    models: [
      { name: 'gpt-4o', displayName: 'gpt-4o', enabled: true, provider: { name: 'openai' } },
      { name: 'gpt-4o-mini', enabled: false },
    ],
    endpoints: [],
  });
});

it('applies overrides to the template, and says which members are overridden', async () => {
  const profile = {
    credentialName: 'X-Api-Key',
    credentialPrefix: '',
    fixedHeaders: [{ name: 'X-Team', value: 'support' }],
    routedOperations: [{ path: 'chat', modelPlace: 'JSON_BODY', modelKey: '/engine' }],
  };
  const { provider } = await create({ name: 'own', template: 'OPENAI_COMPATIBLE', profile });
  expect(provider).toMatchObject({
    profile: {
      credentialName: 'x-api-key',
      credentialPrefix: null,
      fixedHeaders: [{ name: 'x-team', value: 'support' }],
      routedOperations: [
        { path: 'chat', modelPlace: 'JSON_BODY', modelKey: '/engine', pinned: false, streamFraming: null },
      ],
      overrides: ['credentialName', 'credentialPrefix', 'fixedHeaders', 'routedOperations'],
    },
  });
});

const USAGE_MEMBERS = `responseModelPath promptTokensPath completionTokensPath cachedTokensPath reasoningTokensPath
  totalTokensPath remainingTokensHeader remainingTokensResetHeader`;

/** All members of a schema, recursively. */
function selectionOf(schema: z.ZodObject): string {
  const selected = Object.entries(schema.shape).map(([name, member]) => {
    const value = unwrapped(member);
    const item = value instanceof z.ZodArray ? unwrapped(value.def.element) : value;
    return item instanceof z.ZodObject ? `${name} { ${selectionOf(item)} }` : name;
  });
  return selected.join(' ');
}

it('lists every template with its profile, and creates a provider with it', async () => {
  const MEMBERS = `${selectionOf(providerProfileSchema)} overrides`;
  interface Template {
    id: string;
    template: string;
    exampleUrl: string | null;
    profile: object;
  }
  const templates = await underTest.get<Template[]>(
    `{ providerTemplates { id template displayName documentationUrl credentialKind exampleUrl profile { ${MEMBERS} } } }`,
  );
  expect(templates.map(({ template }) => template)).toEqual([
    'OPENAI',
    'AZURE_OPENAI',
    'AZURE_AI_FOUNDRY',
    'MISTRAL',
    'ANTHROPIC',
    'GEMINI',
    'OPENAI_COMPATIBLE',
    'CUSTOM',
  ]);
  for (const { id, template, exampleUrl, profile } of templates) {
    expect(id).toBe(template);
    if (template === 'CUSTOM') continue;
    expect(URL.canParse(exampleUrl ?? '')).toBe(true);
    const made = await underTest.change<{ provider: object }>(
      'createProvider',
      { name: `from-${template.toLowerCase().replaceAll('_', '-')}`, template },
      `provider { profile { ${MEMBERS} } }`,
    );
    expect(made.provider).toEqual({ profile });
  }
});

it('creates a provider whose profile is specified in full', async () => {
  const profile = {
    credentialPlace: 'QUERY_PARAMETER',
    credentialName: 'appId',
    routedOperations: [
      { path: 'run/{model}:go', modelPlace: 'PATH' },
      { path: 'run/{model}:go', modelPlace: 'JSON_BODY', modelKey: '/input/*/model' },
      { path: 'say', modelPlace: 'HEADER', modelKey: 'X-Model', streamFraming: 'JSON_ARRAY' },
      { path: 'hear', modelPlace: 'FORM_FIELD', modelKey: 'model', pinned: true },
    ],
    wireFormat: 'ANTHROPIC',
    modelListPath: 'list v1/list',
    contentEvents: [{ event: '*.delta' }],
    finishEvents: [{ data: '[LAST]' }],
    terminalEvents: [{ data: '[DONE]' }],
    errorRules: [{ kind: 'RATE_LIMITED', statuses: [420], codes: ['calm'], messages: ['Slow*'], suspends: false }],
    contentMembers: ['answer'],
    publicCredentialPrefixes: ['tok_'],
    errorEvents: [{ present: '/choices/*/finish_reason', value: 'error' }],
  };
  const made = await underTest.change<{ provider: object }>(
    'createProvider',
    { name: 'in-full', template: 'CUSTOM', profile },
    `provider { profile { credentialPlace credentialName credentialPrefix routedOperations { path modelPlace modelKey pinned streamFraming }
      wireFormat modelListPath contentEvents { event present value data } finishEvents { event present value data } terminalEvents { event present value data }
      errorRules { kind statuses codes messages suspends } contentMembers publicCredentialPrefixes errorEvents { event present value } } }`,
  );
  expect(made.provider).toEqual({
    profile: {
      ...profile,
      credentialPrefix: null,
      routedOperations: [
        { path: 'run/{model}:go', modelPlace: 'PATH', modelKey: null, pinned: false, streamFraming: null },
        { ...profile.routedOperations[1], pinned: false, streamFraming: null },
        { path: 'say', modelPlace: 'HEADER', modelKey: 'x-model', pinned: false, streamFraming: 'JSON_ARRAY' },
        { ...profile.routedOperations[3], streamFraming: null },
      ],
      contentEvents: [{ event: '*.delta', present: null, value: null, data: null }],
      finishEvents: [{ event: null, present: null, value: null, data: '[LAST]' }],
      terminalEvents: [{ event: null, present: null, value: null, data: '[DONE]' }],
      errorEvents: [{ event: null, ...profile.errorEvents[0] }],
    },
  });
});

it('takes several usage places, of which the first present counts, and an empty string for none', async () => {
  const profile = {
    promptTokensPath: 'header:X-Tokens-In /Usage/in',
    responseModelPath: '',
    remainingTokensHeader: 'X-Left',
    remainingTokensResetHeader: '',
  };
  const { provider } = await underTest.change<{ provider: { profile: { overrides: string[] } } }>(
    'createProvider',
    { name: 'counts-otherwise', template: 'OPENAI', profile },
    `provider { profile { overrides ${USAGE_MEMBERS} } }`,
  );
  expect(provider.profile).toMatchObject({
    promptTokensPath: 'header:x-tokens-in /Usage/in',
    responseModelPath: null,
    remainingTokensHeader: 'x-left',
    remainingTokensResetHeader: null,
    totalTokensPath: '/usage/total_tokens /response/usage/total_tokens',
    overrides: Object.keys(profile).toSorted(),
  });
});

it('refuses a taken name, and names its holder', async () => {
  const { provider } = await create({ name: 'twice' });
  const error = await refuse({ name: 'twice' });
  expect(error.extensions).toMatchObject({
    code: 'CONFLICT',
    reason: 'TAKEN',
    existingId: provider.id,
    existingKind: 'PROVIDER',
    existingName: 'twice',
  });
  expect(problems(error)).toEqual(['name: TAKEN']);
});

it.each([
  [{ name: 'with space' }, ['name: INVALID_FORMAT']],
  [{ name: '-a' }, ['name: INVALID_FORMAT']],
  [{ name: '' }, ['name: INVALID_FORMAT']],
  [{ name: 'a'.repeat(64) }, ['name: INVALID_FORMAT']],
  [
    { name: 'b', models: [{ name: 'has space' }, { name: '' }] },
    ['models.0.name: INVALID_FORMAT', 'models.1.name: INVALID_FORMAT'],
  ],
  [{ name: 'b', models: [{ name: '...' }, { name: '..' }] }, ['models.1.name: INVALID_FORMAT']],
  [{ name: 'b', models: [{ name: 'm' }, { name: 'm' }] }, ['models.1.name: DUPLICATE']],
  [{ name: 'b', comment: 'x'.repeat(501) }, ['comment: INVALID_FORMAT']],
  [
    { name: 'b', profile: { fixedHeaders: [{ name: 'Authorization', value: 'x' }] } },
    ['profile.fixedHeaders.0.name: NOT_ALLOWED'],
  ],
  [
    { name: 'b', profile: { fixedHeaders: [{ name: 'a', value: 'x\r\ny' }] } },
    ['profile.fixedHeaders.0.value: INVALID_FORMAT'],
  ],
  [{ name: 'b', profile: { credentialPlace: 'QUERY_PARAMETER' } }, ['profile.credentialName: REQUIRED']],
  [
    { name: 'b', profile: { routedOperations: [{ path: '/a/../b', modelPlace: 'JSON_BODY', modelKey: 'model' }] } },
    ['profile.routedOperations.0.path: INVALID_FORMAT'],
  ],
  [
    { name: 'b', profile: { routedOperations: [{ path: 'a', modelPlace: 'JSON_BODY', modelKey: 'model' }] } },
    ['profile.routedOperations.0.modelKey: INVALID_FORMAT'],
  ],
  [
    { name: 'b', profile: { routedOperations: [{ path: 'a', modelPlace: 'QUERY_PARAMETER' }] } },
    ['profile.routedOperations.0.modelKey: INVALID_FORMAT'],
  ],
  [
    { name: 'b', profile: { routedOperations: [{ path: 'a/b', modelPlace: 'PATH' }] } },
    ['profile.routedOperations.0.path: INVALID_FORMAT'],
  ],
  [
    {
      name: 'b',
      profile: {
        routedOperations: [
          { path: 'a', modelPlace: 'HEADER', modelKey: 'X-Model' },
          { path: 'A', modelPlace: 'HEADER', modelKey: 'x-model' },
        ],
      },
    },
    ['profile.routedOperations.1.path: DUPLICATE'],
  ],
  [{ name: 'b', profile: { totalTokensPath: 'usage.total' } }, ['profile.totalTokensPath: INVALID_FORMAT']],
  [{ name: 'b', profile: { cachedTokensPath: '/a  /b' } }, ['profile.cachedTokensPath: INVALID_FORMAT']],
  [{ name: 'b', profile: { remainingTokensHeader: 'a header' } }, ['profile.remainingTokensHeader: INVALID_FORMAT']],
  [{ name: 'b', profile: { contentEvents: [{}] } }, ['profile.contentEvents.0: INVALID_FORMAT']],
  [
    { name: 'b', profile: { errorEvents: [{ event: 'x' }, { present: 'error' }] } },
    ['profile.errorEvents.1.present: INVALID_FORMAT'],
  ],
  [
    { name: 'b', profile: { errorEvents: [{ event: 'x', value: 'y' }] } },
    ['profile.errorEvents.0.value: INVALID_FORMAT'],
  ],
  [{ name: 'b', profile: { modelListPath: '/models' } }, ['profile.modelListPath: INVALID_FORMAT']],
  [{ name: 'b', profile: { modelListPath: 'models  v1/models' } }, ['profile.modelListPath: INVALID_FORMAT']],
  [
    { name: 'b', template: 'CUSTOM' },
    ['profile.credentialPlace: REQUIRED', 'profile.routedOperations: REQUIRED', 'profile.wireFormat: REQUIRED'],
  ],
  [
    {
      name: 'b',
      template: 'CUSTOM',
      profile: { credentialPlace: 'HEADER', routedOperations: [], wireFormat: 'GEMINI' },
    },
    ['profile.credentialName: REQUIRED'],
  ],
  ...['host', 'Content-Length', 'Transfer-Encoding', 'connection', 'expect', 'accept-encoding'].flatMap(
    (header): [object, string[]][] => [
      [{ name: 'b', profile: { credentialName: header } }, ['profile.credentialName: NOT_ALLOWED']],
      [
        { name: 'b', profile: { fixedHeaders: [{ name: header, value: 'x' }] } },
        ['profile.fixedHeaders.0.name: NOT_ALLOWED'],
      ],
    ],
  ),
])('refuses %j and says where and why', async (input, expected) => {
  const error = await refuse(input);
  expect(error.extensions.code).toBe('BAD_USER_INPUT');
  expect(problems(error)).toEqual(expect.arrayContaining(expected));
});

it('adds all models or none, and refuses one that the provider already has', async () => {
  const { provider } = await create({ name: 'lists', models: [{ name: 'a' }] });
  const error = await underTest.refused('addModels', {
    providerId: provider.id,
    models: [{ name: 'b' }, { name: 'a' }],
  });
  expect(problems(error)).toEqual(['models.1.name: TAKEN']);
  const none = await underTest.refused('addModels', { providerId: provider.id, models: [] });
  expect(problems(none)).toEqual(['models: WRONG_COUNT']);
  const nowhere = await underTest.refused('addModels', { providerId: 'nowhere', models: [{ name: 'b' }] });
  expect(nowhere.extensions.code).toBe('NOT_FOUND');
  const added = await underTest.change<{ models: { name: string }[]; provider: { models: { name: string }[] } }>(
    'addModels',
    { providerId: provider.id, models: [{ name: 'c' }, { name: 'b' }] },
    'models { name } provider { models { name } }',
  );
  expect(added.models).toEqual([{ name: 'c' }, { name: 'b' }]);
  expect(added.provider.models).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
});

it('changes a model, commits nothing if nothing changes, and refuses null without a default', async () => {
  const { provider } = await create({ name: 'changes', models: [{ name: 'a' }, { name: 'b' }] });
  const { models } = await underTest.get<{ models: { id: string }[] }>(
    'query($id: ID) { provider(id: $id) { models { id } } }',
    { id: provider.id },
  );
  const modelId = models[0]!.id;
  const update = (input: object) =>
    underTest.change<{ model: object; revision: number }>(
      'updateModel',
      { modelId, ...input },
      'model { name displayName enabled version } revision',
    );
  const changed = await update({ displayName: 'A', enabled: false });
  expect(changed.model).toEqual({ name: 'a', displayName: 'A', enabled: false, version: changed.revision });
  expect((await update({ enabled: false })).revision).toBe(changed.revision);
  expect((await update({ displayName: null, enabled: null })).model).toMatchObject({ displayName: 'a', enabled: true });
  expect(problems(await underTest.refused('updateModel', { modelId, name: null }))).toEqual(['name: REQUIRED']);
  expect(problems(await underTest.refused('updateModel', { modelId, name: 'b' }))).toEqual(['name: TAKEN']);
  const stale = await underTest.refused('updateModel', { modelId, enabled: false, expectedVersion: 1 });
  expect(stale.extensions).toMatchObject({ code: 'CONFLICT', reason: 'STALE_VERSION' });
});

describe('the list of providers', () => {
  const LIST = `query($first: Int, $after: String, $filter: ProviderFilter) { providers(first: $first, after: $after, filter: $filter) {
    nodes { name } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
  interface List {
    nodes: { name: string }[];
    totalCount: number;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  }
  const filter = { search: 'PAGED' };
  const page = (variables: object) => underTest.get<List>(LIST, { filter, ...variables });
  const names = ({ nodes }: List) => nodes.map(({ name }) => name);

  beforeAll(async () => {
    for (const name of ['paged-a', 'paged-b', 'paged-c', 'paged-d']) await create({ name });
  });

  it('is read page by page, and a cursor stays valid while providers are created and deleted', async () => {
    const first = await page({ first: 2 });
    expect(names(first)).toEqual(['paged-a', 'paged-b']);
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    await create({ name: 'paged-aa' });
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    expect(names(second)).toEqual(['paged-c', 'paged-d']);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('is filtered by ids, names, text and template, and an empty list matches nothing', async () => {
    expect(names(await page({ filter: { names: ['paged-c', 'nobody'] } }))).toEqual(['paged-c']);
    expect(names(await page({ filter: { ids: ['no-uuid'] } }))).toEqual([]);
    expect(names(await page({ filter: { names: [] } }))).toEqual([]);
    expect(names(await page({ filter: { search: 'paged%' } }))).toEqual([]);
    expect(names(await page({ filter: { search: 'paged-b', templates: ['OPENAI_COMPATIBLE'] } }))).toEqual([]);
  });

  it('refuses a page that is too long, and a cursor of another filter or an invalid one', async () => {
    const { pageInfo } = await page({ first: 1 });
    expect(problems(await underTest.refusal(LIST, { first: 201 }))).toEqual(['first: OUT_OF_RANGE']);
    expect(problems(await underTest.refusal(LIST, { first: 0 }))).toEqual(['first: OUT_OF_RANGE']);
    expect(problems(await underTest.refusal(LIST, { after: pageInfo.endCursor }))).toEqual(['after: INVALID_FORMAT']);
    expect(problems(await underTest.refusal(LIST, { after: 'garbage' }))).toEqual(['after: INVALID_FORMAT']);
  });

  it('costs as many statements for 20 providers with models and endpoints as for 5', async () => {
    for (let index = 0; index < 20; index += 1) {
      const { provider } = await create({ name: `many-${index}`, models: [{ name: 'a' }, { name: 'b' }] });
      const endpoint = { providerId: provider.id, name: 'e', environment: 'SANDBOX', url: 'http://localhost:1' };
      await underTest.change('createEndpoint', endpoint, 'revision');
    }
    const count = (first: number) =>
      underTest.statementsFor(async () => {
        const query = `query($first: Int) { providers(first: $first, filter: { search: "many-" }) {
        nodes { name models { name provider { name } lastRevision { number } } endpoints { name provider { name } credential { isSet } } } } }`;
        const { nodes } = await underTest.get<{ nodes: unknown[] }>(query, { first });
        expect(nodes).toHaveLength(first);
      });
    expect((await count(20)).length).toBe((await count(5)).length);
  });

  it('finds one provider by id or by name, and requires exactly one of them', async () => {
    const find = 'query($id: ID, $name: String) { provider(id: $id, name: $name) { name } }';
    expect(await underTest.get(find, { name: 'paged-a' })).toEqual({ name: 'paged-a' });
    expect(await underTest.get(find, { name: 'nobody' })).toBeNull();
    expect(await underTest.get(find, { id: 'nobody' })).toBeNull();
    expect(problems(await underTest.refusal(find, {}))).toEqual(['id: REQUIRED']);
    expect(problems(await underTest.refusal(find, { id: 'a', name: 'b' }))).toEqual(['id: EXCLUSIVE']);
  });
});
