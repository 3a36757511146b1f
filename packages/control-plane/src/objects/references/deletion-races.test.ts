import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
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

async function isThere(id: string): Promise<boolean> {
  return (await underTest.get('query($id: ID!) { node(id: $id) { id } }', { id })) !== null;
}

async function createConsumer(number: number): Promise<{ id: string }> {
  const input = { name: `racer-${number}` };
  return (await underTest.change<{ consumer: { id: string } }>('createConsumer', input, 'consumer { id }')).consumer;
}

describe('two mutations at once', () => {
  async function race(...rivals: [string, object][]) {
    const outcomes = await Promise.all(
      rivals.map(([name, input]) => {
        const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
        return underTest.ask(`mutation($input: ${type}!) { ${name}(input: $input) { revision } }`, { input });
      }),
    );
    const losers = outcomes.flatMap(({ errors }) => errors ?? []);
    expect(losers).toHaveLength(1);
    return losers[0]!.extensions;
  }

  it('either deletes a model or makes it a target, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      world = await createWorld(underTest);
      const attachment = {
        aiApiId: world.aiApiId,
        production: { targets: [{ modelId: world.modelIds[0], endpointId: world.productionId }] },
      };
      const rivals: [string, object][] = [
        ['deleteModel', { modelId: world.modelIds[0] }],
        ['attachRoundRobinPolicy', attachment],
      ];
      const { code, reason } = await race(...(round % 2 === 0 ? rivals : rivals.toReversed()));
      const deleted = !(await isThere(world.modelIds[0]));
      expect([code, reason]).toEqual(deleted ? ['BAD_USER_INPUT', undefined] : ['CONFLICT', 'IN_USE']);
    }
  });

  it('either deletes an AI API or grants access to it, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      world = await createWorld(underTest);
      const consumer = await createConsumer(round);
      const rivals: [string, object][] = [
        ['deleteAiApi', { aiApiId: world.aiApiId }],
        ['grantAccess', { aiApiId: world.aiApiId, consumerId: consumer.id }],
      ];
      const { code, reason } = await race(...(round % 2 === 0 ? rivals : rivals.toReversed()));
      const deleted = !(await isThere(world.aiApiId));
      expect([code, reason]).toEqual(deleted ? ['NOT_FOUND', undefined] : ['CONFLICT', 'IN_USE']);
    }
  });

  it('either deletes a provider or binds an AI API to it, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      world = await createWorld(underTest);
      await underTest.change('deleteAiApi', { aiApiId: world.aiApiId }, 'revision');
      const binding = { name: world.name, basePath: `/${world.name}`, providerIds: [world.providerId] };
      const rivals: [string, object][] = [
        ['deleteProvider', { providerId: world.providerId }],
        ['createAiApi', binding],
      ];
      const { code, reason } = await race(...(round % 2 === 0 ? rivals : rivals.toReversed()));
      const deleted = !(await isThere(world.providerId));
      expect([code, reason]).toEqual(deleted ? ['BAD_USER_INPUT', undefined] : ['CONFLICT', 'IN_USE']);
    }
  });

  it('either deletes an endpoint or makes it a default, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      world = await createWorld(underTest);
      const rivals: [string, object][] = [
        ['deleteEndpoint', { endpointId: world.sandboxId }],
        ['updateAiApi', { aiApiId: world.aiApiId, defaultSandboxEndpointId: world.sandboxId }],
      ];
      const { code, reason } = await race(...(round % 2 === 0 ? rivals : rivals.toReversed()));
      const deleted = !(await isThere(world.sandboxId));
      expect([code, reason]).toEqual(deleted ? ['BAD_USER_INPUT', undefined] : ['CONFLICT', 'IN_USE']);
    }
  });

  it('applies one of two updates with the same expected version; the other gets the new version', async () => {
    const { version } = await underTest.get<{ version: number }>('query($id: ID!) { model(id: $id) { version } }', {
      id: world.modelIds[0],
    });
    const input = { modelId: world.modelIds[0], expectedVersion: version };
    const lost = await race(
      ['updateModel', { ...input, displayName: 'one' }],
      ['updateModel', { ...input, displayName: 'two' }],
    );
    const now = await underTest.get<{ version: number }>('query($id: ID!) { model(id: $id) { version } }', {
      id: world.modelIds[0],
    });
    expect(lost).toMatchObject({ reason: 'STALE_VERSION', currentVersion: now.version });
    expect(now.version).toBeGreaterThan(version);
  });
});
