import { placesOf, RoutesUnderTest } from '../testing/routes-under-test.suite';
import { createWorld, type World } from '../testing/world.suite';

let routes: RoutesUnderTest;
let other: World;

beforeAll(async () => {
  routes = await RoutesUnderTest.start();
});
afterAll(() => routes.underTest.stop());
beforeEach(async () => {
  await routes.policies.begin();
  other = await createWorld(routes.underTest);
  const modelAliases = [
    { name: 'fast', modelId: other.modelIds[2] },
    { name: 'best', modelId: routes.world.modelIds[1] },
  ];
  await change('updateAiApi', { providerIds: [routes.world.providerId, other.providerId], modelAliases });
});

const change = (operation: string, input: object) =>
  routes.underTest.change(operation, { aiApiId: routes.world.aiApiId, ...input }, 'revision');
const target = ({ modelIds, productionId }: World, model: number) => ({
  modelId: modelIds[model],
  endpointId: productionId,
});

it('explains and simulates a chain over several providers, and names the provider of each candidate', async () => {
  await change('attachFailoverPolicy', {
    production: { primary: target(routes.world, 0), fallbacks: [target(other, 0)] },
  });
  const explained = await routes.explain({ model: 'large', requests: 10 });
  expect(placesOf(explained.candidates)).toEqual(['large@primary PRIMARY 1', 'large@primary FALLBACK 2']);
  expect(explained.candidates.map(({ providerName }) => providerName)).toEqual([routes.world.name, other.name]);
  expect(explained.summary).toContain(
    `sends it to model large on endpoint primary of provider ${routes.world.name}. If an attempt fails, the gateway tries large on primary of provider ${other.name}.`,
  );
  expect(explained.simulation).toMatchObject({
    shares: [
      { providerName: routes.world.name, requests: 10 },
      { providerName: other.name, requests: 0 },
    ],
    worstCase: [{ providerName: routes.world.name }, { providerName: other.name }],
  });
  const suspended = await routes.explain({ model: 'large', suspended: [target(routes.world, 0)] });
  expect(placesOf(suspended.candidates)).toEqual(['large@primary FALLBACK 1', 'large@primary SUSPENDED -']);
  const unknown = await routes.refused({ suspended: [{ modelId: 'nothing', endpointId: other.productionId }] });
  expect(unknown.extensions.fields).toMatchObject([{ path: 'suspended.0.modelId', reason: 'NOT_FOUND' }]);
});

it('resolves an alias before a name, and the primary of an earlier provider before that of a later one', async () => {
  for (const [primary, fallback] of [
    [target(other, 0), target(other, 1)],
    [target(routes.world, 0), target(routes.world, 1)],
    [target(other, 2), target(other, 1)],
  ]) {
    await change('attachFailoverPolicy', { production: { primary, fallbacks: [fallback] } });
  }
  const providerOf = async (model: string) => {
    const { candidates } = await routes.explain({ model });
    return [candidates[0]?.providerName, candidates[0]?.modelName];
  };
  expect(await providerOf('large')).toEqual([routes.world.name, 'large']);
  expect(await providerOf('fast')).toEqual([other.name, 'small']);
  const alias = `fast is an alias for model small of provider ${other.name}. Policy "failover from ${other.name}/small in production" sends it to model small`;
  expect((await routes.explain({ model: 'fast' })).summary).toMatch(new RegExp(`^${alias}`));
  await routes.underTest.change('updateModel', { modelId: other.modelIds[2], enabled: false }, 'revision');
  expect((await routes.explain({ model: 'fast' })).candidates.map(({ reason }) => reason)).toEqual([
    'FALLBACK',
    'MODEL_DISABLED',
  ]);
});

it('sends an alias of a model of the first provider to the default endpoint, and refuses that of another', async () => {
  const best = await routes.explain({ model: 'best' });
  expect(best).toMatchObject({ outcome: 'DEFAULT_ENDPOINT', candidates: [{ modelName: 'medium' }] });
  expect(best.summary).toContain(
    'the request goes to the default endpoint, primary, with the model medium, for which best is an alias.',
  );
  const fast = await routes.explain({ model: 'fast' });
  expect(fast).toMatchObject({ outcome: 'REFUSED', refusalStatus: 404, refusalCode: 'model_not_found' });
  expect(fast.summary).toMatch(/^fast is an alias for model small of provider /);
  expect(fast.summary).toContain(
    `model small belongs to provider ${other.name}, and default endpoints are the first provider's`,
  );
  expect((await routes.explain({ model: 'huge' })).summary).toContain(
    "none of the AI API's providers has such a model",
  );
});

describe('the operation', () => {
  const named = (path: string, name: string, members: object = {}) => {
    return { path, name, modelPlace: 'HEADER', modelKey: 'x-model', ...members };
  };
  const setOperations = (providerId: string, ...routedOperations: object[]) =>
    routes.underTest.change('updateProvider', { providerId, profile: { routedOperations } }, 'revision');

  beforeEach(() =>
    change('attachFailoverPolicy', {
      production: { primary: target(routes.world, 0), fallbacks: [target(other, 0)] },
    }),
  );

  it('is assumed to be the first that most providers have, and the summary says so', async () => {
    const operations = [named('say', 'say'), named('make', 'make', { pinned: true }), named('talk', 'talk')];
    await setOperations(routes.world.providerId, ...operations, named('chat', 'chat'));
    await setOperations(other.providerId, named('x/chat', 'chat'), named('x/talk', 'talk'), named('make', 'make'));
    const assumed = await routes.explain({ model: 'large', requests: 10 });
    expect(placesOf(assumed.candidates)).toEqual(['large@primary PRIMARY 1', 'large@primary FALLBACK 2']);
    expect(assumed.summary).toContain(' The operation is assumed to be talk.');
    const given = await routes.explain({ model: 'large', operation: 'say' });
    expect(given.candidates.map(({ reason }) => reason)).toEqual(['PRIMARY', 'OPERATION_NOT_SUPPORTED']);
    expect(given.summary).not.toContain('assumed');
  });

  it('is chat completions for providers of the templates', async () => {
    expect((await routes.explain({ model: 'large' })).summary).toContain('assumed to be chat/completions.');
  });

  it('goes past providers that take another kind of body', async () => {
    await setOperations(routes.world.providerId, named('edit', 'edit'));
    await setOperations(other.providerId, named('edit', 'edit', { body: 'FORM' }));
    const second = async (body?: string) =>
      (await routes.explain({ model: 'large', operation: 'edit', body })).candidates[1]?.reason;
    expect([await second(), await second('JSON'), await second('FORM')]).toEqual([
      'OPERATION_NOT_SUPPORTED',
      'OPERATION_NOT_SUPPORTED',
      'FALLBACK',
    ]);
  });
});
