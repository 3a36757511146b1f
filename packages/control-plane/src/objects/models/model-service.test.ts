import { ControlPlaneUnderTest, type Payload, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

let underTest: ControlPlaneUnderTest;
let world: World;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());
beforeEach(async () => {
  world = await createWorld(underTest);
});

const MODEL = `id name displayName enabled version prices { id validFrom inputPerMillion cacheReadPerMillion
  outputPerMillion perRequest longPrompt { abovePromptTokens inputPerMillion } serviceTiers { tier inputPerMillion } }`;
interface Model {
  id: string;
  name: string;
  version: number;
}
interface Changed extends Payload {
  model: Model;
  models: Model[];
}
const update = (input: object) =>
  underTest.change<Changed>('updateModel', { modelId: world.modelIds[0], ...input }, `model { ${MODEL} } revision`);
const updateMany = (models: object[]) =>
  underTest.change<Changed>('updateModels', { models }, `models { ${MODEL} } revision`);
const refuse = (input: object) => underTest.refused('updateModel', { modelId: world.modelIds[0], ...input });
const refuseMany = (models: object[]) => underTest.refused('updateModels', { models });
const price = (validFrom: string, given: object = {}) => ({
  validFrom,
  inputPerMillion: '2.50',
  outputPerMillion: '10',
  ...given,
});

describe('prices', () => {
  it('keep their digits, and are listed latest first', async () => {
    const prices = [
      price('2025-01-01T00:00:00Z', { inputPerMillion: '0.100000001', cacheReadPerMillion: '0.00' }),
      price('2026-01-01T00:00:00+01:00', {
        outputPerMillion: '123456.5',
        longPrompt: price('x', { validFrom: undefined, abovePromptTokens: 200_000 }),
        serviceTiers: [{ tier: 'priority', inputPerMillion: '5', outputPerMillion: '20' }],
      }),
    ];
    const { model } = await update({ prices });
    expect(model).toMatchObject({
      prices: [
        {
          id: `${model.id}:2025-12-31T23:00:00.000Z`,
          validFrom: '2025-12-31T23:00:00.000Z',
          inputPerMillion: '2.50',
          cacheReadPerMillion: null,
          outputPerMillion: '123456.5',
          perRequest: '0',
          longPrompt: { abovePromptTokens: 200_000, inputPerMillion: '2.50' },
          serviceTiers: [{ tier: 'priority', inputPerMillion: '5' }],
        },
        {
          validFrom: '2025-01-01T00:00:00.000Z',
          inputPerMillion: '0.100000001',
          cacheReadPerMillion: '0.00',
          outputPerMillion: '10',
          longPrompt: null,
          serviceTiers: [],
        },
      ],
    });
  });

  it('are replaced as a whole, removed with null, and left unchanged if absent', async () => {
    await update({ prices: [price('2025-01-01T00:00:00Z')] });
    const replaced = await update({ prices: [price('2026-01-01T00:00:00Z')] });
    expect(replaced.model).toMatchObject({ prices: [{ validFrom: '2026-01-01T00:00:00.000Z' }] });
    expect((await update({ displayName: 'Priced' })).model).toMatchObject({ prices: [{ inputPerMillion: '2.50' }] });
    expect((await update({ prices: [price('2026-01-01T00:00:00Z')] })).revision).toBe(replaced.revision + 1);
    expect((await update({ prices: [price('2026-01-01T00:00:00Z', { inputPerMillion: '2.5' })] })).revision).toBe(
      replaced.revision + 2,
    );
    expect((await update({ prices: null })).model).toMatchObject({ prices: [] });
  });

  it('can be given when a model is created, and are in its history', async () => {
    const models = [{ name: 'priced', prices: [price('2025-01-01T00:00:00Z')] }];
    const { revision } = await underTest.change('addModels', { providerId: world.providerId, models }, 'revision');
    const query = 'query($number: Int) { revision(number: $number) { changes { nodes { after { value } } } } }';
    expect(await underTest.get(query, { number: revision })).toMatchObject({
      changes: { nodes: [{ after: { value: { prices: [{ inputPerMillion: '2.50', perRequest: '0' }] } } }] },
    });
  });

  it('are refused with a repeated start time or tier, an invalid time or tier, and beyond 4', async () => {
    const twice = [price('2025-01-01T00:00:00Z'), price('2025-01-01T01:00:00+01:00')];
    expect(problems(await refuse({ prices: twice }))).toEqual(['prices.1.validFrom: DUPLICATE']);
    const tiers = (...names: string[]) => {
      const serviceTiers = names.map((tier) => ({ tier, inputPerMillion: '1', outputPerMillion: '1' }));
      return { prices: [price('2025-01-01T00:00:00Z', { serviceTiers })] };
    };
    expect(problems(await refuse(tiers('flex', 'flex')))).toEqual(['prices.0.serviceTiers.1.tier: DUPLICATE']);
    expect(problems(await refuse(tiers('Flex')))).toEqual(['prices.0.serviceTiers.0.tier: INVALID_FORMAT']);
    expect(problems(await refuse({ prices: [price('9999-12-31T23:59:59-12:00')] }))).toEqual([
      'prices.0.validFrom: OUT_OF_RANGE',
    ]);
    const many = Array.from({ length: 5 }, (_, index) => price(new Date(index * 1_000).toISOString()));
    expect(problems(await refuse({ prices: many }))).toEqual(['prices: WRONG_COUNT']);
  });

  it.each([2.5, '-1', '1e3', '1.', '.5', '0x10', '1234567', '0.0000000001'])(
    'are refused as the decimal %j',
    async (decimal) => {
      const prices = [price('2025-01-01T00:00:00Z', { inputPerMillion: decimal })];
      expect((await refuse({ prices })).extensions.code).toBe('BAD_USER_INPUT');
    },
  );
});

it('changes many models of several providers in one revision, in the order of the input', async () => {
  const other = await createWorld(underTest);
  const { models, revision } = await updateMany([
    { modelId: other.modelIds[2], enabled: false },
    { modelId: world.modelIds[0], displayName: 'Large', prices: [price('2025-01-01T00:00:00Z')] },
    { modelId: world.modelIds[1] },
  ]);
  expect(models.map(({ id, version }) => [id, version === revision])).toEqual([
    [other.modelIds[2], true],
    [world.modelIds[0], true],
    [world.modelIds[1], false],
  ]);
  const touched = await underTest.sql('SELECT key FROM dirty_entry WHERE revision = $1 ORDER BY key', [revision]);
  expect(touched).toEqual([{ key: `prices.${world.providerId}` }, { key: `provider.${other.providerId}` }]);
  const again = await updateMany([{ modelId: world.modelIds[0].toUpperCase(), displayName: 'Large' }]);
  expect(again.revision).toBe(revision);
});

it('changes 40 models in as many statements as 2', async () => {
  const models = Array.from({ length: 40 }, (_, number) => ({ name: `many-${number}` }));
  const added = await underTest.change<Changed>('addModels', { providerId: world.providerId, models }, 'models { id }');
  const statementsFor = (count: number, suffix: string) =>
    underTest.statementsOf(() =>
      updateMany(
        added.models.slice(0, count).map(({ id }, number) => ({
          modelId: id,
          name: `many-${number}-${suffix}`,
          prices: [price('2025-01-01T00:00:00Z', { inputPerMillion: `${number}` })],
        })),
      ),
    );
  const few = await statementsFor(2, 'few');
  expect(await statementsFor(40, 'all')).toBe(few);
});

it('lets two models swap their names', async () => {
  const [large, medium] = world.modelIds;
  const { models } = await updateMany([
    { modelId: large, name: 'medium' },
    { modelId: medium, name: 'large' },
  ]);
  expect(models.map(({ id, name }) => [id, name])).toEqual([
    [large, 'medium'],
    [medium, 'large'],
  ]);
});

it('refuses all of many models if one is invalid, and says which', async () => {
  const [large, medium] = world.modelIds;
  const good = { modelId: large, displayName: 'never' };
  expect(problems(await refuseMany([good, { modelId: medium, name: 'small' }]))).toEqual(['models.1.name: TAKEN']);
  const alike = [
    { modelId: large, name: 'same' },
    { modelId: medium, name: 'same' },
  ];
  expect(problems(await refuseMany(alike))).toEqual(['models.1.name: TAKEN']);
  expect(problems(await refuseMany([good, { modelId: 'nothing' }]))).toEqual(['models.1.modelId: NOT_FOUND']);
  expect(problems(await refuseMany([good, { ...good, modelId: large.toUpperCase() }]))).toEqual([
    'models.1.modelId: DUPLICATE',
  ]);
  const stale = await refuseMany([good, { modelId: medium, expectedVersion: 0, enabled: false }]);
  expect(stale.extensions).toMatchObject({ reason: 'STALE_VERSION' });
  expect(problems(stale)).toEqual(['models.1.expectedVersion: OUT_OF_RANGE']);
  expect(problems(await refuseMany([]))).toEqual(['models: WRONG_COUNT']);
  expect(await underTest.get('query($id: ID!) { model(id: $id) { displayName } }', { id: large })).toEqual({
    displayName: 'large',
  });
});

it('restores defaults with null, and refuses null without a default', async () => {
  await update({ enabled: false, displayName: 'Big' });
  const { model } = await update({ enabled: null, displayName: null });
  expect(model).toMatchObject({ enabled: true, displayName: 'large' });
  expect(problems(await refuse({ name: null }))).toEqual(['name: REQUIRED']);
});

it('removes a disabled model from rotation immediately', async () => {
  const target = (model: number) => ({ modelId: world.modelIds[model], endpointId: world.productionId });
  const { policy } = await underTest.change<{ policy: { id: string } }>(
    'attachRoundRobinPolicy',
    { aiApiId: world.aiApiId, production: { targets: [target(0), target(1)] } },
    'policy { id }',
  );
  const { revision } = await update({ enabled: false });
  expect(await underTest.sql('SELECT key FROM dirty_entry WHERE revision = $1', [revision])).toEqual([
    { key: `provider.${world.providerId}` },
  ]);
  const query = 'query($id: ID!) { policy(id: $id) { production { targets { inRotation } } } }';
  expect(await underTest.get(query, { id: policy.id })).toEqual({
    production: { targets: [{ inRotation: false }, { inRotation: true }] },
  });
});

it('lists the models that are used by a policy, or those that are not', async () => {
  const production = { targets: [{ modelId: world.modelIds[1], endpointId: world.productionId }] };
  await underTest.change('attachRoundRobinPolicy', { aiApiId: world.aiApiId, production }, 'revision');
  const list = async (used: boolean) => {
    const filter = { used, providerIds: [world.providerId] };
    const query = 'query($filter: ModelFilter) { models(filter: $filter) { nodes { name } totalCount } }';
    const { nodes } = await underTest.get<{ nodes: { name: string }[] }>(query, { filter });
    return nodes.map(({ name }) => name);
  };
  expect(await list(true)).toEqual(['medium']);
  expect(await list(false)).toEqual(['large', 'small']);
});
