import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { createWorld, type World } from '../../testing/world.suite';

interface Warning {
  readonly code: string;
  readonly path: readonly string[];
  readonly message: string;
}

let underTest: ControlPlaneUnderTest;
let world: World;
let providers = 0;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
beforeEach(async () => {
  world = await createWorld(underTest);
});
afterAll(() => underTest.stop());

const inBody = (path: string, members: object) => ({ path, modelPlace: 'JSON_BODY', modelKey: '/model', ...members });
const profile = (...routedOperations: object[]) => ({ routedOperations });
const createProvider = async (routed: object) => {
  providers += 1;
  const input = {
    name: `own-${providers}`,
    template: 'CUSTOM',
    profile: { credentialPlace: 'NONE', wireFormat: 'OPENAI', ...routed },
  };
  const { provider } = await underTest.change<{ provider: { id: string; name: string } }>(
    'createProvider',
    input,
    'provider { id name }',
  );
  return provider;
};
const warned = async (operation: string, input: object) => {
  const { warnings } = await underTest.change<{ warnings: Warning[] }>(
    operation,
    input,
    'warnings { code path message }',
  );
  return warnings.filter(({ code }) => code === 'PROVIDER_UNREACHABLE');
};
const list = (...providerIds: string[]) =>
  warned('updateAiApi', { aiApiId: world.aiApiId, providerIds, defaultProductionEndpointId: null });

it.each([
  ['without names', inBody('chat/completions', {})],
  ['of another name', inBody('chat/completions', { name: 'chat' })],
  ['that are pinned', inBody('chat/completions', { name: 'chat-completions', pinned: true })],
  ['that take no requests of others', inBody('chat/completions', { name: 'chat-completions', canonicalWhen: 'NEVER' })],
])('warns of a provider with operations %s when an AI API lists it after the first', async (_what, operation) => {
  const own = await createProvider(profile(operation));
  const [unreachable] = await list(world.providerId, own.id);
  expect(unreachable!.path).toEqual([world.name]);
  expect(unreachable!.message).toBe(
    `The AI API "${world.name}" lists the provider "${own.name}", which has no operation in common with the first ` +
      `provider, "${world.name}": no request can go to it.`,
  );
  expect(await warned('updateAiApi', { aiApiId: world.aiApiId, displayName: 'Other' })).toEqual([]);
});

it('warns again when another provider becomes the first, and when a profile loses the common operations', async () => {
  const named = await createProvider(profile(inBody('say', { name: 'chat-completions' })));
  const other = await createProvider(profile(inBody('say', { name: 'say' })));
  expect(await list(world.providerId, named.id)).toEqual([]);
  expect(await list(world.providerId, named.id, other.id)).toHaveLength(1);
  expect(await list(other.id, world.providerId, named.id)).toHaveLength(2);
  expect(await list(world.providerId, named.id)).toEqual([]);
  const update = { providerId: named.id, profile: { wireFormat: 'OPENAI', credentialPlace: 'NONE' } };
  const renamed = { ...update.profile, ...profile(inBody('say', { name: 'say' })) };
  expect(await warned('updateProvider', { ...update, profile: renamed })).toHaveLength(1);
  expect(await warned('updateProvider', { providerId: named.id, displayName: 'Other' })).toEqual([]);
});
