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

const FIELDS =
  'provider { name displayName version profile { credentialName fixedHeaders { name } overrides } } revision';
interface Changed extends Payload {
  provider: { version: number };
}
const update = (input: object) =>
  underTest.change<Changed>('updateProvider', { providerId: world.providerId, ...input }, FIELDS);
const refuse = (input: object) => underTest.refused('updateProvider', { providerId: world.providerId, ...input });

it('changes the names, and a null display name becomes the name', async () => {
  const renamed = `${world.name}-new`;
  expect(await update({ name: renamed, displayName: 'Vendor' })).toMatchObject({
    provider: { name: renamed, displayName: 'Vendor' },
  });
  expect(await update({ displayName: null })).toMatchObject({ provider: { name: renamed, displayName: renamed } });
});

it('replaces all overrides of the profile, removes them with null, and keeps them if absent', async () => {
  const fixedHeaders = [{ name: 'X-Team', value: 'support' }];
  expect(await update({ profile: { fixedHeaders } })).toMatchObject({
    provider: { profile: { fixedHeaders: [{ name: 'x-team' }], overrides: ['fixedHeaders'] } },
  });
  expect(await update({ profile: { credentialName: 'x-key', credentialPrefix: '' } })).toMatchObject({
    provider: {
      profile: { credentialName: 'x-key', fixedHeaders: [], overrides: ['credentialName', 'credentialPrefix'] },
    },
  });
  expect(await update({ displayName: 'Vendor' })).toMatchObject({ provider: { profile: { credentialName: 'x-key' } } });
  expect(await update({ profile: null })).toMatchObject({
    provider: { profile: { credentialName: 'authorization', overrides: [] } },
  });
});

it('commits nothing if nothing changes', async () => {
  const fixedHeaders = [{ name: 'a', value: 'b' }];
  const { revision, provider } = await update({ profile: { fixedHeaders, credentialPrefix: 'Key ' } });
  const again = await update({ name: world.name, profile: { credentialPrefix: 'Key ', fixedHeaders } });
  expect([again.revision, again.provider.version]).toEqual([revision, provider.version]);
});

it('refuses invalid input, and says where', async () => {
  const other = await createWorld(underTest);
  expect(problems(await refuse({ name: other.name }))).toEqual(['name: TAKEN']);
  expect(problems(await refuse({ name: null }))).toEqual(['name: REQUIRED']);
  expect(problems(await refuse({ name: 'No Slug' }))).toEqual(['name: INVALID_FORMAT']);
  expect(problems(await refuse({ profile: { credentialPlace: 'QUERY_PARAMETER' } }))).toEqual([
    'profile.credentialName: REQUIRED',
  ]);
  expect((await refuse({ providerId: 'nobody' })).extensions.code).toBe('NOT_FOUND');
  const { version } = (await update({ displayName: 'Newer' })).provider;
  expect((await refuse({ expectedVersion: version - 1 })).extensions).toMatchObject({
    reason: 'STALE_VERSION',
    currentVersion: version,
  });
});

it('requires a complete profile for a custom provider', async () => {
  const profile = {
    credentialPlace: 'NONE',
    routedOperations: [{ path: 'ask', modelPlace: 'JSON_BODY', modelKey: '/model' }],
    wireFormat: 'OPENAI',
  };
  const input = { name: `${world.name}-custom`, template: 'CUSTOM', profile };
  const made = await underTest.change<{ provider: { id: string } }>('createProvider', input, 'provider { id }');
  const refused = await refuse({ providerId: made.provider.id, profile: null });
  expect(problems(refused)).toEqual(
    expect.arrayContaining([
      'profile.credentialPlace: REQUIRED',
      'profile.routedOperations: REQUIRED',
      'profile.wireFormat: REQUIRED',
    ]),
  );
});

it('updates its entry, and none of its AI APIs', async () => {
  const { revision } = await update({ profile: { credentialPrefix: 'Key ' } });
  const touched = await underTest.sql('SELECT key FROM dirty_entry WHERE revision = $1', [revision]);
  expect(touched).toEqual([{ key: `provider.${world.providerId}` }]);
});
