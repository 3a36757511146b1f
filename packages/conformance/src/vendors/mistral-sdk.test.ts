import { Mistral } from '@mistralai/mistralai';
import { MistralError } from '@mistralai/mistralai/models/errors';
import { mistralProfile } from '@switchyard/contract';
import { credentialOf } from '@switchyard/test-entries';
import { failureOf } from '../harness/failure-of';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const clientOf = (apiKey = gateway.liveKey) => new Mistral({ apiKey, serverURL: gateway.url + gateway.basePath });
const request = (model = 'a') => ({ model, messages: [{ role: 'user' as const, content: 'hello' }] });

async function textsOfStream(client = clientOf()): Promise<string[]> {
  const texts: string[] = [];
  for await (const { data } of await client.chat.stream(request())) {
    const { content } = data.choices[0]?.delta ?? {};
    if (typeof content === 'string') texts.push(content);
  }
  return texts;
}

function seen(error: unknown): unknown[] {
  if (!(error instanceof MistralError)) throw error;
  const { message, code } = JSON.parse(error.body) as { message: unknown; code: unknown };
  return [error.statusCode, typeof message, code];
}

describe('the official @mistralai/mistralai', () => {
  beforeEach(() => gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['b'] }], mistralProfile));

  it("gets a plain answer from the model that the policy picks, with the endpoint's credential", async () => {
    const answer = await clientOf().chat.complete(request());
    expect([answer.model, answer.choices[0]?.message?.content]).toEqual([
      'b',
      'This is a simulated answer of the model b.',
    ]);
    const headers = gateway.simulator.requests()[0]?.rawHeaders ?? [];
    expect(headers).toContain(`Bearer ${credentialOf('production')}`);
    expect(headers.join('\n')).not.toContain(gateway.liveKey);
  });

  it('gets a streamed answer in chunks', async () => {
    gateway.simulator.setBehaviours([{ answer: { contentChunks: 4 } }]);
    const texts = await textsOfStream();
    expect(texts.filter((text) => text !== '').length).toBeGreaterThan(1);
    expect(texts.join('')).toBe('This is a simulated answer of the model b.');
  });

  it('sees an error, not a short answer, if a stream is cut off', async () => {
    gateway.simulator.setBehaviours([{ answer: { contentChunks: 6, cutAfterEvents: 4 } }]);
    expect(await failureOf(textsOfStream())).toBeInstanceOf(Error);
  });

  it("sees a MistralError with the status and the gateway's code for an unknown key, and without a grant", async () => {
    expect(seen(await failureOf(clientOf('sy_live_nobody').chat.complete(request())))).toEqual([
      401,
      'string',
      'invalid_api_key',
    ]);
    expect(seen(await failureOf(clientOf(gateway.keyWithoutAccess).chat.complete(request())))).toEqual([
      403,
      'string',
      'access_denied',
    ]);
  });

  it.each([429, 503])("sees the vendor's %i as a MistralError with its status", async (status) => {
    gateway.simulator.setBehaviours([{ answer: { status } }]);
    const error = await failureOf(clientOf().chat.complete(request()));
    expect(error).toBeInstanceOf(MistralError);
    expect(error).toMatchObject({ statusCode: status });
  });
});

describe('the official @mistralai/mistralai, with other configurations', () => {
  it('sees 404 for an unknown model', async () => {
    await gateway.configure(['a'], [], mistralProfile);
    expect(seen(await failureOf(clientOf().chat.complete(request('nobody'))))).toEqual([
      404,
      'string',
      'model_not_found',
    ]);
  });

  it('sees 503 if every target is suspended and, with retries, waits as long as Retry-After says and succeeds', async () => {
    const policy = { kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 3 } as const;
    await gateway.configure(['a'], [policy], mistralProfile);
    gateway.simulator.setBehaviours([{ times: 1, answer: { status: 429, headers: { 'retry-after': '3' } } }]);
    await failureOf(clientOf().chat.complete(request()));
    expect(seen(await failureOf(clientOf().chat.complete(request())))).toEqual([503, 'string', 'no_available_target']);
    const backoff = { initialInterval: 100, maxInterval: 1_000, exponent: 1.5, maxElapsedTime: 20_000 };
    const retries = { strategy: 'backoff', backoff, retryConnectionErrors: false } as const;
    expect((await clientOf().chat.complete(request(), { retries })).model).toBe('a');
  });

  it('lists the models that its key can reach', async () => {
    await gateway.configure(['b', 'a'], [], mistralProfile);
    const { data } = await clientOf().models.list();
    expect(data).toMatchObject([{ id: 'a' }, { id: 'b' }]);
  });
});
