import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { openCredentials } from '../../testing/open-credentials.suite';
import { createAiApi, createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;

const settings: { privateEndpoints: 'allow' | 'deny' } = { privateEndpoints: 'allow' };

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(undefined, settings);
});
afterAll(() => underTest.stop());

interface Plan {
  readonly id: string;
  readonly baseRevision: number;
  readonly isEmpty: boolean;
  readonly items: {
    readonly action: string;
    readonly kind: string;
    readonly objectId: string | null;
    readonly path: readonly string[];
    readonly differences: readonly { readonly path: string }[];
  }[];
  readonly warnings: { readonly code: string; readonly message: string; readonly path: readonly string[] }[];
}

const PLAN = `id baseRevision isEmpty items { action kind objectId path differences { path before after } }
  warnings { code message path }`;

interface RolledBack {
  readonly plan: Plan;
  readonly applied: boolean;
  readonly revision: number;
}

const rollBack = (toRevision: number, input: object = {}) =>
  underTest.change<RolledBack>('rollBack', { toRevision, ...input }, `applied revision plan { ${PLAN} }`);
const planRollBack = (to: number) =>
  underTest.get<Plan>(`query($to: Int!) { planRollBack(toRevision: $to) { ${PLAN} } }`, { to });
const latest = async () => (await underTest.get<{ number: number }>('{ revision { number } }')).number;
const change = async (name: string, input: object) =>
  (await underTest.change<{ revision: number }>(name, input, 'revision')).revision;
const actions = ({ items }: Plan) => items.map(({ action, kind, path }) => `${action} ${kind} ${path.join('/')}`);
const warnings = (plan: Plan) => plan.warnings.map(({ code, path }) => `${code} ${path.join('/')}`);

const attach = (world: World, modelId = world.modelIds[0]) =>
  change('attachRoundRobinPolicy', {
    aiApiId: world.aiApiId,
    production: { targets: [{ modelId, endpointId: world.productionId }] },
  });

it('reverts updates, deletions and creations in one revision that records its target', async () => {
  const world = await createWorld(underTest);
  const to = await attach(world);
  await change('updateModel', { modelId: world.modelIds[0], name: 'renamed', displayName: 'Renamed' });
  await change('deleteModel', { modelId: world.modelIds[2] });
  await change('addModels', { providerId: world.providerId, models: [{ name: 'new' }] });
  await change('updateAiApi', { aiApiId: world.aiApiId, basePath: `/${world.name}/moved` });
  const before = await latest();
  const { plan, applied, revision } = await rollBack(to, { comment: 'INC-7' });
  expect({ applied, revision }).toEqual({ applied: true, revision: before + 1 });
  expect(actions(plan)).toEqual([
    `UPDATE MODEL ${world.name}/large`,
    `DELETE MODEL ${world.name}/new`,
    `CREATE MODEL ${world.name}/small`,
    `UPDATE AI_API ${world.name}`,
  ]);
  expect(warnings(plan)).toEqual([`BASE_PATH_MOVED ${world.name}`]);
  expect(await underTest.get('{ revision { number operation comment rolledBackTo changeCount } }')).toEqual({
    number: revision,
    operation: 'rollBack',
    comment: 'INC-7',
    rolledBackTo: to,
    changeCount: 4,
  });
  const { models } = await underTest.get<{ models: { id: string; name: string }[] }>(
    'query($id: ID) { provider(id: $id) { models { id name } } }',
    { id: world.providerId },
  );
  expect(Object.fromEntries(models.map(({ id, name }) => [name, id]))).toEqual({
    large: world.modelIds[0],
    medium: world.modelIds[1],
    small: world.modelIds[2],
  });
});

it('finds the right object even if another one now has its name', async () => {
  const world = await createWorld(underTest);
  const to = await attach(world);
  const modelId = world.modelIds[0];
  await change('setPolicies', { aiApiId: world.aiApiId, failover: [] });
  await change('deleteModel', { modelId });
  const added = await underTest.change<{ models: { id: string }[] }>(
    'addModels',
    { providerId: world.providerId, models: [{ name: 'large' }] },
    'models { id }',
  );
  await attach(world, added.models[0]!.id);
  const { plan } = await rollBack(to);
  expect(plan.items.filter(({ kind }) => kind === 'MODEL').map(({ action, objectId }) => [action, objectId])).toEqual(
    expect.arrayContaining([
      ['CREATE', null],
      ['DELETE', added.models[0]!.id],
    ]),
  );
  const { policies } = await underTest.get<{ policies: { production: { targets: { model: { id: string } }[] } }[] }>(
    `query($id: ID) { aiApi(id: $id) { policies { ... on RoundRobinPolicy { production { targets { model { id } } } } } } }`,
    { id: world.aiApiId },
  );
  expect(policies.map(({ production }) => production.targets.map(({ model }) => model.id))).toEqual([[modelId]]);
});

it('moves a remaining policy to the right object, though both have the same name', async () => {
  const world = await createWorld(underTest);
  const to = await attach(world);
  const [modelId, otherId] = world.modelIds;
  const read = () =>
    underTest.get<{ policies: { id: string; production: { targets: { model: { id: string } }[] } }[] }>(
      `query($id: ID) { aiApi(id: $id) { policies { id ... on RoundRobinPolicy { production { targets { model { id } } } } } } }`,
      { id: world.aiApiId },
    );
  const [policy] = (await read()).policies;
  const setTo = (id: string) =>
    change('updateRoundRobinPolicy', {
      policyId: policy!.id,
      production: { targets: [{ modelId: id, endpointId: world.productionId }] },
    });
  await setTo(otherId);
  await change('deleteModel', { modelId });
  const added = await underTest.change<{ models: { id: string }[] }>(
    'addModels',
    { providerId: world.providerId, models: [{ name: 'large' }] },
    'models { id }',
  );
  await setTo(added.models[0]!.id);
  const { plan } = await rollBack(to);
  expect(actions(plan)).toContain(`UPDATE ROUND_ROBIN_POLICY ${world.name}/round robin`);
  expect((await read()).policies).toEqual([{ id: policy!.id, production: { targets: [{ model: { id: modelId } }] } }]);
});

it('swaps the names of two objects back', async () => {
  const world = await createWorld(underTest);
  const to = await latest();
  const [large, medium] = world.modelIds;
  await change('updateModel', { modelId: large, name: 'between' });
  await change('updateModel', { modelId: medium, name: 'large' });
  await change('updateModel', { modelId: large, name: 'medium' });
  expect(actions((await rollBack(to)).plan)).toEqual([
    `UPDATE MODEL ${world.name}/large`,
    `UPDATE MODEL ${world.name}/medium`,
  ]);
});

it('plans without changing anything, and applies only the reviewed plan', async () => {
  const world = await createWorld(underTest);
  const to = await latest();
  await change('updateProvider', { providerId: world.providerId, displayName: 'Another' });
  const before = await latest();
  const plan = await planRollBack(to);
  expect(actions(plan)).toEqual([`UPDATE PROVIDER ${world.name}`]);
  expect(await rollBack(to, { dryRun: true })).toEqual({ applied: false, revision: before, plan });
  expect(await latest()).toBe(before);
  await change('updateModel', { modelId: world.modelIds[0], enabled: false });
  expect(await underTest.refused('rollBack', { toRevision: to, expectedPlanId: plan.id })).toMatchObject({
    extensions: { code: 'CONFLICT', reason: 'PLAN_CHANGED' },
  });
  expect(await latest()).toBe(before + 1);
  const { id } = await planRollBack(to);
  expect(await rollBack(to, { expectedPlanId: id })).toMatchObject({ applied: true, revision: before + 2 });
});

it('commits nothing if the present state already equals the target', async () => {
  const world = await createWorld(underTest);
  const to = await latest();
  expect(await rollBack(to)).toMatchObject({ applied: true, revision: to, plan: { isEmpty: true, items: [] } });
  await change('updateModel', { modelId: world.modelIds[0], enabled: false });
  await change('updateModel', { modelId: world.modelIds[0], enabled: true });
  expect(await rollBack(to)).toMatchObject({ revision: to + 2, plan: { isEmpty: true } });
});

it('says which revisions exist if there is none with that number', async () => {
  const last = await latest();
  for (const toRevision of [0, -1, last + 1, 2 ** 31 - 1]) {
    expect(await underTest.refused('rollBack', { toRevision })).toMatchObject({
      message: `There is no revision ${toRevision}; the latest one is ${last}.`,
      extensions: { code: 'NOT_FOUND' },
    });
    const planned = 'query($to: Int!) { planRollBack(toRevision: $to) { id } }';
    expect((await underTest.refusal(planned, { to: toRevision })).extensions.code).toBe('NOT_FOUND');
    const read = 'query($at: Int!) { configurationAt(revision: $at) }';
    expect((await underTest.refusal(read, { at: toRevision })).extensions.code).toBe('NOT_FOUND');
  }
});

describe('of access', () => {
  it('does not change consumers, grants, keys and tokens', async () => {
    const world = await createWorld(underTest);
    const made = await underTest.change<{ consumer: { id: string } }>(
      'createConsumer',
      { name: `of-${world.name}`, aiApiIds: [world.aiApiId] },
      'consumer { id }',
    );
    const consumerId = made.consumer.id;
    const issue = async () =>
      (
        await underTest.change<{ consumerKey: { id: string } }>(
          'issueConsumerKey',
          { consumerId, environment: 'PRODUCTION' },
          'consumerKey { id }',
        )
      ).consumerKey.id;
    const lost = await issue();
    const to = await latest();
    await issue();
    await change('revokeConsumerKey', { consumerKeyId: lost });
    await change('updateConsumer', { consumerId, name: `later-${world.name}`, enabled: false });
    await underTest.accessToken('VIEWER', `of-${world.name}`);
    await change('updateAiApi', { aiApiId: world.aiApiId, name: `later-${world.name}` });
    const rows = async () => [
      await underTest.sql('SELECT * FROM consumer ORDER BY id'),
      await underTest.sql('SELECT * FROM access_grant ORDER BY id'),
      await underTest.sql('SELECT * FROM consumer_key ORDER BY id'),
      await underTest.sql('SELECT id, revoked_at FROM access_token ORDER BY id'),
    ];
    const before = await rows();
    expect(actions((await rollBack(to)).plan)).toEqual([`UPDATE AI_API ${world.name}`]);
    expect(await rows()).toEqual(before);
  });

  it('revokes the access to an AI API that it deletes, and grants none to one that it restores', async () => {
    const world = await createWorld(underTest);
    const to = await latest();
    const aiApiId = await createAiApi(underTest, `second-${world.name}`, world.providerId);
    const name = `of-${world.name}`;
    await change('createConsumer', { name, aiApiIds: [aiApiId] });
    const grants = () => underTest.sql('SELECT id FROM access_grant WHERE ai_api_id = $1', [aiApiId]);
    expect(await grants()).toHaveLength(1);
    const from = await latest();
    const away = (await rollBack(to)).plan;
    expect(actions(away)).toEqual([
      `DELETE AI_API second-${world.name}`,
      `DELETE ACCESS_GRANT ${name}/second-${world.name}`,
    ]);
    expect(warnings(away)).toEqual([`ACCESS_REVOKED second-${world.name}`]);
    const back = (await rollBack(from)).plan;
    expect(actions(back)).toEqual([`CREATE AI_API second-${world.name}`]);
    expect(await underTest.get('query($id: ID) { aiApi(id: $id) { id } }', { id: aiApiId })).toEqual({ id: aiApiId });
    expect(await grants()).toEqual([]);
  });
});

describe('of credentials', () => {
  const credentialOf = async (endpointId: string) =>
    (
      await underTest.sql<{ sealed_credential: string | null; url: string }>(
        'SELECT sealed_credential, credential_hint, credential_rotated_at, url FROM endpoint WHERE id = $1',
        [endpointId],
      )
    )[0]!;

  it('keeps the present one, though the revision had another', async () => {
    const world = await createWorld(underTest);
    const to = await latest();
    const url = 'https://primary.example/v2';
    await change('updateEndpoint', { endpointId: world.productionId, url });
    await change('rotateEndpointCredential', {
      endpointId: world.productionId,
      credential: { apiKey: 'sk-of-today-0123' },
    });
    const before = await credentialOf(world.productionId);
    const { plan } = await rollBack(to);
    expect(actions(plan)).toEqual([`UPDATE ENDPOINT ${world.name}/primary`]);
    expect(plan.warnings).toEqual([]);
    expect(await credentialOf(world.productionId)).toEqual({ ...before, url: 'https://primary.example/v1' });
    expect((await openCredentials(underTest)).get(world.productionId)).toBe('sk-of-today-0123');
  });

  it('neither restores a removed credential nor removes one that was set since', async () => {
    const world = await createWorld(underTest);
    const to = await latest();
    await change('removeEndpointCredential', { endpointId: world.productionId });
    expect((await rollBack(to)).plan.isEmpty).toBe(true);
    const credential = { apiKey: 'sk-of-today-0123' };
    await change('rotateEndpointCredential', { endpointId: world.productionId, credential });
    expect((await rollBack(to + 1)).plan.isEmpty).toBe(true);
    expect((await credentialOf(world.productionId)).sealed_credential).not.toBeNull();
  });

  it('removes the present one instead of sending it to another origin, and warns of it', async () => {
    const world = await createWorld(underTest);
    const to = await latest();
    const moved = { url: 'https://elsewhere.example/v1', credential: { apiKey: 'sk-for-elsewhere' } };
    await change('updateEndpoint', { endpointId: world.productionId, ...moved });
    const planned = await planRollBack(to);
    const { plan } = await rollBack(to);
    expect(plan).toEqual(planned);
    expect(warnings(plan)).toEqual([`CREDENTIAL_MISSING ${world.name}/primary`]);
    expect(plan.items[0]!.differences.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['url', 'credential.isSet']),
    );
    expect(await credentialOf(world.productionId)).toMatchObject({
      url: 'https://primary.example/v1',
      sealed_credential: null,
      credential_hint: null,
    });
  });

  it('gives none to an endpoint that was deleted and restored, and warns of it', async () => {
    const world = await createWorld(underTest);
    const to = await latest();
    await change('deleteEndpoint', { endpointId: world.secondId });
    const { plan } = await rollBack(to);
    expect(actions(plan)).toEqual([`CREATE ENDPOINT ${world.name}/secondary`]);
    expect(warnings(plan)).toContain(`CREDENTIAL_MISSING ${world.name}/secondary`);
    expect(warnings(plan)).not.toContain(`CREDENTIAL_MISSING ${world.name}/primary`);
    expect(await credentialOf(world.secondId)).toMatchObject({ sealed_credential: null });
  });
});

it('is refused if the settings forbid what it would restore, and changes nothing', async () => {
  const world = await createWorld(underTest);
  const input = {
    providerId: world.providerId,
    name: 'local',
    environment: 'PRODUCTION',
    url: 'http://127.0.0.1:9/v1',
  };
  const made = await underTest.change<{ endpoint: { id: string }; revision: number }>(
    'createEndpoint',
    input,
    'endpoint { id } revision',
  );
  const before = await change('deleteEndpoint', { endpointId: made.endpoint.id });
  settings.privateEndpoints = 'deny';
  await underTest.startAgain();
  const { message, extensions } = await underTest.refused('rollBack', { toRevision: made.revision });
  expect(extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: `${world.name} / local.url`, reason: 'NOT_ALLOWED' }],
  });
  expect(message).toContain('SWITCHYARD_PRIVATE_ENDPOINTS=deny');
  expect(await latest()).toBe(before);
});
