import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

interface Warning {
  readonly code: string;
  readonly path: readonly string[];
  readonly message: string;
}

let underTest: ControlPlaneUnderTest;
/** Two providers whose models and endpoints have the same names; the AI API is the first one's. */
let [world, other]: [World, World] = [null!, null!];

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
beforeEach(async () => {
  world = await createWorld(underTest);
  other = await createWorld(underTest);
});
afterAll(() => underTest.stop());

const warned = async (operation: string, input: object) => {
  const { warnings } = await underTest.change<{ warnings: Warning[] }>(
    operation,
    input,
    'warnings { code path message }',
  );
  return warnings.filter(({ code }) => code !== 'SIDE_UNSERVED');
};
const codes = async (operation: string, input: object) => (await warned(operation, input)).map(({ code }) => code);
const update = (input: object) => ({ aiApiId: world.aiApiId, ...input });
const both = () => ({ providerIds: [world.providerId, other.providerId] });
const target = ({ modelIds, productionId }: World, model: number) => ({
  modelId: modelIds[model],
  endpointId: productionId,
});
const chain = (of: World, primary: number) => {
  const fallbacks = [target(of, primary === 2 ? 1 : 2)];
  return update({ production: { primary: target(of, primary), fallbacks } });
};

it('warns of two primaries of one name, when a policy or a new name makes them so', async () => {
  await underTest.change('updateAiApi', update(both()), 'revision');
  expect(await codes('attachFailoverPolicy', chain(other, 0))).toEqual([]);
  const [shared] = await warned('attachFailoverPolicy', chain(world, 0));
  expect(shared).toMatchObject({ code: 'PRIMARY_NAME_SHARED', path: [world.name] });
  expect(shared!.message).toBe(
    `The AI API "${world.name}" has PRODUCTION failover policies for the model "large" of "${world.name}" and ` +
      `"${other.name}": requests for that name go to the policy of "${world.name}", unless an alias says otherwise.`,
  );
  expect(await codes('attachFailoverPolicy', chain(world, 1))).toEqual([]);
  expect(await codes('updateModel', { modelId: other.modelIds[0], name: 'medium-2' })).toEqual([]);
  await underTest.change('deleteModel', { modelId: other.modelIds[1] }, 'revision');
  expect(await codes('updateModel', { modelId: other.modelIds[0], name: 'medium' })).toEqual(['PRIMARY_NAME_SHARED']);
});

it('warns of an alias that hides a model, and of none that a load-balancing policy ignores', async () => {
  const alias = { name: 'medium', modelId: world.modelIds[0] };
  const hiding = await warned('updateAiApi', update({ modelAliases: [alias] }));
  expect(hiding).toMatchObject([{ code: 'ALIAS_HIDES_MODEL', path: [world.name] }]);
  expect(hiding[0]!.message).toContain(`hides the model of that name of "${world.name}"`);
  expect(await codes('updateAiApi', update({ displayName: 'Other' }))).toEqual([]);
  const own = { name: 'large', modelId: world.modelIds[0] };
  expect(await codes('updateAiApi', update({ modelAliases: [own] }))).toEqual([]);
  const fast = { name: 'fast', modelId: world.modelIds[2] };
  expect(await codes('updateAiApi', update({ modelAliases: [own, fast] }))).toEqual([]);
  const models = { providerId: world.providerId, models: [{ name: 'fast' }] };
  expect(await codes('addModels', models)).toEqual(['ALIAS_HIDES_MODEL']);
  await underTest.change('attachRoundRobinPolicy', update({ production: { targets: [target(world, 0)] } }), 'revision');
  expect(await codes('updateAiApi', update({ modelAliases: [alias, fast] }))).toEqual([]);
});

it("warns of an alias that nothing serves: another provider's model that no policy has as its primary, or a disabled model", async () => {
  const fast = { name: 'fast', modelId: other.modelIds[2] };
  const made = await warned('updateAiApi', update({ ...both(), modelAliases: [fast] }));
  expect(made.map(({ code }) => code)).toEqual(['ALIAS_UNSERVED', 'PROVIDER_UNUSED']);
  expect(made[0]!.message).toContain(`no policy has the model "small" of "${other.name}" as its primary`);
  expect(made[0]!.message).toContain('Attach a failover policy with this model as its primary');
  const { policy } = await underTest.change<{ policy: { id: string } }>(
    'attachFailoverPolicy',
    chain(other, 2),
    'policy { id } revision',
  );
  const disabled = { modelId: other.modelIds[2], enabled: false };
  expect(await codes('updateModel', disabled)).toEqual([]);
  expect(await codes('detachPolicy', { policyId: policy.id })).toEqual(['ALIAS_UNSERVED', 'PROVIDER_UNUSED']);
  const own = { name: 'best', modelId: world.modelIds[0] };
  expect(await codes('updateAiApi', update({ modelAliases: [own] }))).toEqual([]);
  expect(await codes('updateModel', { modelId: world.modelIds[0], enabled: false })).toEqual(['ALIAS_UNSERVED']);
});

it('warns of a provider that no policy targets, once it is listed or loses its last target', async () => {
  const [unused] = await warned('updateAiApi', update(both()));
  expect(unused).toMatchObject({ code: 'PROVIDER_UNUSED', path: [world.name] });
  expect(unused!.message).toContain(`lists the provider "${other.name}", but no policy targets it`);
  const mixed = { primary: target(world, 0), fallbacks: [target(other, 0)] };
  const { policy } = await underTest.change<{ policy: { id: string } }>(
    'attachFailoverPolicy',
    update({ production: mixed }),
    'policy { id } revision',
  );
  const alone = { primary: target(world, 0), fallbacks: [target(world, 1)] };
  expect(await codes('updateFailoverPolicy', { policyId: policy.id, production: alone })).toEqual(['PROVIDER_UNUSED']);
});
