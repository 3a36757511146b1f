import { azureOpenaiProfile, openaiCompatibleProfile } from '@switchyard/contract';
import type { RecordedRequest } from '@switchyard/simulator';
import { credentialOf } from '@switchyard/test-entries';
import OpenAI, { AzureOpenAI } from 'openai';
import { failureOf } from '../harness/failure-of';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

/** Each provider of the AI API in the order of the policy, with its target, the model that it knows, and its path. */
const CHAIN = [
  { provider: 'openai', target: 'gpt', model: 'gpt', path: '/v1/chat/completions' },
  { provider: 'azure', target: 'azure>eu-gpt', model: 'eu-gpt', path: '/azure/openai/v1/chat/completions' },
  {
    provider: 'azure-dated',
    target: 'azure-dated>us-gpt',
    model: 'us-gpt',
    path: '/dated/openai/deployments/us-gpt/chat/completions?api-version=2024-10-21',
  },
  { provider: 'vllm', target: 'vllm>meta/llama:70b', model: 'meta/llama:70b', path: '/vllm/v1/chat/completions' },
] as const;
type Link = (typeof CHAIN)[number];

function addProviders(): void {
  const { url } = gateway.simulator;
  const dated = { ...azureOpenaiProfile, azureApiVersion: '2024-10-21' };
  gateway.addProvider({ name: 'azure', profile: azureOpenaiProfile, models: ['eu-gpt'], url: `${url}/azure` });
  gateway.addProvider({ name: 'azure-dated', profile: dated, models: ['us-gpt'], url: `${url}/dated` });
  const models = ['meta/llama:70b'];
  gateway.addProvider({ name: 'vllm', profile: openaiCompatibleProfile, models, url: `${url}/vllm/v1` });
}

const messages = [{ role: 'user' as const, content: 'hello' }];
const clientOf = () => new OpenAI({ baseURL: gateway.url + gateway.basePath, apiKey: gateway.liveKey, maxRetries: 0 });
const servedBy = ({ headers }: Response) => headers.get('x-switchyard-provider');

/** The vendors before this one fail; it and those after it give this answer. */
function failBefore({ provider }: Link, answer: object = {}): void {
  const failing = CHAIN.slice(
    0,
    CHAIN.findIndex((link) => link.provider === provider),
  );
  gateway.simulator.clearRequests();
  gateway.simulator.setBehaviours([
    ...failing.map((link) => ({
      match: { key: credentialOf('production', link.provider) },
      answer: { status: 503 },
    })),
    { answer },
  ]);
}

const bodyOf = ({ bodyBase64 }: RecordedRequest) => Buffer.from(bodyBase64 ?? '', 'base64');

/** Each vendor up to this one got the request as the consumer wrote it, apart from path, credential and model. */
function expectCalls(last: Link, sentAsFirst: string): void {
  const asked = CHAIN.slice(0, CHAIN.indexOf(last) + 1);
  const requests = gateway.simulator.requests();
  expect(requests.map(({ path }) => path)).toEqual(asked.map(({ path }) => path));
  for (const [index, request] of requests.entries()) {
    const { provider, model } = asked[index]!;
    expect(bodyOf(request).toString()).toBe(sentAsFirst.replace('"model":"gpt"', `"model":"${model}"`));
    const { rawHeaders } = request;
    const isBearer = provider === 'openai' || provider === 'vllm';
    const name = isBearer ? 'authorization' : 'api-key';
    const credential = `${isBearer ? 'Bearer ' : ''}${credentialOf('production', provider)}`;
    expect(rawHeaders[rawHeaders.findIndex((text) => text.toLowerCase() === name) + 1]).toBe(credential);
    expect(rawHeaders.join('\n')).not.toContain(gateway.liveKey);
    for (const other of CHAIN) {
      if (other.provider === provider) continue;
      expect(rawHeaders).not.toContain(`Bearer ${credentialOf('production', other.provider)}`);
      expect(rawHeaders).not.toContain(credentialOf('production', other.provider));
    }
  }
}

describe('the official openai package fails over from OpenAI to Azure, in both forms, to a compatible server', () => {
  beforeAll(async () => {
    await gateway.configure(['gpt']);
    addProviders();
    await gateway.setPolicies({ kind: 'FAILOVER', production: CHAIN.map(({ target }) => target) });
  });

  const weather = {
    type: 'function' as const,
    function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  };
  const image = `data:image/png;base64,${Buffer.alloc(60_000, 'image').toString('base64')}`;

  it.each(CHAIN)('plain, answered by $provider', async (link) => {
    failBefore(link);
    const { data, response } = await clientOf().chat.completions.create({ model: 'gpt', messages }).withResponse();
    expect([servedBy(response), data.model]).toEqual([link.provider, link.model]);
    expect(data.choices[0]?.message.content).toContain(link.model);
    expectCalls(link, JSON.stringify({ model: 'gpt', messages }));
  });

  it.each(CHAIN)('streamed, by $provider', async (link) => {
    failBefore(link);
    const body = { model: 'gpt', messages, stream: true as const, stream_options: { include_usage: true } };
    const stream = await clientOf().chat.completions.create(body);
    let text = '';
    let tokens = 0;
    for await (const { choices, usage } of stream) {
      text += choices[0]?.delta.content ?? '';
      tokens += usage?.total_tokens ?? 0;
    }
    expect([text, tokens > 0]).toEqual([`This is a simulated answer of the model ${link.model}.`, true]);
    expectCalls(link, JSON.stringify(body));
  });

  it.each(CHAIN)('with tools, called by $provider', async (link) => {
    const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } };
    const choice = { index: 0, message: { role: 'assistant', content: null, tool_calls: [call] } };
    failBefore(link, {
      body: { id: 'x', object: 'chat.completion', choices: [{ ...choice, finish_reason: 'tool_calls' }] },
    });
    const body = { model: 'gpt', messages, tools: [weather], tool_choice: 'auto' as const };
    const { choices } = await clientOf().chat.completions.create(body);
    expect(choices[0]?.message.tool_calls).toEqual([call]);
    expectCalls(link, JSON.stringify(body));
  });

  it.each(CHAIN)('with tools and streamed, called by $provider', async (link) => {
    const chunk = (delta: object, reason: string | null = null) =>
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
    const started = { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } };
    const rawEvents = [
      chunk({ role: 'assistant', content: null, tool_calls: [started] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"Bern"}' } }] }),
      chunk({}, 'tool_calls'),
      'data: [DONE]\n\n',
    ];
    failBefore(link, { headers: { 'content-type': 'text/event-stream' }, rawEvents });
    const stream = clientOf().chat.completions.stream({ model: 'gpt', messages, tools: [weather] });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { function: { name: 'weather', arguments: '{"city":"Bern"}' } },
    ]);
    expect(gateway.simulator.requests()).toHaveLength(CHAIN.indexOf(link) + 1);
  });

  it.each(CHAIN)('with an image, seen by $provider', async (link) => {
    failBefore(link);
    const content = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image_url' as const, image_url: { url: image } },
    ];
    const body = { model: 'gpt', messages: [{ role: 'user' as const, content }] };
    expect((await clientOf().chat.completions.create(body)).model).toBe(link.model);
    expectCalls(link, JSON.stringify(body));
  });

  it('from a stream that breaks before its content, too', async () => {
    gateway.simulator.setBehaviours([
      { match: { key: credentialOf('production') }, answer: { cutAfterEvents: 1 } },
      { match: { key: credentialOf('production', 'azure') }, answer: { errorAfterEvents: 1 } },
    ]);
    const stream = await clientOf().chat.completions.create({ model: 'gpt', messages, stream: true }).withResponse();
    let text = '';
    for await (const { choices } of stream.data) text += choices[0]?.delta.content ?? '';
    expect([servedBy(stream.response), text]).toEqual([
      'azure-dated',
      'This is a simulated answer of the model us-gpt.',
    ]);
  });

  it.each([
    ['openai', '/v1/audio/transcriptions', 'gpt'],
    ['azure', '/azure/openai/v1/audio/transcriptions', 'eu-gpt'],
    ['azure-dated', '/dated/openai/deployments/us-gpt/audio/transcriptions?api-version=2024-10-21', 'us-gpt'],
    ['vllm', '/vllm/v1/audio/transcriptions', 'meta/llama:70b'],
  ])('a transcription, by %s', async (provider, path, model) => {
    failBefore(CHAIN.find((link) => link.provider === provider)!);
    const file = new File([Buffer.alloc(100_000, 1)], 'speech.wav');
    await clientOf().audio.transcriptions.create({ file, model: 'gpt' });
    const last = gateway.simulator.requests().at(-1)!;
    expect(last.path).toBe(path);
    expect(bodyOf(last).toString('latin1')).toContain(`name="model"\r\n\r\n${model}\r\n`);
  });

  it('lists the names that its key can reach, over all providers', async () => {
    const names: string[] = [];
    for await (const model of clientOf().models.list()) names.push(model.id);
    expect(names).toEqual(['gpt']);
  });
});

describe('the official openai package with a weighted policy over these providers', () => {
  it('is shared exactly, plain and streamed', async () => {
    await gateway.configure(['gpt']);
    addProviders();
    const production = CHAIN.map(({ target }, index) => `${target}=${[5, 3, 2, 0][index]}`);
    await gateway.setPolicies({ kind: 'WEIGHTED_ROUND_ROBIN', production });
    const counts: Record<string, number> = {};
    for (let sent = 0; sent < 40; sent += 1) {
      const body = { model: 'gpt', messages };
      const { response } =
        sent % 2 === 0
          ? await clientOf().chat.completions.create(body).withResponse()
          : await clientOf()
              .chat.completions.create({ ...body, stream: true })
              .withResponse();
      const provider = servedBy(response) ?? '';
      counts[provider] = (counts[provider] ?? 0) + 1;
    }
    expect(counts).toEqual({ openai: 20, azure: 12, 'azure-dated': 8 });
  });

  it('gets a NotFoundError for an operation that none of its targets takes', async () => {
    await gateway.configure(['gpt']);
    addProviders();
    await gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['azure>eu-gpt', 'azure-dated>us-gpt'] });
    const error = await failureOf(clientOf().moderations.create({ input: 'hello' }));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'operation_not_supported' });
    expect(gateway.simulator.requests()).toEqual([]);
  });
});

describe("the official openai package's AzureOpenAI, with Azure as the first provider", () => {
  it('fails over to OpenAI, with the model in the body and without an API version', async () => {
    await gateway.configure(['gpt'], [], azureOpenaiProfile);
    gateway.moveEndpoints(`${gateway.simulator.url}/azure`);
    const models = ['gpt-4o'];
    const { name } = gateway.addProvider({
      name: 'second',
      profile: openaiCompatibleProfile,
      models,
      url: `${gateway.simulator.url}/v1`,
    });
    gateway.addAlias('best', 'gpt');
    await gateway.setPolicies({ kind: 'FAILOVER', production: ['gpt', `${name}>gpt-4o`] });
    gateway.simulator.setBehaviours([{ match: { model: 'gpt' }, answer: { status: 429 } }]);
    const client = new AzureOpenAI({
      endpoint: gateway.url + gateway.basePath,
      apiKey: gateway.liveKey,
      apiVersion: '2024-10-21',
      deployment: 'best',
      maxRetries: 0,
    });
    const { data, response } = await client.chat.completions.create({ model: 'best', messages }).withResponse();
    expect([servedBy(response), data.model]).toEqual(['second', 'gpt-4o']);
    const [first, second] = gateway.simulator.requests();
    expect([first?.path, second?.path]).toEqual([
      '/azure/openai/deployments/gpt/chat/completions?api-version=2024-10-21',
      '/v1/chat/completions',
    ]);
    expect(JSON.parse(bodyOf(second!).toString())).toEqual({ model: 'gpt-4o', messages });
    expect(JSON.parse(bodyOf(first!).toString())).toEqual({ model: 'gpt', messages });
    for (const { path } of [first!, second!]) expect(path).not.toContain('best');
  });
});
