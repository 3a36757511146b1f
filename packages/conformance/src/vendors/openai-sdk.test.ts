import { azureOpenaiProfile, mistralProfile } from '@switchyard/contract';
import OpenAI, { AzureOpenAI } from 'openai';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const messages = [{ role: 'user' as const, content: 'hello' }];
/** The official SDK with a base URL, a key, and any other options that the test needs. */
const clientOf = (options: { apiKey?: string; maxRetries?: number; baseURL?: string; fetch?: typeof fetch } = {}) =>
  new OpenAI({ baseURL: gateway.url + gateway.basePath, apiKey: gateway.liveKey, maxRetries: 0, ...options });
const chat = (client: OpenAI, model = 'a') => client.chat.completions.create({ model, messages });
const failure = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
};

describe('the official openai package sees its own error classes', () => {
  beforeAll(() => gateway.configure(['a', 'b']));
  beforeEach(() => gateway.simulator.clearBehaviours());

  it('an unknown key is an AuthenticationError', async () => {
    const error = await failure(chat(clientOf({ apiKey: 'sy_live_nobody' })));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', requestID: expect.any(String) });
  });

  it('a consumer without access gets a PermissionDeniedError', async () => {
    const error = await failure(chat(clientOf({ apiKey: gateway.keyWithoutAccess })));
    expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(error).toMatchObject({ status: 403, code: 'access_denied' });
  });

  it('an unknown model is a NotFoundError', async () => {
    const error = await failure(chat(clientOf(), 'nobody'));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it("the vendor's 429 is a RateLimitError", async () => {
    gateway.simulator.setBehaviours([{ answer: { status: 429 } }]);
    const error = await failure(chat(clientOf()));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  });

  it('a refused endpoint credential is not an AuthenticationError, and is not retried', async () => {
    gateway.simulator.setBehaviours([{ answer: { status: 401 } }]);
    gateway.simulator.clearRequests();
    const error = await failure(chat(clientOf({ maxRetries: 2 })));
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status: 502, code: 'upstream_credential_rejected' });
    expect(gateway.simulator.requests()).toHaveLength(1);
  });
});

describe('the official openai package, when every target is suspended', () => {
  const suspendFor = async (suspendDurationSeconds: number) => {
    await gateway.configure(['a'], [{ kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds }]);
    const headers = { 'retry-after': String(suspendDurationSeconds) };
    gateway.simulator.setBehaviours([{ times: 1, answer: { status: 429, headers } }]);
    await failure(chat(clientOf()));
  };

  it('gets a retryable error, and with retries waits as long as Retry-After says and succeeds', async () => {
    await suspendFor(3);
    const error = await failure(chat(clientOf()));
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status: 503, code: 'no_available_target' });
    const completion = await chat(clientOf({ maxRetries: 2 }));
    expect(completion.model).toBe('a');
  });

  it('does not retry repeatedly if the wait is longer than it accepts', async () => {
    await suspendFor(600);
    let requests = 0;
    const counting: typeof fetch = (...args) => {
      requests += 1;
      return fetch(...args);
    };
    const error = await failure(chat(clientOf({ maxRetries: 2, fetch: counting })));
    expect(error).toMatchObject({ status: 503, headers: expect.anything() });
    expect((error as InstanceType<typeof OpenAI.APIError>).headers?.get('x-should-retry')).toBe('false');
    expect(requests).toBe(1);
  });
});

describe('the official openai package lists models', () => {
  beforeAll(() => gateway.configure(['b', 'a', 'org/c']));

  it('those that this consumer can reach, and retrieves each by name', async () => {
    const names: string[] = [];
    for await (const model of clientOf().models.list()) names.push(model.id);
    expect(names).toEqual(['a', 'b', 'org/c']);
    expect(await clientOf().models.retrieve('org/c')).toMatchObject({ id: 'org/c', object: 'model' });
    expect(await failure(clientOf().models.retrieve('nobody'))).toBeInstanceOf(OpenAI.NotFoundError);
  });
});

describe('audio', () => {
  it('a transcription is routed by the model in its form', async () => {
    await gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['b'] }]);
    const file = new File([Buffer.alloc(100_000, 1)], 'speech.wav');
    await clientOf().audio.transcriptions.create({ file, model: 'whisper-1' });
    const sent = Buffer.from(gateway.simulator.requests()[0]?.bodyBase64 ?? '', 'base64').toString('latin1');
    expect(sent).toMatch(/name="model"\r\n\r\nb\r\n/);
    expect(sent).not.toContain('whisper-1');
  });
});

describe("the official openai package's AzureOpenAI", () => {
  const endpointsAtHost = () =>
    gateway.configure(['gpt', 'other'], [{ kind: 'ROUND_ROBIN', production: ['other'] }], azureOpenaiProfile);
  const clientOfAzure = (apiKey = gateway.liveKey) =>
    new AzureOpenAI({
      endpoint: gateway.url + gateway.basePath,
      apiKey,
      apiVersion: '2024-10-21',
      deployment: 'gpt',
      maxRetries: 0,
    });

  it('is routed by the deployment in the path, with the key in its own header', async () => {
    await endpointsAtHost();
    const completion = await chat(clientOfAzure(), 'gpt');
    expect(completion.model).toBe('other');
    expect(gateway.simulator.requests()[0]?.path).toContain('/openai/deployments/other/chat/completions?api-version=');
    const error = await failure(chat(clientOfAzure('sy_live_nobody')));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ code: 'invalid_api_key' });
  });

  it('gets an error for an unknown deployment if no policy routes', async () => {
    await gateway.configure(['other'], [], azureOpenaiProfile);
    expect(await failure(chat(clientOfAzure(), 'gpt'))).toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('and the plain client work side by side, with the v1 API', async () => {
    await endpointsAtHost();
    const client = clientOf({ baseURL: `${gateway.url}${gateway.basePath}/openai/v1` });
    expect((await chat(client, 'gpt')).model).toBe('other');
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['other']);
  });
});

it("an openai package pointed at Mistral gets Mistral's errors as its own classes", async () => {
  await gateway.configure(['a'], [], mistralProfile);
  const client = clientOf({ baseURL: `${gateway.url}${gateway.basePath}/v1` });
  expect((await chat(client)).model).toBe('a');
  expect(await failure(chat(client, 'nobody'))).toBeInstanceOf(OpenAI.NotFoundError);
});
