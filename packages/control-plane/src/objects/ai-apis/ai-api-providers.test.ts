import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
/** Two providers of one wire format, whose models and endpoints have the same names; the AI API is the first one's. */
let [world, other]: [World, World] = [null!, null!];
let claudeId: string;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  claudeId = await createProvider('claude', 'ANTHROPIC');
});
beforeEach(async () => {
  world = await createWorld(underTest);
  other = await createWorld(underTest);
});
afterAll(() => underTest.stop());

async function createProvider(name: string, template: string): Promise<string> {
  const made = await underTest.change<{ provider: { id: string } }>(
    'createProvider',
    { name, template },
    'provider { id }',
  );
  return made.provider.id;
}

const AI_API = `aiApi { provider { name } providers { name } modelAliases { id name model { name provider { name } } }
  defaultProductionEndpoint { name } } revision`;
interface Changed {
  readonly aiApi: { readonly providers: { name: string }[] };
  readonly revision: number;
}
const update = (input: object) =>
  underTest.change<Changed>('updateAiApi', { aiApiId: world.aiApiId, ...input }, AI_API);
const refuse = (input: object) => underTest.refused('updateAiApi', { aiApiId: world.aiApiId, ...input });
const both = () => [world.providerId, other.providerId];
const target = ({ modelIds, productionId }: World, model = 0) => ({
  modelId: modelIds[model],
  endpointId: productionId,
});
const attach = (production: object, kind = 'RoundRobin') =>
  underTest.change<{ policy: { id: string } }>(
    `attach${kind}Policy`,
    { aiApiId: world.aiApiId, production },
    'policy { id } revision',
  );

it('creates an AI API over several providers, with aliases, and shows them in order', async () => {
  const { aiApi } = await underTest.change<Changed>(
    'createAiApi',
    {
      name: `${world.name}-both`,
      basePath: `/${world.name}/both`,
      providerIds: both(),
      modelAliases: [
        { name: 'fast', modelId: other.modelIds[2] },
        { name: 'best/of', modelId: world.modelIds[0].toUpperCase() },
      ],
    },
    AI_API,
  );
  expect(aiApi).toMatchObject({
    provider: { name: world.name },
    providers: [{ name: world.name }, { name: other.name }],
    modelAliases: [
      { name: 'fast', model: { name: 'small', provider: { name: other.name } } },
      { name: 'best/of', model: { name: 'large', provider: { name: world.name } } },
    ],
  });
});

it('refuses providers that do not exist, are listed twice, have another wire format, or are too many or too few', async () => {
  const refusal = async (providerIds: readonly string[]) => problems(await refuse({ providerIds }));
  expect(await refusal([])).toEqual(['providerIds: WRONG_COUNT']);
  expect(await refusal(Array.from({ length: 17 }, (_, index) => `${index}`))).toEqual(['providerIds: WRONG_COUNT']);
  expect(await refusal([world.providerId, world.providerId.toUpperCase()])).toEqual(['providerIds.1: DUPLICATE']);
  expect(await refusal([world.providerId, 'nobody'])).toEqual(['providerIds.1: NOT_FOUND']);
  expect(await refusal([world.providerId, claudeId])).toEqual(['providerIds.1: OTHER_WIRE_FORMAT']);
  expect(problems(await refuse({ providerIds: null }))).toEqual(['providerIds: REQUIRED']);
  const { message } = await refuse({ providerIds: [world.providerId, claudeId] });
  expect(message).toContain('must have the wire format of the first provider, OPENAI, but "claude" has ANTHROPIC');
  const input = { name: 'new', basePath: '/new', providerIds: [claudeId, world.providerId] };
  expect(problems(await underTest.refused('createAiApi', input))).toEqual(['providerIds.1: OTHER_WIRE_FORMAT']);
});

it('refuses aliases of one name, and those of a model of no provider in the list', async () => {
  const refusal = async (modelAliases: readonly object[]) => problems(await refuse({ modelAliases }));
  const modelId = world.modelIds[0];
  expect(
    await refusal([
      { name: 'a', modelId },
      { name: 'b', modelId },
      { name: 'a', modelId },
    ]),
  ).toEqual(['modelAliases.2.name: DUPLICATE']);
  expect(await refusal([{ name: 'a b', modelId }])).toEqual(['modelAliases.0.name: INVALID_FORMAT']);
  expect(await refusal([{ name: 'a', modelId: other.modelIds[0] }])).toEqual([
    'modelAliases.0.modelId: OTHER_PROVIDER',
  ]);
  expect(await refusal([{ name: 'a', modelId: 'nothing' }])).toEqual(['modelAliases.0.modelId: NOT_FOUND']);
  const many = Array.from({ length: 201 }, (_, index) => ({ name: `a-${index}`, modelId }));
  expect(await refusal(many)).toEqual(['modelAliases: WRONG_COUNT']);
});

it('replaces both lists, records that in the history and the routing table, and commits nothing if nothing changes', async () => {
  const modelAliases = [{ name: 'fast', modelId: other.modelIds[2] }];
  const { revision } = await update({ providerIds: both(), modelAliases });
  expect((await update({ providerIds: both(), modelAliases })).revision).toBe(revision);
  expect((await update({ modelAliases: null })).aiApi).toMatchObject({ modelAliases: [] });
  expect((await update({ providerIds: [world.providerId] })).aiApi.providers).toEqual([{ name: world.name }]);
  const { changes } = await underTest.get<{ changes: { nodes: { differences: object[] }[] } }>(
    'query($number: Int) { revision(number: $number) { changes { nodes { differences { path before after } } } } }',
    { number: revision },
  );
  expect(changes.nodes.flatMap(({ differences }) => differences)).toEqual([
    { path: 'providers.1', before: null, after: other.name },
    { path: 'modelAliases.0.name', before: null, after: 'fast' },
    { path: 'modelAliases.0.model', before: null, after: 'small' },
    { path: 'modelAliases.0.provider', before: null, after: other.name },
  ]);
  expect(await underTest.sql('SELECT key FROM dirty_entry WHERE revision > $1', [revision])).toEqual([
    { key: `ai-api.${world.aiApiId}` },
  ]);
});

it('lets a provider leave only when no target and no alias uses it, and names what does', async () => {
  await update({ providerIds: both(), modelAliases: [{ name: 'fast', modelId: other.modelIds[2] }] });
  const { policy } = await attach({ targets: [target(world), target(other)] });
  const alone = { providerIds: [world.providerId] };
  const used = await refuse(alone);
  expect(problems(used)).toEqual(['providerIds: IN_USE']);
  expect(used.message).toContain(
    `must keep the provider "${other.name}": the policy "round robin" targets it, the alias "fast" stands for a model of it`,
  );
  expect(problems(await refuse({ ...alone, modelAliases: [] }))).toEqual(['providerIds: IN_USE']);
  expect(problems(await refuse({ ...alone, modelAliases: [{ name: 'fast', modelId: other.modelIds[2] }] }))).toEqual([
    'modelAliases.0.modelId: OTHER_PROVIDER',
    'providerIds: IN_USE',
  ]);
  await underTest.change('detachPolicy', { policyId: policy.id }, 'revision');
  expect(problems(await refuse(alone))).toEqual(['providerIds: IN_USE']);
  expect((await update({ ...alone, modelAliases: null })).aiApi.providers).toEqual([{ name: world.name }]);
});

it('changes the first provider only together with the default endpoints, which are its own', async () => {
  await attach({ targets: [target(world)] });
  const reversed = { providerIds: [other.providerId, world.providerId] };
  const misplaced = await refuse(reversed);
  expect(problems(misplaced)).toEqual(['providerIds: IN_USE']);
  expect(misplaced.message).toContain('the default for PRODUCTION, "primary", is another provider\'s');
  expect(problems(await refuse({ ...reversed, defaultProductionEndpointId: world.secondId }))).toEqual([
    'defaultProductionEndpointId: OTHER_PROVIDER',
  ]);
  expect(problems(await refuse({ ...reversed, defaultSandboxEndpointId: other.sandboxId }))).toEqual([
    'providerIds: IN_USE',
  ]);
  const { aiApi } = await update({ ...reversed, defaultProductionEndpointId: other.secondId });
  expect(aiApi).toMatchObject({ provider: { name: other.name }, defaultProductionEndpoint: { name: 'secondary' } });
  expect((await update({ providerIds: both(), defaultProductionEndpointId: null })).aiApi).toMatchObject({
    provider: { name: world.name },
    defaultProductionEndpoint: null,
  });
});

it('keeps what any provider sends away from where the first one looks for the model', async () => {
  const inHeader = { routedOperations: [{ path: 'run', name: 'run', modelPlace: 'HEADER', modelKey: 'X-Model' }] };
  const inQuery = { routedOperations: [{ path: 'run', modelPlace: 'QUERY_PARAMETER', modelKey: 'deployment' }] };
  const setProfile = ({ providerId }: World, profile: object | null) =>
    underTest.change('updateProvider', { providerId, profile }, 'revision');
  const set = ({ providerId }: World, profile: object) => underTest.refused('updateProvider', { providerId, profile });
  const reversed = [other.providerId, world.providerId];
  for (const [place, looking, sending] of [
    ['the header', inHeader, { fixedHeaders: [{ name: 'x-model', value: 'fast' }] }],
    ['the header', inHeader, { credentialPlace: 'HEADER', credentialName: 'x-MODEL' }],
    ['the query parameter', inQuery, { credentialPlace: 'QUERY_PARAMETER', credentialName: 'deployment' }],
  ] as const) {
    await setProfile(world, looking);
    await setProfile(other, sending);
    const refused = await refuse({ providerIds: both() });
    expect(problems(refused)).toEqual(['providerIds.1: NOT_ALLOWED']);
    expect(refused.message).toContain(`where the first provider looks for it, ${place} `);
    // What the first one sends does not matter to where the others have their model.
    await update({ providerIds: reversed, defaultProductionEndpointId: null });
    await update({ providerIds: [world.providerId] });
    await setProfile(other, null);
    await update({ providerIds: both() });
    const changed = await set(other, sending);
    expect(problems(changed)).toEqual(['profile: IN_USE']);
    expect(changed.message).toContain(`the AI API "${world.name}" lists other providers beside this one`);
    await setProfile(world, null);
    await setProfile(other, sending);
    expect(problems(await set(world, looking))).toEqual(['profile: IN_USE']);
    await update({ providerIds: [world.providerId] });
  }
});

it('keeps the wire format of a provider while an AI API lists others beside it', async () => {
  const set = { providerId: other.providerId, profile: { wireFormat: 'MISTRAL' } };
  await update({ providerIds: both() });
  const refused = await underTest.refused('updateProvider', set);
  expect(problems(refused)).toEqual(['profile.wireFormat: IN_USE']);
  expect(refused.message).toContain(`the AI API "${world.name}" lists other providers beside this one`);
  await underTest.change('updateProvider', { ...set, profile: { wireFormat: 'OPENAI' } }, 'revision');
  await update({ providerIds: [world.providerId] });
  await underTest.change('updateProvider', set, 'revision');
  expect(problems(await refuse({ providerIds: both() }))).toEqual(['providerIds.1: OTHER_WIRE_FORMAT']);
});

it('lets targets choose models of its providers only, on an endpoint of the same one, by every mutation', async () => {
  const foreign = { modelId: other.modelIds[0], endpointId: world.productionId };
  const refusals = async (production: object, sides = { production }) => {
    const aiApiId = { aiApiId: world.aiApiId };
    return [
      problems(await underTest.refused('attachRoundRobinPolicy', { ...aiApiId, ...sides })),
      problems(await underTest.refused('setPolicies', { ...aiApiId, roundRobin: sides })),
    ];
  };
  expect(await refusals({ targets: [target(other)] })).toEqual([
    ['production.targets.0.modelId: OTHER_PROVIDER', 'production.targets.0.endpointId: OTHER_PROVIDER'],
    [
      'roundRobin.production.targets.0.modelId: OTHER_PROVIDER',
      'roundRobin.production.targets.0.endpointId: OTHER_PROVIDER',
    ],
  ]);
  await update({ providerIds: both() });
  expect(await refusals({ targets: [target(world), foreign] })).toEqual([
    ['production.targets.1.endpointId: OTHER_PROVIDER'],
    ['roundRobin.production.targets.1.endpointId: OTHER_PROVIDER'],
  ]);
  const { policy } = await attach({ primary: target(other), fallbacks: [target(world)] }, 'Failover');
  const chain = { primary: target(world), fallbacks: [foreign] };
  expect(problems(await underTest.refused('updateFailoverPolicy', { policyId: policy.id, production: chain }))).toEqual(
    ['production.fallbacks.0.endpointId: OTHER_PROVIDER'],
  );
  const { production } = await underTest.get<{ production: object }>(
    `query($id: ID!) { policy(id: $id) { ... on FailoverPolicy { production { primary { provider { name } }
      targets { provider { name } model { name } endpoint { name } } } } } }`,
    { id: policy.id },
  );
  const named = (name: string) => ({ provider: { name }, model: { name: 'large' }, endpoint: { name: 'primary' } });
  expect(production).toEqual({
    primary: { provider: { name: other.name } },
    targets: [named(other.name), named(world.name)],
  });
});

it('lists the available targets of all its providers, in their order', async () => {
  await update({ providerIds: both() });
  const list = async (search: string | null) => {
    const { availableTargets } = await underTest.get<{ availableTargets: { nodes: { provider: { name: string } }[] } }>(
      `query($id: ID, $search: String) { aiApi(id: $id) {
        availableTargets(environment: SANDBOX, filter: { search: $search }) {
          nodes { id provider { name } model { name } endpoint { name } } } } }`,
      { id: world.aiApiId, search },
    );
    return availableTargets.nodes.map(({ provider }) => provider.name);
  };
  const [one, two] = [world.name, other.name];
  expect(await list(null)).toEqual([one, one, one, two, two, two]);
  expect(await list('large')).toEqual([one, two]);
  expect(await list(two)).toEqual([two, two, two]);
});

it('is found by any of its providers and by the models of its aliases, and is what uses them', async () => {
  await update({ providerIds: both(), modelAliases: [{ name: 'fast', modelId: other.modelIds[2] }] });
  const found = async (filter: object) => {
    const query = 'query($filter: AiApiFilter) { aiApis(filter: $filter) { nodes { id } } }';
    return (await underTest.get<{ nodes: { id: string }[] }>(query, { filter })).nodes.map(({ id }) => id);
  };
  expect(await found({ providerIds: [other.providerId] })).toEqual([world.aiApiId, other.aiApiId]);
  expect(await found({ modelIds: [other.modelIds[2]] })).toEqual([world.aiApiId]);
  const usersOf = async (id: string) => {
    const query = `query($id: ID!) { node(id: $id) { ... on Provider { usedBy { nodes { objectId role } } }
      ... on Model { usedBy { nodes { objectId role } } } } }`;
    return (await underTest.get<{ usedBy: { nodes: object[] } }>(query, { id })).usedBy.nodes;
  };
  const used = (role: string, objectId = world.aiApiId) => ({ objectId, role });
  expect(await usersOf(other.modelIds[2])).toEqual([used('MODEL_ALIAS')]);
  expect(await usersOf(other.providerId)).toEqual([used('BOUND_PROVIDER'), used('BOUND_PROVIDER', other.aiApiId)]);
  await underTest.change('deleteAiApi', { aiApiId: other.aiApiId }, 'revision');
  for (const [operation, input] of [
    ['deleteModel', { modelId: other.modelIds[2] }],
    ['deleteProvider', { providerId: other.providerId }],
  ] as const) {
    const { extensions, message } = await underTest.refused(operation, input);
    expect(extensions).toMatchObject({ reason: 'IN_USE', dependents: [{ objectId: world.aiApiId }] });
    const alias = operation === 'deleteModel' ? ' (its alias "fast")' : '';
    expect(message).toContain(`in use by "${world.name}"${alias}. `);
  }
  // With the AI API its lists are gone.
  await underTest.change('deleteAiApi', { aiApiId: world.aiApiId }, 'revision');
  await underTest.change('deleteProvider', { providerId: other.providerId }, 'revision');
});

it('takes as many statements for many providers and aliases as for one', async () => {
  const count = (fields: string) =>
    underTest.statementsOf(() =>
      underTest.get(`query($id: ID) { aiApi(id: $id) { ${fields} } }`, { id: world.aiApiId }),
    );
  const fields = 'providers { name models { name } } modelAliases { name model { name } } provider { name }';
  await update({ modelAliases: [{ name: 'one', modelId: world.modelIds[0] }] });
  const one = await count(fields);
  const aliases = ['a', 'b', 'c'].map((name, index) => ({ name, modelId: other.modelIds[index] }));
  await update({ providerIds: both(), modelAliases: aliases });
  expect(await count(fields)).toBe(one);
});
