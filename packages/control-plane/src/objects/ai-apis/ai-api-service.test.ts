import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';
import { createAiApi, createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());

const refuse = (input: object) =>
  underTest.refused('createAiApi', { name: 'new', basePath: '/new', providerIds: [world.providerId], ...input });

it('creates an AI API with the defaults, bound to its provider and default endpoints', async () => {
  const aiApi = await underTest.get(
    'query($id: ID) { aiApi(id: $id) { name displayName basePath enabled version policiesVersion provider { name } defaultProductionEndpoint { name } defaultSandboxEndpoint { name } requestTimeoutSeconds totalTimeoutSeconds streamHoldBackSeconds streamIdleTimeoutSeconds streamMaxDurationSeconds unroutedOperations policies { id } } }',
    { id: world.aiApiId },
  );
  expect(aiApi).toMatchObject({
    displayName: world.name,
    basePath: `/${world.name}/chat`,
    enabled: true,
    provider: { name: world.name },
    defaultProductionEndpoint: { name: 'primary' },
    defaultSandboxEndpoint: null,
    requestTimeoutSeconds: 300,
    totalTimeoutSeconds: 1_200,
    streamHoldBackSeconds: 5,
    streamIdleTimeoutSeconds: 300,
    streamMaxDurationSeconds: 3_600,
    unroutedOperations: 'PASS',
    policies: [],
  });
});

it.each(['', '/', 'chat', '/a/b/c/d/e', '/a//b', '/a/', '/a/..', '/.hidden', '/a b', '/a%2Fb', '/a?b'])(
  'refuses the base path %j',
  async (basePath) => {
    expect(problems(await refuse({ basePath }))).toEqual(['basePath: INVALID_FORMAT']);
  },
);

it('refuses a base path that equals another or is a prefix of another, segment by segment', async () => {
  await createAiApi(underTest, 'deep', world.providerId);
  for (const basePath of ['/deep/chat', '/deep', '/deep/chat/more']) {
    const error = await refuse({ basePath });
    expect(error.extensions).toMatchObject({ code: 'CONFLICT', reason: 'TAKEN', existingKind: 'AI_API' });
    expect(problems(error)).toEqual(['basePath: TAKEN']);
  }
  await underTest.change(
    'createAiApi',
    { name: 'beside', basePath: '/deep/chatter', providerIds: [world.providerId] },
    'revision',
  );
});

it('refuses a taken name and an unsuitable default endpoint', async () => {
  const other = await createWorld(underTest);
  expect(problems(await refuse({ name: world.name }))).toEqual(['name: TAKEN']);
  const problemsOf = async (defaultProductionEndpointId: string) =>
    problems(await refuse({ defaultProductionEndpointId }));
  expect(await problemsOf('nothing')).toEqual(['defaultProductionEndpointId: NOT_FOUND']);
  expect(await problemsOf(other.productionId)).toEqual(['defaultProductionEndpointId: OTHER_PROVIDER']);
  expect(await problemsOf(world.sandboxId)).toEqual(['defaultProductionEndpointId: OTHER_ENVIRONMENT']);
  expect(problems(await refuse({ defaultSandboxEndpointId: world.productionId }))).toEqual([
    'defaultSandboxEndpointId: OTHER_ENVIRONMENT',
  ]);
  expect(problems(await refuse({ streamHoldBackSeconds: 61 }))).toEqual(['streamHoldBackSeconds: OUT_OF_RANGE']);
});

it('gives a base path to only one of two AI APIs that request it at once', async () => {
  const outcomes = await Promise.all(
    ['/race', '/race/deeper'].map((basePath, index) =>
      underTest.ask('mutation($input: CreateAiApiInput!) { createAiApi(input: $input) { revision } }', {
        input: { name: `race-${index}`, basePath, providerIds: [world.providerId] },
      }),
    ),
  );
  const reasons = outcomes.flatMap(({ errors }) => errors ?? []).map(({ extensions }) => extensions.reason);
  expect(reasons).toEqual(['TAKEN']);
});

it('lists available targets: enabled models on enabled endpoints of the environment, by name', async () => {
  const fresh = await createWorld(underTest);
  await underTest.change('updateModel', { modelId: fresh.modelIds[1], enabled: false }, 'revision');
  const query = `query($id: ID, $environment: Environment!, $filter: AvailableTargetFilter, $first: Int, $after: String) {
    aiApi(id: $id) { availableTargets(environment: $environment, filter: $filter, first: $first, after: $after) {
      nodes { id model { name } endpoint { name } } totalCount pageInfo { endCursor hasNextPage hasPreviousPage } } } }`;
  interface Listed {
    availableTargets: {
      nodes: { model: { name: string }; endpoint: { name: string } }[];
      totalCount: number;
      pageInfo: { endCursor: string | null; hasNextPage: boolean; hasPreviousPage: boolean };
    };
  }
  const page = async (variables: object) => {
    const asked = { id: fresh.aiApiId, environment: 'PRODUCTION', ...variables };
    return (await underTest.get<Listed>(query, asked)).availableTargets;
  };
  const list = async (variables: object) =>
    (await page(variables)).nodes.map(({ model, endpoint }) => `${endpoint.name}/${model.name}`);
  expect(await list({})).toEqual(['primary/large', 'secondary/large', 'primary/small', 'secondary/small']);
  expect(await list({ environment: 'SANDBOX' })).toEqual(['sandbox/large', 'sandbox/small']);
  expect(await list({ filter: { search: 'SECOND' } })).toEqual(['secondary/large', 'secondary/small']);
  expect(await list({ filter: { modelIds: [fresh.modelIds[2]], endpointIds: [fresh.productionId] } })).toEqual([
    'primary/small',
  ]);
  expect(await list({ filter: { providerIds: [world.providerId] } })).toEqual([]);
  expect(await page({ first: 1, filter: { search: 'small' } })).toMatchObject({
    totalCount: 2,
    pageInfo: { hasNextPage: true, hasPreviousPage: false },
  });
  const walked: string[] = [];
  for (let after: string | null = null; walked.length < 4;) {
    const { nodes, pageInfo }: Listed['availableTargets'] = await page({ first: 1, after });
    expect(pageInfo).toMatchObject({ hasNextPage: walked.length < 3, hasPreviousPage: walked.length > 0 });
    walked.push(...nodes.map(({ model, endpoint }) => `${endpoint.name}/${model.name}`));
    after = pageInfo.endCursor;
  }
  expect(walked).toEqual(await list({}));
  const { pageInfo } = await page({ first: 1 });
  const elsewhere = { id: fresh.aiApiId, environment: 'SANDBOX', after: pageInfo.endCursor };
  expect(problems(await underTest.refusal(query, elsewhere))).toEqual(['after: INVALID_FORMAT']);
  expect(problems(await underTest.refusal(query, { id: fresh.aiApiId, environment: 'SANDBOX', first: 0 }))).toEqual([
    'first: OUT_OF_RANGE',
  ]);
});

it('reads the policies and targets of many AI APIs with as many statements as those of one', async () => {
  const { modelIds, productionId, providerId } = world;
  const production = [0, 1].map((model) => ({ modelId: modelIds[model], endpointId: productionId, weight: 1 }));
  for (let index = 0; index < 6; index += 1) {
    const aiApiId = await createAiApi(underTest, `batch-${index}`, providerId);
    await underTest.change(
      'attachWeightedRoundRobinPolicy',
      { aiApiId, production: { targets: production } },
      'revision',
    );
  }
  const count = (first: number) =>
    underTest.statementsFor(async () => {
      const query = `query($first: Int) { aiApis(first: $first, filter: { search: "batch-" }) { nodes { provider { name } policies { name
      production { targets { inRotation model { name } endpoint { name } policy { id } ... on WeightedRoundRobinTarget { share } } } } } } }`;
      const { nodes } = await underTest.get<{ nodes: { policies: unknown[] }[] }>(query, { first });
      expect(nodes.flatMap(({ policies }) => policies)).toHaveLength(first);
    });
  expect((await count(6)).length).toBe((await count(1)).length);
});
