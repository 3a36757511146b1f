import { anthropicProfile, geminiProfile, openaiProfile } from '@switchyard/contract';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';

simulatedGateway(['b', 'a', 'org/c']);

const ask = (path: string, key = gateway.liveKey, method = 'GET') =>
  fetch(`${gateway.url}/support/chat/${path}`, { method, headers: { authorization: `Bearer ${key}` } });

async function list(key?: string): Promise<string[]> {
  const response = await ask('models', key);
  expect(response.status).toBe(200);
  const { data } = (await response.json()) as { data: { id: string }[] };
  return data.map(({ id }) => id);
}

it('lists every enabled model if there is a default endpoint, in order, without calling a vendor', async () => {
  expect(await list()).toEqual(['a', 'b', 'org/c']);
  gateway.provider.models[0]!.enabled = false;
  gateway.serve();
  expect(await list()).toEqual(['a', 'org/c']);
  expect(simulator.requests()).toEqual([]);
});

it("lists a load-balancing policy's targets in rotation, for the key's environment", async () => {
  gateway.setPolicies({ kind: 'WEIGHTED_ROUND_ROBIN', production: ['b=3', 'a=0'], sandbox: ['org/c=1'] });
  expect(await list()).toEqual(['b']);
  expect(await list(gateway.testKey)).toEqual(['org/c']);
});

it("lists the failover policies' primaries, and other models only if there is a default endpoint", async () => {
  gateway.setPolicies({ kind: 'FAILOVER', production: ['b', 'a'] });
  expect(await list()).toEqual(['a', 'b', 'org/c']);
  gateway.provider.models[0]!.enabled = false; // The primary: its fallback answers for it.
  gateway.serve();
  expect(await list()).toEqual(['a', 'b', 'org/c']);
  gateway.entry.defaultProductionEndpointId = null;
  gateway.serve();
  expect(await list()).toEqual(['b']);
  gateway.provider.models[1]!.enabled = false; // The policy has no target left.
  gateway.serve();
  expect(await list()).toEqual([]);
});

it('is refused in an environment that the AI API does not serve', async () => {
  gateway.entry.defaultSandboxEndpointId = null;
  gateway.serve();
  const response = await ask('models', gateway.testKey);
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { error: { code: 'environment_not_configured' } },
  ]);
});

it('needs a key and an access grant, like every request', async () => {
  expect((await ask('models', 'sy_live_nobody')).status).toBe(401);
  expect((await ask('models', gateway.keyWithoutAccess)).status).toBe(403);
  expect((await ask('models/a', gateway.keyWithoutAccess)).status).toBe(403);
});

it.each(['models/org%2Fc', 'models/org/c', 'Models/org%2fc/'])('returns one model by name: %s', async (path) => {
  const response = await ask(path);
  expect([response.status, await response.json()]).toEqual([
    200,
    { id: 'org/c', object: 'model', created: 0, owned_by: 'openai' },
  ]);
});

it('a model that is not reachable gets 404 in the format of the vendor', async () => {
  expect(await (await ask('models/nobody')).json()).toMatchObject({ error: { code: 'model_not_found' } });
  gateway.provider.profile = anthropicProfile;
  gateway.serve();
  const response = await ask('v1/models/nobody');
  expect([response.status, await response.json()]).toMatchObject([404, { error: { type: 'not_found_error' } }]);
  expect(simulator.requests()).toEqual([]);
});

it('is at the path and in the format of the profile', async () => {
  gateway.provider.profile = anthropicProfile;
  gateway.serve();
  expect(await (await ask('v1/models?limit=1')).json()).toMatchObject({ has_more: false, first_id: 'a' });
  gateway.provider.profile = geminiProfile;
  gateway.serve();
  expect(await (await ask('v1beta/models')).json()).toMatchObject({ models: [{ name: 'models/a' }, {}, {}] });
  expect(await (await ask('v1beta/models/a')).json()).toMatchObject({ name: 'models/a' });
  expect(simulator.requests()).toEqual([]);
});

it('is not served at other paths below, nor at all if the profile has no path for it', async () => {
  await ask('models/a/b');
  await ask('models/a', gateway.liveKey, 'DELETE');
  gateway.provider.profile = { ...openaiProfile, modelListPath: null };
  gateway.serve();
  await ask('models');
  expect(simulator.requests().map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/models/a/b',
    'DELETE /v1/models/a',
    'GET /v1/models',
  ]);
});
