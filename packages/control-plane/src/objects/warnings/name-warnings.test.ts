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
const fastOf = ({ modelIds }: World) => ({ name: 'fast', modelId: modelIds[2] });
const attached = async (input: object) => {
  const { policy, warnings } = await underTest.change<{ policy: { id: string }; warnings: Warning[] }>(
    'attachFailoverPolicy',
    input,
    'policy { id } warnings { code path message } revision',
  );
  return { policyId: policy.id, warnings: warnings.filter(({ code }) => code !== 'SIDE_UNSERVED') };
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
  const swap = { providerIds: both().providerIds.toReversed(), defaultProductionEndpointId: other.productionId };
  const swapped = await warned('updateAiApi', update(swap));
  expect(swapped.map(({ code }) => code)).toEqual(['PRIMARY_NAME_SHARED', 'FIRST_PROVIDER_CHANGED']);
  expect(swapped[0]!.message).toContain(`requests for that name go to the policy of "${other.name}"`);
  const swappedBack = { ...both(), defaultProductionEndpointId: world.productionId };
  await underTest.change('updateAiApi', update(swappedBack), 'revision');
  expect(await codes('attachFailoverPolicy', chain(world, 1))).toEqual([]);
  expect(await codes('updateModel', { modelId: other.modelIds[0], name: 'medium-2' })).toEqual([]);
  await underTest.change('deleteModel', { modelId: other.modelIds[1] }, 'revision');
  expect(await codes('updateModel', { modelId: other.modelIds[0], name: 'medium' })).toEqual(['PRIMARY_NAME_SHARED']);
});

it('warns that consumers must call other paths when an AI API gets another first provider, and only then', async () => {
  expect(await codes('updateAiApi', update(both()))).toEqual([]);
  await underTest.change('updateProvider', { providerId: world.providerId, name: `${world.name}-renamed` }, 'revision');
  expect(await codes('updateAiApi', update({ displayName: 'Other' }))).toEqual([]);
  const swap = { providerIds: both().providerIds.toReversed(), defaultProductionEndpointId: other.productionId };
  const warnings = await warned('updateAiApi', update(swap));
  const [changed, ...more] = warnings.filter(({ code }) => code === 'FIRST_PROVIDER_CHANGED');
  expect(more).toEqual([]);
  expect(changed).toMatchObject({ code: 'FIRST_PROVIDER_CHANGED', path: [world.name] });
  expect(changed!.message).toBe(
    `The first provider of the AI API "${world.name}" is "${other.name}" instead of "${world.name}-renamed": consumers ` +
      `must call the paths of the profile of "${other.name}" and send their keys where it says. Default endpoints, ` +
      `operations that no policy routes, and the format of the gateway's own errors are those of "${other.name}", too.`,
  );
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
  await underTest.change('updateAiApi', update(both()), 'revision');
  const { policyId } = await attached(chain(other, 0));
  const [made] = await warned('updateAiApi', update({ modelAliases: [fast] }));
  expect(made).toMatchObject({ code: 'ALIAS_UNSERVED', path: [world.name] });
  expect(made!.message).toContain(`no policy has the model "small" of "${other.name}" as its primary`);
  expect(made!.message).toContain('Attach a failover policy with this model as its primary');
  const { policyId: servingId } = await attached(chain(other, 2));
  const disabled = { modelId: other.modelIds[2], enabled: false };
  expect(await codes('updateModel', disabled)).toEqual([]);
  expect(await codes('detachPolicy', { policyId: servingId })).toEqual(['ALIAS_UNSERVED']);
  const own = { name: 'best', modelId: world.modelIds[0] };
  expect(await codes('updateAiApi', update({ modelAliases: [own] }))).toEqual([]);
  expect(await codes('updateModel', { modelId: world.modelIds[0], enabled: false })).toEqual(['ALIAS_UNSERVED']);
  expect(await codes('detachPolicy', { policyId })).toEqual(['PROVIDER_UNUSED']);
});

it('warns of aliases that lose what served them: a default endpoint, the first provider, or a load-balancing policy', async () => {
  const [best, fast] = [
    { name: 'best', modelId: world.modelIds[0] },
    { name: 'fast', modelId: other.modelIds[2] },
  ];
  await underTest.change('updateAiApi', update({ modelAliases: [best] }), 'revision');
  const unserved = async (operation: string, input: object) =>
    (await codes(operation, input)).filter((code) => code === 'ALIAS_UNSERVED');
  const setEnabled = (enabled: boolean) => ({ endpointId: world.productionId, enabled });
  const defaults = { defaultProductionEndpointId: world.productionId, defaultSandboxEndpointId: null };
  await underTest.change('updateAiApi', update(defaults), 'revision');
  expect(await unserved('updateEndpoint', setEnabled(false))).toEqual(['ALIAS_UNSERVED']);
  expect(await unserved('updateEndpoint', setEnabled(true))).toEqual([]);
  expect(await unserved('updateAiApi', update({ defaultProductionEndpointId: null }))).toEqual(['ALIAS_UNSERVED']);
  await underTest.change('updateAiApi', update(defaults), 'revision');
  const swap = { providerIds: both().providerIds.toReversed(), defaultProductionEndpointId: other.productionId };
  expect(await codes('updateAiApi', update(swap))).toEqual([
    'ALIAS_UNSERVED',
    'PROVIDER_UNUSED',
    'FIRST_PROVIDER_CHANGED',
  ]);

  await underTest.change('updateAiApi', update({ ...both(), ...defaults, modelAliases: [fast] }), 'revision');
  const balancing = { production: { targets: [target(world, 0), target(other, 0)] } };
  const { policy } = await underTest.change<{ policy: { id: string } }>(
    'attachRoundRobinPolicy',
    update(balancing),
    'policy { id } revision',
  );
  expect(await codes('detachPolicy', { policyId: policy.id })).toEqual(['ALIAS_UNSERVED', 'PROVIDER_UNUSED']);
});

it('warns of a provider that no policy targets, once there are policies', async () => {
  expect(await codes('updateAiApi', update({ ...both(), modelAliases: [fastOf(other)] }))).toEqual([]);
  const alone = { production: { primary: target(world, 0), fallbacks: [target(world, 1)] } };
  const { warnings } = await attached(update(alone));
  expect(warnings.map(({ code }) => code)).toEqual(['ALIAS_UNSERVED', 'PROVIDER_UNUSED']);
  expect(warnings[1]!.message).toContain(`lists the provider "${other.name}", but no policy targets it`);
  const again = { production: { primary: target(world, 1), fallbacks: [target(world, 0)] } };
  expect((await attached(update(again))).warnings).toEqual([]);
});

it('warns of a provider that loses its last target', async () => {
  await underTest.change('updateAiApi', update(both()), 'revision');
  const mixed = { primary: target(world, 0), fallbacks: [target(other, 0)] };
  const { policyId, warnings } = await attached(update({ production: mixed }));
  expect(warnings).toEqual([]);
  const alone = { primary: target(world, 0), fallbacks: [target(world, 1)] };
  expect(await codes('updateFailoverPolicy', { policyId, production: alone })).toEqual(['PROVIDER_UNUSED']);
});
