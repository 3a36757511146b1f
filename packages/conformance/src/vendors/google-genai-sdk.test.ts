import { ApiError, GoogleGenAI } from '@google/genai';
import { geminiProfile } from '@switchyard/contract';
import { credentialOf } from '@switchyard/test-entries';
import { failureOf } from '../harness/failure-of';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

// The SDK's own fetch uses a global that Jest hides from tests; outside Jest it works by default.
const clientOf = (apiKey = gateway.liveKey) =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: gateway.url + gateway.basePath, fetch } });
const ask = (client = clientOf(), model = 'a') => client.models.generateContent({ model, contents: 'hello' });

async function textsOfStream(client = clientOf()): Promise<string[]> {
  const texts: string[] = [];
  const stream = await client.models.generateContentStream({ model: 'a', contents: 'hello' });
  for await (const { text } of stream) texts.push(text ?? '');
  return texts;
}

/** The vendor's name for an error, which the SDK only gives as text. */
const nameOf = (error: unknown) => /"status":\s*"([A-Z_]+)"/.exec((error as ApiError).message)?.[1];

describe('the official @google/genai', () => {
  beforeEach(() => gateway.configure(['a', 'b'], [{ kind: 'ROUND_ROBIN', production: ['b'] }], geminiProfile));

  it("gets a plain answer from the model that the policy picks, with the endpoint's credential", async () => {
    const answer = await ask();
    expect([answer.modelVersion, answer.text]).toEqual(['b', 'This is a simulated answer of the model b.']);
    const headers = gateway.simulator.requests()[0]?.rawHeaders ?? [];
    expect(headers[headers.indexOf('x-goog-api-key') + 1]).toBe(credentialOf('production'));
    expect(headers.join('\n')).not.toContain(gateway.liveKey);
  });

  it('gets a streamed answer in chunks', async () => {
    gateway.simulator.setBehaviours([{ answer: { contentChunks: 4 } }]);
    const texts = await textsOfStream();
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join('')).toBe('This is a simulated answer of the model b.');
  });

  it('gets its tokens counted and its texts embedded', async () => {
    expect((await clientOf().models.countTokens({ model: 'a', contents: 'hello' })).totalTokens).toBeGreaterThan(0);
    const { embeddings } = await clientOf().models.embedContent({ model: 'a', contents: ['hello', 'world'] });
    expect(embeddings).toHaveLength(2);
  });

  it('sees an error, not a short answer, if a stream is cut off', async () => {
    gateway.simulator.setBehaviours([{ answer: { contentChunks: 6, cutAfterEvents: 4 } }]);
    expect(await failureOf(textsOfStream())).toBeInstanceOf(Error);
  });

  it('sees an ApiError of UNAUTHENTICATED for an unknown key, and of PERMISSION_DENIED without access', async () => {
    for (const [apiKey, status, name] of [
      ['sy_live_nobody', 401, 'UNAUTHENTICATED'],
      [gateway.keyWithoutAccess, 403, 'PERMISSION_DENIED'],
    ] as const) {
      const error = await failureOf(ask(clientOf(apiKey)));
      expect(error).toBeInstanceOf(ApiError);
      expect([(error as ApiError).status, nameOf(error)]).toEqual([status, name]);
    }
  });

  it("sees the vendor's 429 as RESOURCE_EXHAUSTED, and its 503 as UNAVAILABLE", async () => {
    for (const [status, name] of [
      [429, 'RESOURCE_EXHAUSTED'],
      [503, 'UNAVAILABLE'],
    ] as const) {
      gateway.simulator.setBehaviours([{ answer: { status } }]);
      const error = await failureOf(ask());
      expect(error).toBeInstanceOf(ApiError);
      expect([(error as ApiError).status, nameOf(error)]).toEqual([status, name]);
    }
  });
});

describe('the official @google/genai, with other configurations', () => {
  it('sees NOT_FOUND for an unknown model', async () => {
    await gateway.configure(['a'], [], geminiProfile);
    const error = await failureOf(ask(clientOf(), 'nobody'));
    expect(error).toBeInstanceOf(ApiError);
    expect([(error as ApiError).status, nameOf(error)]).toEqual([404, 'NOT_FOUND']);
  });

  it('sees UNAVAILABLE if every target is suspended', async () => {
    const policy = { kind: 'ROUND_ROBIN', production: ['a'], suspendDurationSeconds: 60 } as const;
    await gateway.configure(['a'], [policy], geminiProfile);
    gateway.simulator.setBehaviours([{ times: 1, answer: { status: 429, headers: { 'retry-after': '60' } } }]);
    await failureOf(ask());
    const error = await failureOf(ask());
    expect(error).toBeInstanceOf(ApiError);
    expect([(error as ApiError).status, nameOf(error)]).toEqual([503, 'UNAVAILABLE']);
  });

  it('lists the models that its key can reach, and retrieves each by name', async () => {
    await gateway.configure(['b', 'a'], [], geminiProfile);
    const names: (string | undefined)[] = [];
    for await (const model of await clientOf().models.list({ config: { pageSize: 1 } })) names.push(model.name);
    expect(names).toEqual(['models/a', 'models/b']);
    expect((await clientOf().models.get({ model: 'b' })).name).toBe('models/b');
    expect(await failureOf(clientOf().models.get({ model: 'nobody' }))).toMatchObject({ status: 404 });
  });
});
