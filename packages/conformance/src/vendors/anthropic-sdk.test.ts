import Anthropic from '@anthropic-ai/sdk';
import { anthropicProfile } from '@switchyard/contract';
import { credentialOf } from '@switchyard/test-entries';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const clientOf = (options: { apiKey?: string; authToken?: string; maxRetries?: number } = {}) =>
  new Anthropic({ baseURL: gateway.url + gateway.basePath, apiKey: gateway.liveKey, maxRetries: 0, ...options });
const request = (model = 'a') => ({ model, max_tokens: 100, messages: [{ role: 'user' as const, content: 'hello' }] });
const failure = async (promise: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
};
const typeOf = (error: unknown) => (error as { error: { error: { type: string } } }).error.error.type;

describe('the official @anthropic-ai/sdk', () => {
  beforeAll(() => gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['b'] }], anthropicProfile));
  beforeEach(() => {
    gateway.simulator.clearBehaviours();
    gateway.simulator.clearRequests();
  });

  it("gets a plain message from the model that the policy picks, with the endpoint's credential", async () => {
    const message = await clientOf().messages.create(request());
    expect(message).toMatchObject({ type: 'message', model: 'b', stop_reason: 'end_turn' });
    const headers = gateway.simulator.requests()[0]?.rawHeaders ?? [];
    expect(headers[headers.indexOf('x-api-key') + 1]).toBe(credentialOf('production'));
    expect(headers.join('\n')).not.toContain(gateway.liveKey);
  });

  it('gets a streamed message', async () => {
    const stream = clientOf().messages.stream(request());
    const message = await stream.finalMessage();
    expect(message.content).toMatchObject([{ type: 'text', text: 'This is a simulated answer of the model b.' }]);
    expect(message.stop_reason).toBe('end_turn');
  });

  it('gets its tokens counted', async () => {
    const { model, messages } = request();
    expect((await clientOf().messages.countTokens({ model, messages })).input_tokens).toBeGreaterThan(0);
  });

  it('may send its key as a bearer token too', async () => {
    const client = new Anthropic({
      baseURL: gateway.url + gateway.basePath,
      apiKey: null,
      authToken: gateway.liveKey,
      maxRetries: 0,
    });
    expect((await client.messages.create(request())).model).toBe('b');
  });

  it('sees an AuthenticationError for an unknown key, and a PermissionDeniedError without access', async () => {
    const unknown = await failure(clientOf({ apiKey: 'sy_live_nobody' }).messages.create(request()));
    expect(unknown).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(typeOf(unknown)).toBe('authentication_error');
    expect(unknown).toMatchObject({ requestID: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const denied = await failure(clientOf({ apiKey: gateway.keyWithoutAccess }).messages.create(request()));
    expect(denied).toBeInstanceOf(Anthropic.PermissionDeniedError);
    expect(typeOf(denied)).toBe('permission_error');
  });

  it("sees a RateLimitError for the vendor's 429, and an InternalServerError for its 529", async () => {
    gateway.simulator.setBehaviours([{ answer: { status: 429 } }]);
    expect(await failure(clientOf().messages.create(request()))).toBeInstanceOf(Anthropic.RateLimitError);
    gateway.simulator.setBehaviours([{ answer: { status: 529 } }]);
    const overloaded = await failure(clientOf().messages.create(request()));
    expect(overloaded).toBeInstanceOf(Anthropic.InternalServerError);
    expect(typeOf(overloaded)).toBe('overloaded_error');
  });
});

describe('the official @anthropic-ai/sdk, with other configurations', () => {
  it('sees a NotFoundError for an unknown model', async () => {
    await gateway.configure(['a'], [], anthropicProfile);
    const error = await failure(clientOf().messages.create(request('nobody')));
    expect(error).toBeInstanceOf(Anthropic.NotFoundError);
    expect(typeOf(error)).toBe('not_found_error');
  });

  it('fails over from a model that the vendor does not know, which only its wording reveals', async () => {
    const policy = { kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 } as const;
    await gateway.configure(['a', 'b'], [policy], anthropicProfile);
    const body = { type: 'error', error: { type: 'not_found_error', message: 'model: a' } };
    gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 404, body } }]);
    for (const asked of [2, 3]) {
      expect((await clientOf().messages.create(request())).model).toBe('b');
      expect(gateway.simulator.requests()).toHaveLength(asked);
    }
  });

  it('sees an InternalServerError for a 503 and, with retries, waits as long as Retry-After says and succeeds', async () => {
    const policy = { kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 3 } as const;
    await gateway.configure(['a'], [policy], anthropicProfile);
    gateway.simulator.setBehaviours([{ times: 1, answer: { status: 429, headers: { 'retry-after': '3' } } }]);
    await failure(clientOf().messages.create(request()));
    const error = await failure(clientOf().messages.create(request()));
    expect(error).toBeInstanceOf(Anthropic.InternalServerError);
    expect(error).toMatchObject({ status: 503 });
    expect((await clientOf({ maxRetries: 2 }).messages.create(request())).model).toBe('a');
  });

  it('lists the models that its key can reach, and retrieves each by name', async () => {
    await gateway.configure(['b', 'a'], [], anthropicProfile);
    const names: string[] = [];
    for await (const model of clientOf().models.list({ limit: 1 })) names.push(model.id);
    expect(names).toEqual(['a', 'b']);
    expect(await clientOf().models.retrieve('b')).toMatchObject({ type: 'model', id: 'b' });
    expect(await failure(clientOf().models.retrieve('nobody'))).toBeInstanceOf(Anthropic.NotFoundError);
  });
});
