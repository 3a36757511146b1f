import { decodeEntryBytes } from '@switchyard/contract';
import { ControlPlaneUnderTest, type Payload, problems } from '../../testing/control-plane-under-test.suite';
import { createAiApi, createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());
beforeEach(async () => {
  world = await createWorld(underTest);
});

const AI_API = `aiApi { name displayName basePath enabled version policiesVersion defaultProductionEndpoint { name }
  defaultSandboxEndpoint { name } requestTimeoutSeconds totalTimeoutSeconds streamHoldBackSeconds
  streamIdleTimeoutSeconds streamMaxDurationSeconds unroutedOperations } revision`;
interface Changed extends Payload {
  aiApi: { version: number; policiesVersion: number };
}
const update = (input: object) =>
  underTest.change<Changed>('updateAiApi', { aiApiId: world.aiApiId, ...input }, AI_API);
const refuse = (input: object) => underTest.refused('updateAiApi', { aiApiId: world.aiApiId, ...input });

it('changes every member, also in the routing table, and does not change the policies', async () => {
  const given = {
    name: `${world.name}-moved`,
    displayName: 'Moved',
    basePath: `/${world.name}/moved/here`,
    requestTimeoutSeconds: 10,
    totalTimeoutSeconds: 20,
    streamHoldBackSeconds: 0,
    streamIdleTimeoutSeconds: 30,
    streamMaxDurationSeconds: 40,
    unroutedOperations: 'REFUSE',
  };
  const defaults = {
    defaultProductionEndpointId: world.secondId,
    defaultSandboxEndpointId: world.sandboxId,
  };
  const before = await update({});
  const { aiApi, revision } = await update({ ...given, ...defaults });
  expect(aiApi).toMatchObject({
    ...given,
    version: revision,
    policiesVersion: before.aiApi.policiesVersion,
    defaultProductionEndpoint: { name: 'secondary' },
    defaultSandboxEndpoint: { name: 'sandbox' },
  });
  expect(await underTest.sql('SELECT key FROM dirty_entry WHERE revision = $1', [revision])).toEqual([
    { key: `ai-api.${world.aiApiId}` },
  ]);
  expect((await update({ ...given, ...defaults })).revision).toBe(revision);
});

it('restores defaults with null, and removes a default endpoint with null', async () => {
  await update({ requestTimeoutSeconds: 1, totalTimeoutSeconds: 2, enabled: false, displayName: 'Old' });
  const members = ['requestTimeoutSeconds', 'totalTimeoutSeconds', 'enabled', 'displayName'];
  const nothing = Object.fromEntries([...members, 'defaultProductionEndpointId'].map((member) => [member, null]));
  expect(await update(nothing)).toMatchObject({
    aiApi: {
      requestTimeoutSeconds: 300,
      totalTimeoutSeconds: 1_200,
      enabled: true,
      displayName: world.name,
      defaultProductionEndpoint: null,
    },
  });
  expect(problems(await refuse({ name: null, basePath: null }))).toEqual(['name: REQUIRED', 'basePath: REQUIRED']);
});

it('records the names of the objects it refers to in the history', async () => {
  const { revision } = await update({ defaultProductionEndpointId: world.secondId });
  const query =
    'query($number: Int) { revision(number: $number) { changes { nodes { differences { path before after } } } } }';
  expect(await underTest.get(query, { number: revision })).toEqual({
    changes: {
      nodes: [{ differences: [{ path: 'defaultProductionEndpoint', before: 'primary', after: 'secondary' }] }],
    },
  });
});

it('refuses a taken name or base path, an unsuitable endpoint, and a stale version', async () => {
  const other = await createWorld(underTest);
  expect(problems(await refuse({ name: other.name }))).toEqual(['name: TAKEN']);
  const overlap = await refuse({ basePath: `/${other.name}/chat/below` });
  expect(problems(overlap)).toEqual(['basePath: TAKEN']);
  expect(overlap.extensions.existingId).toBe(other.aiApiId);
  const problemsOf = async (input: object) => problems(await refuse(input));
  expect(await problemsOf({ defaultProductionEndpointId: other.productionId })).toEqual([
    'defaultProductionEndpointId: OTHER_PROVIDER',
  ]);
  expect(await problemsOf({ defaultSandboxEndpointId: world.productionId })).toEqual([
    'defaultSandboxEndpointId: OTHER_ENVIRONMENT',
  ]);
  expect(await problemsOf({ defaultSandboxEndpointId: 'nothing' })).toEqual(['defaultSandboxEndpointId: NOT_FOUND']);
  expect(await problemsOf({ streamHoldBackSeconds: 61 })).toEqual(['streamHoldBackSeconds: OUT_OF_RANGE']);
  const { version } = (await update({ displayName: 'newer' })).aiApi;
  expect((await refuse({ expectedVersion: version - 1 })).extensions).toMatchObject({
    reason: 'STALE_VERSION',
    currentVersion: version,
  });
  expect((await refuse({ aiApiId: 'nothing' })).extensions.code).toBe('NOT_FOUND');
});

it('may move below its own base path, but only one of two can move to the same path at once', async () => {
  await update({ basePath: `/${world.name}/chat/below` });
  const secondId = await createAiApi(underTest, `${world.name}-second`, world.providerId);
  const outcomes = await Promise.all(
    [world.aiApiId, secondId].map((aiApiId) =>
      underTest.ask('mutation($input: UpdateAiApiInput!) { updateAiApi(input: $input) { revision } }', {
        input: { aiApiId, basePath: `/${world.name}-both` },
      }),
    ),
  );
  const reasons = outcomes.flatMap(({ errors }) => errors ?? []).map(({ extensions }) => extensions.reason);
  expect(reasons).toEqual(['TAKEN']);
});

it('is not in the routing table while it is disabled', async () => {
  const served = async () => {
    await underTest.isPublished();
    const { entries } = await underTest.stores.routingTable.read();
    const entry = entries.get(`ai-api.${world.aiApiId}`);
    return decodeEntryBytes(entry!.value).newest.raw !== null;
  };
  expect(await served()).toBe(true);
  await update({ enabled: false });
  expect(await served()).toBe(false);
  await update({ enabled: true });
  expect(await served()).toBe(true);
});

it('is found by what it uses, by who may call it, by its policies and by the start of its base path', async () => {
  const { productionId, secondId, modelIds, aiApiId, name } = world;
  const plainId = await createAiApi(underTest, `${name}-plain`, world.providerId, secondId);
  const production = { targets: [{ modelId: modelIds[0], endpointId: productionId }] };
  await underTest.change('attachRoundRobinPolicy', { aiApiId, production }, 'revision');
  const made = await underTest.change<{ consumer: { id: string } }>(
    'createConsumer',
    { name: `${name}-caller`, aiApiIds: [plainId] },
    'consumer { id }',
  );
  const list = async (filter: object) => {
    const query = 'query($filter: AiApiFilter) { aiApis(filter: $filter) { nodes { name } totalCount } }';
    const variables = { filter: { providerIds: [world.providerId], ...filter } };
    return (await underTest.get<{ nodes: { name: string }[] }>(query, variables)).nodes.map((node) => node.name);
  };
  expect(await list({ modelIds: [modelIds[0]] })).toEqual([name]);
  expect(await list({ modelIds: [modelIds[1]] })).toEqual([]);
  expect(await list({ endpointIds: [productionId] })).toEqual([name]);
  expect(await list({ endpointIds: [secondId] })).toEqual([`${name}-plain`]);
  expect(await list({ endpointIds: [secondId, productionId], modelIds: [modelIds[0]] })).toEqual([name]);
  expect(await list({ endpointIds: [] })).toEqual([]);
  expect(await list({ consumerIds: [made.consumer.id] })).toEqual([`${name}-plain`]);
  expect(await list({ policyKinds: ['ROUND_ROBIN', 'FAILOVER'] })).toEqual([name]);
  expect(await list({ policyKinds: ['FAILOVER'] })).toEqual([]);
  expect(await list({ hasPolicies: false })).toEqual([`${name}-plain`]);
  expect(await list({ hasPolicies: true })).toEqual([name]);
  expect(await list({ basePathPrefix: `/${name}` })).toEqual([name]);
  expect(await list({ basePathPrefix: `/${name}/chat` })).toEqual([name]);
  expect(await list({ basePathPrefix: `/${name}/cha` })).toEqual([]);
  expect(await list({ basePathPrefix: '/' })).toEqual([name, `${name}-plain`]);
});
