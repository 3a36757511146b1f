import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, streamText } from 'ai';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());
beforeEach(() =>
  gateway.configure(['a', 'b'], [{ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 }]),
);

const model = (apiKey = gateway.liveKey) => createOpenAI({ baseURL: gateway.url + gateway.basePath, apiKey }).chat('a');
const ask = (apiKey?: string) => generateText({ model: model(apiKey), prompt: 'hello', maxRetries: 0 });

async function errorOf(promise: PromiseLike<unknown>): Promise<APICallError> {
  try {
    await promise;
  } catch (error) {
    if (APICallError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

describe('the ai package', () => {
  it('gets a plain and a streamed answer, despite a failing primary', async () => {
    gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 503 } }]);
    expect((await ask()).text).toContain('model b');
    expect(await streamText({ model: model(), prompt: 'hello' }).text).toContain('model b');
  });

  it('sees an error, not a short answer, if a stream is cut off', async () => {
    gateway.simulator.setBehaviours([{ answer: { contentChunks: 6, cutAfterEvents: 4 } }]);
    const errors: unknown[] = [];
    const { fullStream } = streamText({
      model: model(),
      prompt: 'hello',
      maxRetries: 0,
      onError: ({ error }) => void errors.push(error),
    });
    const finishReasons: string[] = [];
    try {
      for await (const part of fullStream) if (part.type === 'finish') finishReasons.push(part.finishReason);
    } catch (error) {
      errors.push(error);
    }
    expect(errors.length).toBeGreaterThan(0);
    expect(finishReasons).not.toContain('stop');
  });

  it('sees a retryable error if nothing is available', async () => {
    gateway.simulator.setBehaviours([{ answer: { status: 429, headers: { 'retry-after': '60' } } }]);
    await errorOf(ask());
    expect(await errorOf(ask())).toMatchObject({ statusCode: 503, isRetryable: true });
  });

  it.each([
    ['401 for an unknown key', 401, () => errorOf(ask('sy_live_nobody'))],
    ['403 without access', 403, () => errorOf(ask(gateway.keyWithoutAccess))],
  ])('sees %s as an error that is not worth a retry', async (_title, statusCode, fail) => {
    expect(await fail()).toMatchObject({ statusCode, isRetryable: false });
  });

  it("sees an unknown model's 404 and the vendor's 429 with their status", async () => {
    const unknown = createOpenAI({ baseURL: gateway.url + gateway.basePath, apiKey: gateway.liveKey }).chat('nobody');
    expect(await errorOf(generateText({ model: unknown, prompt: 'hello', maxRetries: 0 }))).toMatchObject({
      statusCode: 404,
      isRetryable: false,
    });
    gateway.simulator.setBehaviours([{ answer: { status: 429 } }]);
    expect(await errorOf(ask())).toMatchObject({ statusCode: 429, isRetryable: true });
  });
});
