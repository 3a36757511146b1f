import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());

const NODES = 'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on ConfigurationObject { version } } }';
interface Read {
  readonly __typename: string;
  readonly id: string;
}

async function make(name: string, input: object, fields: string): Promise<{ id: string }> {
  return Object.values(await underTest.change<object>(name, input, fields))[0];
}

it('reads every kind of configuration object by id alone, in the requested order', async () => {
  const { aiApiId, providerId, productionId, modelIds } = world;
  const consumer = await make('createConsumer', { name: 'reader', aiApiIds: [aiApiId] }, 'consumer { id }');
  const issued = { consumerId: consumer.id, environment: 'SANDBOX' };
  const key = await make('issueConsumerKey', issued, 'consumerKey { id }');
  const grant = await make('grantAccess', { consumerId: consumer.id, aiApiId }, 'accessGrant { id }');
  const target = (model: number) => ({ modelId: modelIds[model], endpointId: productionId });
  const chain = { aiApiId, production: { primary: target(0), fallbacks: [target(1)] } };
  const failover = await make('attachFailoverPolicy', chain, 'policy { id }');
  const token = await make('createAccessToken', { name: 'nodes', role: 'VIEWER' }, 'accessToken { id }');
  const expected: [string, string][] = [
    ['AccessToken', token.id],
    ['FailoverPolicy', failover.id],
    ['Provider', providerId],
    ['AccessGrant', grant.id],
    ['Model', modelIds[0]],
    ['Endpoint', productionId],
    ['AiApi', aiApiId],
    ['ConsumerKey', key.id],
    ['Consumer', consumer.id],
  ];
  const read = await underTest.get<Read[]>(NODES, { ids: expected.map(([, id]) => id) });
  expect(read.map(({ __typename, id }) => [__typename, id])).toEqual(expected);
  for (const [type, id] of expected) {
    const node = await underTest.get('query($id: ID!) { node(id: $id) { __typename id } }', { id });
    expect(node).toEqual({ __typename: type, id });
  }
});

it('returns null for unknown ids, and refuses more than 200 ids', async () => {
  const nobody = '01890000-0000-7000-8000-000000000000';
  const read = await underTest.get<(Read | null)[]>(NODES, { ids: [nobody, world.providerId, 'no id', world.aiApiId] });
  expect(read.map((node) => node?.__typename ?? null)).toEqual([null, 'Provider', null, 'AiApi']);
  expect(await underTest.get('{ node(id: "no id") { id } }')).toBeNull();
  const refused = await underTest.refusal(NODES, { ids: Array.from({ length: 201 }, () => nobody) });
  expect(problems(refused)).toEqual(['ids: WRONG_COUNT']);
});

it('reads many objects with as many statements as one of each kind', async () => {
  const count = async (ids: string[]) => (await underTest.statementsFor(() => underTest.get(NODES, { ids }))).length;
  const { modelIds, productionId, secondId, sandboxId } = world;
  expect(await count([...modelIds, productionId, secondId, sandboxId])).toBe(await count([modelIds[0], productionId]));
});
