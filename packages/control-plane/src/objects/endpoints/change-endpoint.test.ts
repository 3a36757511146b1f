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

const ENDPOINT = `endpoint { name displayName url enabled connectTimeoutSeconds version
  credential { isSet hint rotatedAt } } revision`;
interface Changed extends Payload {
  endpoint: { version: number; credential: { isSet: boolean } };
}
const update = (input: object) =>
  underTest.change<Changed>('updateEndpoint', { endpointId: world.productionId, ...input }, ENDPOINT);
const removeCredential = (input: object = {}) =>
  underTest.change<Changed>('removeEndpointCredential', { endpointId: world.productionId, ...input }, ENDPOINT);

it('removes a credential, once', async () => {
  const { endpoint, revision } = await removeCredential();
  expect(endpoint.credential).toEqual({ isSet: false, hint: null, rotatedAt: null });
  expect((await removeCredential()).revision).toBe(revision);
  const [row] = await underTest.sql('SELECT sealed_credential, credential_fingerprint FROM endpoint WHERE id = $1', [
    world.productionId,
  ]);
  expect(row).toEqual({ sealed_credential: null, credential_fingerprint: null });
  const query =
    'query($number: Int) { revision(number: $number) { changes { nodes { differences { path after } } } } }';
  expect(await underTest.get(query, { number: revision })).toEqual({
    changes: { nodes: [{ differences: [{ path: 'credential.isSet', after: false }] }] },
  });
  const touched = await underTest.sql('SELECT key FROM dirty_entry WHERE revision = $1', [revision]);
  expect(touched).toEqual([{ key: `provider.${world.providerId}` }]);
});

it('moves an endpoint without a credential to another origin', async () => {
  const url = 'https://elsewhere.example/v1';
  const refused = await underTest.refused('updateEndpoint', { endpointId: world.productionId, url });
  expect(problems(refused)).toEqual(['credential: REQUIRED']);
  expect(refused.message).toContain('another origin');
  await removeCredential();
  expect((await update({ url })).endpoint).toMatchObject({ url, credential: { isSet: false } });
});

it('refuses to remove a credential with a stale version', async () => {
  const { version } = (await update({ displayName: 'newer' })).endpoint;
  const input = { endpointId: world.productionId, expectedVersion: version - 1 };
  expect((await underTest.refused('removeEndpointCredential', input)).extensions).toMatchObject({
    reason: 'STALE_VERSION',
    currentVersion: version,
  });
  expect((await underTest.refused('updateEndpoint', { ...input, enabled: false })).extensions.reason).toBe(
    'STALE_VERSION',
  );
});

it('restores defaults with null, refuses null without a default, and commits nothing if nothing changes', async () => {
  await update({ enabled: false, connectTimeoutSeconds: 9, displayName: 'Old' });
  const { endpoint, revision } = await update({ enabled: null, connectTimeoutSeconds: null, displayName: null });
  expect(endpoint).toMatchObject({ enabled: true, connectTimeoutSeconds: 5, displayName: 'primary' });
  expect((await update({ enabled: true, name: 'primary', url: 'https://primary.example/v1/' })).revision).toBe(
    revision,
  );
  for (const member of ['name', 'url', 'credential']) {
    const input = { endpointId: world.productionId, [member]: null };
    expect(problems(await underTest.refused('updateEndpoint', input))).toEqual([`${member}: REQUIRED`]);
  }
});

it('removes a disabled endpoint from rotation immediately', async () => {
  const targets = [world.productionId, world.secondId].map((endpointId) => ({
    modelId: world.modelIds[0],
    endpointId,
  }));
  const { policy } = await underTest.change<{ policy: { id: string } }>(
    'attachRoundRobinPolicy',
    { aiApiId: world.aiApiId, production: { targets } },
    'policy { id }',
  );
  const { revision } = await update({ enabled: false });
  const touched = await underTest.sql('SELECT key FROM dirty_entry WHERE revision = $1', [revision]);
  expect(touched).toEqual([{ key: `provider.${world.providerId}` }]);
  const query = 'query($id: ID!) { policy(id: $id) { production { targets { inRotation } } } }';
  expect(await underTest.get(query, { id: policy.id })).toEqual({
    production: { targets: [{ inRotation: false }, { inRotation: true }] },
  });
});

it('lists endpoints by environment, credential and age of the credential', async () => {
  await removeCredential();
  const list = async (filter: object) => {
    const query = 'query($filter: EndpointFilter) { endpoints(filter: $filter) { nodes { name } } }';
    const variables = { filter: { providerIds: [world.providerId], ...filter } };
    return (await underTest.get<{ nodes: { name: string }[] }>(query, variables)).nodes.map(({ name }) => name);
  };
  expect(await list({ credentialSet: false })).toEqual(['primary']);
  expect(await list({ credentialSet: true, environment: 'PRODUCTION' })).toEqual(['secondary']);
  expect(await list({ credentialRotatedBefore: new Date(Date.now() + 60_000).toISOString() })).toEqual([
    'sandbox',
    'secondary',
  ]);
  expect(await list({ credentialRotatedBefore: '2020-01-01T00:00:00Z' })).toEqual([]);
});
