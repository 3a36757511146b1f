import { decodeEntryBytes } from '@switchyard/contract';
import { ControlPlaneUnderTest, type Payload, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;
let consumers = 0;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());
beforeEach(async () => {
  world = await createWorld(underTest);
});

const remove = <T = Payload & { deletedId: string }>(what: string, input: object, fields = 'deletedId revision') =>
  underTest.change<T>(`delete${what}`, input, fields);

async function isThere(id: string): Promise<boolean> {
  return (await underTest.get('query($id: ID!) { node(id: $id) { id } }', { id })) !== null;
}

async function attach(targets: object[] = [target()]): Promise<string> {
  const input = { aiApiId: world.aiApiId, production: { targets } };
  const { policy } = await underTest.change<{ policy: { id: string } }>(
    'attachRoundRobinPolicy',
    input,
    'policy { id }',
  );
  return policy.id;
}

function target(model = 0, endpointId = world.productionId) {
  return { modelId: world.modelIds[model], endpointId };
}

async function createConsumer(aiApiIds: string[] = []): Promise<{ id: string; name: string }> {
  consumers += 1;
  const input = { name: `consumer-${consumers}`, aiApiIds };
  return (
    await underTest.change<{ consumer: { id: string; name: string } }>('createConsumer', input, 'consumer { id name }')
  ).consumer;
}

async function changesOf(revision: number): Promise<string[]> {
  const query =
    'query($number: Int) { revision(number: $number) { changes(first: 200) { nodes { action kind name } } } }';
  const { changes } = await underTest.get<{ changes: { nodes: { action: string; kind: string; name: string }[] } }>(
    query,
    { number: revision },
  );
  return changes.nodes.map(({ action, kind, name }) => `${action} ${kind} ${name}`);
}

async function touchedBy(revision: number): Promise<string[]> {
  const rows = await underTest.sql<{ key: string }>('SELECT key FROM dirty_entry WHERE revision = $1 ORDER BY key', [
    revision,
  ]);
  return rows.map(({ key }) => key);
}

describe('refuses to delete what is in use, and names what uses it', () => {
  it('a provider that an AI API uses', async () => {
    const error = await underTest.refused('deleteProvider', { providerId: world.providerId });
    expect(error.extensions).toMatchObject({
      code: 'CONFLICT',
      reason: 'IN_USE',
      dependentCount: 1,
      dependents: [
        {
          id: `${world.aiApiId}:BOUND_PROVIDER`,
          kind: 'AI_API',
          objectId: world.aiApiId,
          name: world.name,
          path: [world.name],
          role: 'BOUND_PROVIDER',
        },
      ],
    });
    expect(error.message).toContain(JSON.stringify(world.name));
    expect(await isThere(world.providerId)).toBe(true);
  });

  it('a model that a policy targets', async () => {
    const policyId = await attach([target(), target(0, world.secondId)]);
    const error = await underTest.refused('deleteModel', { modelId: world.modelIds[0] });
    expect(error.extensions).toMatchObject({
      reason: 'IN_USE',
      dependentCount: 1,
      dependents: [
        {
          kind: 'ROUND_ROBIN_POLICY',
          objectId: policyId,
          name: 'round robin',
          path: [world.name, 'round robin'],
          role: 'TARGET',
        },
      ],
    });
    const many = await underTest.refused('deleteModels', { modelIds: [world.modelIds[1], world.modelIds[0]] });
    expect(many.extensions).toMatchObject({ reason: 'IN_USE', dependents: [{ objectId: policyId }] });
    expect(await isThere(world.modelIds[1])).toBe(true);
  });

  it('an endpoint that is a default or in a target', async () => {
    const asDefault = await underTest.refused('deleteEndpoint', { endpointId: world.productionId });
    expect(asDefault.extensions).toMatchObject({
      reason: 'IN_USE',
      dependents: [{ kind: 'AI_API', role: 'DEFAULT_ENDPOINT' }],
    });
    await attach([target(0, world.productionId), target(1, world.productionId)]);
    const error = await underTest.refused('deleteEndpoint', { endpointId: world.productionId });
    expect(error.extensions).toMatchObject({
      dependentCount: 2,
      dependents: [
        { kind: 'AI_API', role: 'DEFAULT_ENDPOINT' },
        { kind: 'ROUND_ROBIN_POLICY', role: 'TARGET' },
      ],
    });
  });

  it('an AI API that consumers may call: names at most 50, and counts all', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 51; index += 1) ids.push((await createConsumer([world.aiApiId])).id);
    const error = await underTest.refused('deleteAiApi', { aiApiId: world.aiApiId });
    expect(error.extensions).toMatchObject({ reason: 'IN_USE', dependentCount: 51 });
    const dependents = error.extensions['dependents'] as { kind: string; path: string[]; role: string }[];
    expect(dependents).toHaveLength(50);
    expect(dependents[0]).toMatchObject({
      kind: 'ACCESS_GRANT',
      role: 'ACCESS',
      path: [expect.any(String), world.name],
    });
    const usedBy = `query($id: ID!, $after: String) { aiApi(id: $id) { usedBy(first: 40, after: $after) {
      totalCount nodes { name } edges { cursor node { name } } pageInfo { hasNextPage endCursor } } } }`;
    interface Page {
      usedBy: { totalCount: number; nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    }
    const first = (await underTest.get<Page>(usedBy, { id: world.aiApiId })).usedBy;
    const second = (await underTest.get<Page>(usedBy, { id: world.aiApiId, after: first.pageInfo.endCursor })).usedBy;
    expect([first.totalCount, first.nodes.length, second.nodes.length, second.pageInfo.hasNextPage]).toEqual([
      51,
      40,
      11,
      false,
    ]);
    expect(new Set([...first.nodes, ...second.nodes].map(({ name }) => name)).size).toBe(51);
  });

  it('with the same list as usedBy', async () => {
    await attach();
    const REFERENCES = 'usedBy { totalCount nodes { kind role name path objectId } }';
    const used = await underTest.get(
      `query($provider: ID!, $model: ID!, $endpoint: ID!) { found: nodes(ids: [$provider, $model, $endpoint]) {
        ... on Provider { ${REFERENCES} } ... on Model { ${REFERENCES} } ... on Endpoint { ${REFERENCES} } } }`,
      { provider: world.providerId, model: world.modelIds[0], endpoint: world.productionId },
    );
    expect(used).toMatchObject([
      { usedBy: { totalCount: 1, nodes: [{ kind: 'AI_API', role: 'BOUND_PROVIDER' }] } },
      { usedBy: { totalCount: 1, nodes: [{ kind: 'ROUND_ROBIN_POLICY', path: [world.name, 'round robin'] }] } },
      { usedBy: { totalCount: 2, nodes: [{ role: 'DEFAULT_ENDPOINT' }, { role: 'TARGET' }] } },
    ]);
  });
});

describe('a delete', () => {
  it('deletes a provider with its models and endpoints, and the history records each', async () => {
    await remove('AiApi', { aiApiId: world.aiApiId });
    const { revision, deletedId } = await remove('Provider', { providerId: world.providerId });
    expect(deletedId).toBe(world.providerId);
    expect(await changesOf(revision)).toEqual([
      'DELETE ENDPOINT primary',
      'DELETE ENDPOINT sandbox',
      'DELETE ENDPOINT secondary',
      'DELETE MODEL large',
      'DELETE MODEL medium',
      'DELETE MODEL small',
      `DELETE PROVIDER ${world.name}`,
    ]);
    for (const id of [world.providerId, world.modelIds[0], world.sandboxId]) expect(await isThere(id)).toBe(false);
  });

  it('of a model returns its provider, whose entry alone it updates', async () => {
    const PROVIDER = 'provider { models { name } } revision';
    const one = await remove<{ revision: number }>('Model', { modelId: world.modelIds[0] }, `deletedId ${PROVIDER}`);
    expect(one).toMatchObject({
      deletedId: world.modelIds[0],
      provider: { models: [{ name: 'medium' }, { name: 'small' }] },
    });
    expect(await touchedBy(one.revision)).toEqual([`provider.${world.providerId}`]);
    const other = await createWorld(underTest);
    const many = await remove<{ revision: number; providers: unknown[] }>(
      'Models',
      { modelIds: [world.modelIds[2], other.modelIds[1]] },
      'deletedIds providers { name models { name } } revision',
    );
    expect(many).toMatchObject({ deletedIds: [world.modelIds[2], other.modelIds[1]] });
    expect(many.providers).toEqual(
      expect.arrayContaining([
        { name: world.name, models: [{ name: 'medium' }] },
        { name: other.name, models: [{ name: 'large' }, { name: 'small' }] },
      ]),
    );
    expect((await touchedBy(many.revision)).length).toBe(2);
  });

  it('of an endpoint deletes its credential', async () => {
    const { revision } = await remove(
      'Endpoint',
      { endpointId: world.secondId },
      'deletedId provider { endpoints { name } } revision',
    );
    expect(await touchedBy(revision)).toEqual([`provider.${world.providerId}`]);
    expect(await underTest.sql('SELECT id FROM endpoint WHERE id = $1', [world.secondId])).toEqual([]);
  });

  it('of an AI API deletes its policies, and revokes access to it only if requested', async () => {
    const policyId = await attach();
    const consumer = await createConsumer([world.aiApiId]);
    const input = { aiApiId: world.aiApiId, revokeAccess: true };
    const { revision } = await remove('AiApi', input);
    expect(await changesOf(revision)).toEqual([
      `DELETE ACCESS_GRANT ${world.name}`,
      `DELETE AI_API ${world.name}`,
      'DELETE ROUND_ROBIN_POLICY round robin',
    ]);
    expect(await touchedBy(revision)).toEqual([`ai-api.${world.aiApiId}`, `consumer.${consumer.id}`]);
    expect(await isThere(policyId)).toBe(false);
    const query = 'query($id: ID) { consumer(id: $id) { accessGrants { totalCount } } }';
    expect(await underTest.get(query, { id: consumer.id })).toEqual({ accessGrants: { totalCount: 0 } });
  });

  it('of a consumer revokes its access and removes its keys from the routing table', async () => {
    const consumer = await createConsumer([world.aiApiId]);
    const { consumerKey } = await underTest.change<{ consumerKey: { id: string } }>(
      'issueConsumerKey',
      { consumerId: consumer.id, environment: 'PRODUCTION' },
      'consumerKey { id }',
    );
    await underTest.isPublished();
    const [key] = await underTest.sql<{ key_hash: string }>('SELECT key_hash FROM consumer_key WHERE id = $1', [
      consumerKey.id,
    ]);
    const { revision } = await remove('Consumer', { consumerId: consumer.id });
    expect(await touchedBy(revision)).toEqual([`consumer-key.${key!.key_hash}`, `consumer.${consumer.id}`]);
    expect(await changesOf(revision)).toEqual([
      `DELETE ACCESS_GRANT ${world.name}`,
      `DELETE CONSUMER ${consumer.name}`,
      expect.stringMatching(/^DELETE CONSUMER_KEY sy_live_/),
    ]);
    await underTest.isPublished();
    const { entries } = await underTest.stores.routingTable.read();
    const entry = entries.get(`consumer-key.${key!.key_hash}`);
    expect(decodeEntryBytes(entry!.value).newest).toMatchObject({ revision, raw: null });
  });

  it.each([
    ['Provider', 'providerId'],
    ['Model', 'modelId'],
    ['Endpoint', 'endpointId'],
    ['AiApi', 'aiApiId'],
    ['Consumer', 'consumerId'],
  ])('of a %s that does not exist or has changed is refused', async (what, member) => {
    const error = await underTest.refused(`delete${what}`, { [member]: '01890000-0000-7000-8000-000000000000' });
    expect(error.extensions.code).toBe('NOT_FOUND');
    expect(problems(error)).toEqual([`${member}: NOT_FOUND`]);
    expect((await underTest.refused(`delete${what}`, { [member]: 'nothing' })).extensions.code).toBe('NOT_FOUND');
    const consumer = await createConsumer();
    const ids: Record<string, string> = {
      providerId: world.providerId,
      modelId: world.modelIds[0],
      endpointId: world.secondId,
      aiApiId: world.aiApiId,
      consumerId: consumer.id,
    };
    const stale = await underTest.refused(`delete${what}`, { [member]: ids[member], expectedVersion: 0 });
    const node = await underTest.get<{ version: number }>(
      'query($id: ID!) { node(id: $id) { ... on ConfigurationObject { version } } }',
      { id: ids[member] },
    );
    expect(stale.extensions).toMatchObject({
      code: 'CONFLICT',
      reason: 'STALE_VERSION',
      currentVersion: node.version,
    });
  });

  it('of many models names those that do not exist; if none exists, it is NOT_FOUND', async () => {
    const nobody = '01890000-0000-7000-8000-000000000000';
    const some = await underTest.refused('deleteModels', { modelIds: [world.modelIds[0], nobody] });
    expect(problems(some)).toEqual(['modelIds.1: NOT_FOUND']);
    const none = await underTest.refused('deleteModels', { modelIds: [nobody] });
    expect([none.extensions.code, problems(none)]).toEqual(['NOT_FOUND', ['modelIds.0: NOT_FOUND']]);
    const twice = await underTest.refused('deleteModels', { modelIds: [nobody, nobody.toUpperCase()] });
    expect(problems(twice)).toEqual(['modelIds.1: DUPLICATE', 'modelIds.0: NOT_FOUND']);
    expect(problems(await underTest.refused('deleteModels', { modelIds: [] }))).toEqual(['modelIds: WRONG_COUNT']);
  });
});
