import { geminiProfile, openaiCompatibleProfile, type ProviderProfile } from '@switchyard/contract';
import OpenAI, { NotFoundError } from 'openai';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

/** The provider has three models, one of which this consumer can reach. */
const configure = (profile?: ProviderProfile) =>
  gateway.configure(['a', 'org/b', 'c'], [{ kind: 'ROUND_ROBIN', production: ['org/b'] }], profile);
const get = async (path: string) => {
  const response = await gateway.send(path);
  return { status: response.status, body: (await response.json()) as unknown };
};

it.each(['v1beta', 'v1', 'v1alpha'])(
  'Gemini’s list and each model are served at every version that its SDKs call: %s',
  async (version) => {
    await configure(geminiProfile);
    const model = expect.objectContaining({ name: 'models/org/b' }) as unknown;
    expect(await get(`${version}/models?pageSize=50`)).toEqual({ status: 200, body: { models: [model] } });
    expect(await get(`${version}/models/org%2Fb`)).toEqual({ status: 200, body: model });
    expect(await get(`${version}/models/a`)).toMatchObject({ status: 404, body: { error: { status: 'NOT_FOUND' } } });
    expect(gateway.simulator.requests()).toEqual([]);
  },
);

it.each(['', '/v1'])(
  'the official SDK of OpenAI lists and retrieves only the models within reach, with a base URL that ends in %j',
  async (suffix) => {
    await configure(openaiCompatibleProfile);
    const baseURL = gateway.url + gateway.basePath + suffix;
    const client = new OpenAI({ baseURL, apiKey: gateway.liveKey, maxRetries: 0 });
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['org/b']);
    expect(await client.models.retrieve('org/b')).toMatchObject({ id: 'org/b', object: 'model' });
    const missing = client.models.retrieve('a');
    await expect(missing).rejects.toBeInstanceOf(NotFoundError);
    await expect(missing).rejects.toMatchObject({ code: 'model_not_found' });
    expect(gateway.simulator.requests()).toEqual([]);
  },
);

it('a list requested with another method, or below a model, is passed on', async () => {
  await configure();
  await gateway.send('models/a', { method: 'DELETE' });
  expect(gateway.simulator.requests().map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /v1/models/a']);
});
