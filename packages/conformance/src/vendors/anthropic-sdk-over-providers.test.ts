import Anthropic from '@anthropic-ai/sdk';
import { anthropicProfile } from '@switchyard/contract';
import { credentialOf } from '@switchyard/test-entries';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const clientOf = () =>
  new Anthropic({ baseURL: gateway.url + gateway.basePath, apiKey: gateway.liveKey, maxRetries: 0 });
const request = { model: 'claude', max_tokens: 100, messages: [{ role: 'user' as const, content: 'hello' }] };
const headerOf = (index: number, name: string) => {
  const { rawHeaders } = gateway.simulator.requests()[index]!;
  return rawHeaders[rawHeaders.findIndex((text) => text.toLowerCase() === name) + 1];
};

/** A server in Anthropic's format, such as vLLM or Ollama, that wants its key as a bearer token. */
const compatible = {
  ...anthropicProfile,
  credentialName: 'authorization',
  credentialPrefix: 'Bearer ',
};

describe('the official @anthropic-ai/sdk, with the vendor and a compatible server in one policy', () => {
  beforeAll(async () => {
    await gateway.configure(['claude'], [], anthropicProfile);
    gateway.moveEndpoints(gateway.simulator.url);
    gateway.addProvider({ name: 'own', profile: compatible, models: ['qwen'], url: `${gateway.simulator.url}/own` });
    gateway.addAlias('best', 'claude');
    await gateway.setPolicies({ kind: 'FAILOVER', production: ['claude', 'own>qwen'] });
  });
  beforeEach(() => {
    gateway.simulator.clearRequests();
    gateway.simulator.setBehaviours([{ match: { model: 'claude' }, answer: { status: 529 } }]);
  });

  it('gets a plain message from the second, with its own path, credential and model', async () => {
    const { data, response } = await clientOf().messages.create(request).withResponse();
    expect([response.headers.get('x-switchyard-provider'), data.model]).toEqual(['own', 'qwen']);
    expect(gateway.simulator.requests().map(({ path }) => path)).toEqual(['/v1/messages', '/own/v1/messages']);
    expect([headerOf(0, 'x-api-key'), headerOf(1, 'authorization')]).toEqual([
      credentialOf('production'),
      `Bearer ${credentialOf('production', 'own')}`,
    ]);
    const [first, second] = gateway.simulator.requests().map(({ rawHeaders }) => rawHeaders.join('\n'));
    expect(first).not.toContain(credentialOf('production', 'own'));
    expect(second).not.toContain(credentialOf('production'));
    for (const headers of [first, second]) expect(headers).not.toContain(gateway.liveKey);
  });

  it('gets a streamed message', async () => {
    const message = await clientOf().messages.stream(request).finalMessage();
    expect(message.content).toMatchObject([{ type: 'text', text: 'This is a simulated answer of the model qwen.' }]);
  });

  it('with a tool and an image sends both to both, apart from the model unchanged', async () => {
    const data = Buffer.alloc(30_000, 'image').toString('base64');
    const body = {
      ...request,
      model: 'best',
      messages: [
        {
          role: 'user' as const,
          content: [
            { type: 'image' as const, source: { type: 'base64' as const, media_type: 'image/png' as const, data } },
          ],
        },
      ],
      tools: [{ name: 'weather', input_schema: { type: 'object' as const, properties: {} } }],
    };
    expect((await clientOf().messages.create(body)).model).toBe('qwen');
    const bodies = gateway.simulator
      .requests()
      .map(({ bodyBase64 }) => Buffer.from(bodyBase64 ?? '', 'base64').toString());
    expect(bodies).toEqual(['claude', 'qwen'].map((model) => JSON.stringify({ ...body, model })));
  });

  it('gets its tokens counted by whichever answers', async () => {
    const { model, messages } = request;
    expect((await clientOf().messages.countTokens({ model, messages })).input_tokens).toBeGreaterThan(0);
    expect(gateway.simulator.requests().at(-1)?.path).toBe('/own/v1/messages/count_tokens');
  });

  it('sees the alias in the model list', async () => {
    const names: string[] = [];
    for await (const model of clientOf().models.list()) names.push(model.id);
    expect(names).toEqual(['best', 'claude']);
  });
});

it('the official @anthropic-ai/sdk is shared exactly between the two', async () => {
  await gateway.configure(['claude'], [], anthropicProfile);
  gateway.moveEndpoints(gateway.simulator.url);
  gateway.addProvider({ name: 'own', profile: compatible, models: ['qwen'], url: gateway.simulator.url });
  await gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['claude', 'own>qwen'] });
  const models: string[] = [];
  for (let sent = 0; sent < 10; sent += 1) models.push((await clientOf().messages.create(request)).model);
  expect(models.filter((model) => model === 'qwen')).toHaveLength(5);
});
