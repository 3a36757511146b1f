import { anthropicProfile, azureOpenaiProfile, geminiProfile, openaiProfile } from '@switchyard/contract';
import { credentialOf } from '@switchyard/test-entries';
import { failAt, fourProviders, received, servedBy } from '../testing/four-providers.suite';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import { messages, post, speak } from '../testing/vendor-request.suite';

simulatedGateway(['gpt', 'shared']);

const CHAIN = ['gpt', 'azure>eu-gpt', 'azure-dated>us-gpt', 'vllm>llama'];
const PATHS = [
  '/v1/chat/completions?beta=true',
  '/azure/openai/v1/chat/completions?beta=true',
  '/dated/openai/deployments/us-gpt/chat/completions?beta=true&api-version=2024-10-21',
  '/v1/chat/completions?beta=true',
];

const chat = (body: object = {}, path = 'chat/completions?beta=true') =>
  post(path, { model: 'gpt', messages, ...body });
describe('a failover chain over four providers', () => {
  beforeEach(() => {
    fourProviders();
    gateway.setPolicies({ kind: 'FAILOVER', production: CHAIN });
  });

  it('calls each with its own path, credential and model name', async () => {
    failAt('openai', 'azure', 'azure-dated');
    const response = await chat();
    expect([response.status, servedBy(response)]).toEqual([200, 'vllm production/llama']);
    expect(await response.json()).toMatchObject({ model: 'llama' });
    expect(received()).toEqual([
      { path: PATHS[0], model: 'gpt', credentials: [`Bearer ${credentialOf('production')}`] },
      { path: PATHS[1], model: 'eu-gpt', credentials: [credentialOf('production', 'azure')] },
      { path: PATHS[2], model: 'us-gpt', credentials: [credentialOf('production', 'azure-dated')] },
      { path: PATHS[3], model: 'llama', credentials: [`Bearer ${credentialOf('production', 'vllm')}`] },
    ]);
  });

  it('passes on the last response, in the name of the provider that gave it', async () => {
    simulator.setBehaviours([{ match: { model: 'llama' }, answer: { reset: true } }, { answer: { status: 503 } }]);
    const response = await chat();
    expect([response.status, servedBy(response)]).toEqual([503, 'azure-dated production/us-gpt']);
  });

  it('traces the provider of each candidate and attempt', async () => {
    gateway.amendConsumer({ traceAllowed: true });
    failAt('openai');
    const response = await post('chat/completions', { model: 'gpt', messages }, { 'x-switchyard-trace': '1' });
    expect(JSON.parse(response.headers.get('x-switchyard-trace') ?? '')).toMatchObject({
      attempts: [
        { provider: 'openai', target: 'production/gpt', outcome: 'OVERLOADED' },
        { provider: 'azure', target: 'production/eu-gpt', outcome: 'ANSWERED' },
      ],
      candidates: ['openai', 'azure', 'azure-dated', 'vllm'].map((provider) => ({ provider })),
    });
  });

  it('replaces an error that quotes the credential of the target that sent it', async () => {
    const quoted = credentialOf('production', 'azure');
    const error = { type: 'invalid_request_error', message: `bad key ${quoted}` };
    simulator.setBehaviours([
      { match: { model: 'gpt' }, answer: { status: 503 } },
      { match: { model: 'eu-gpt' }, answer: { status: 400, headers: { 'x-debug': quoted }, body: { error } } },
    ]);
    const response = await chat();
    expect([response.status, servedBy(response)]).toEqual([502, 'azure production/eu-gpt']);
    expect([...response.headers.values()].join()).not.toContain(quoted);
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_credential_rejected' } });
  });

  it("judges an error by the rules of its own target's profile", async () => {
    const error = { code: 'DeploymentNotFound', message: 'no such deployment' };
    simulator.setBehaviours([
      {
        match: { model: 'gpt' },
        answer: { status: 400, body: { error: { ...error, type: 'invalid_request_error' } } },
      },
      { match: { model: 'eu-gpt' }, answer: { status: 400, body: { error } } },
    ]);
    expect(servedBy(await chat())).toBe('openai production/gpt');
    gateway.setPolicies({ kind: 'FAILOVER', production: CHAIN.slice(1) });
    expect(servedBy(await chat({ model: 'eu-gpt' }))).toBe('azure-dated production/us-gpt');
  });

  it('asks the softly suspended targets of every provider as a last resort', async () => {
    failAt('openai', 'azure', 'azure-dated', 'vllm');
    expect((await chat()).status).toBe(503);
    failAt('openai', 'azure', 'vllm');
    const response = await chat();
    expect([response.status, servedBy(response)]).toEqual([200, 'azure-dated production/us-gpt']);
  });

  it('streams from whichever answers', async () => {
    failAt('openai', 'azure');
    const response = await chat({ stream: true });
    const text = await response.text();
    expect([servedBy(response), text.includes('data: [DONE]')]).toEqual(['azure-dated production/us-gpt', true]);
  });
});

describe('a weighted policy over providers', () => {
  beforeEach(() => {
    fourProviders();
    gateway.setPolicies({ kind: 'WEIGHTED_ROUND_ROBIN', production: CHAIN.map((target, at) => `${target}=${at + 1}`) });
  });

  const countOf = async (path: string, body: () => object | FormData, requests: number) => {
    const counts: Record<string, number> = {};
    for (let sent = 0; sent < requests; sent += 1) {
      const response = await post(path, body());
      await response.arrayBuffer();
      const provider = response.headers.get('x-switchyard-provider') ?? '';
      counts[provider] = (counts[provider] ?? 0) + 1;
    }
    return counts;
  };

  it('shares exactly', async () => {
    const counts = await countOf('chat/completions', () => ({ model: 'any', messages }), 20);
    expect(counts).toEqual({ openai: 2, azure: 4, 'azure-dated': 6, vllm: 8 });
  });

  it('shares an operation that only some have exactly among these, however requests for others alternate with it', async () => {
    const counts: Record<string, number>[] = [{}, {}];
    for (let sent = 0; sent < 30; sent += 1) {
      for (const [index, path] of ['moderations', 'chat/completions'].entries()) {
        const response = await post(path, { model: 'any', messages, input: 'x' });
        await response.arrayBuffer();
        const provider = response.headers.get('x-switchyard-provider') ?? '';
        counts[index]![provider] = (counts[index]![provider] ?? 0) + 1;
      }
    }
    // Azure has no moderations.
    expect(counts).toEqual([
      { openai: 6, vllm: 24 },
      { openai: 3, azure: 6, 'azure-dated': 9, vllm: 12 },
    ]);
  });
});

describe('an operation that not all providers have', () => {
  beforeEach(fourProviders);

  it('goes past those that lack it, and with none left is refused in the first provider’s format', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: ['azure>eu-gpt', 'vllm>llama'] });
    gateway.addAlias('best', 'eu-gpt', gateway.providers[1]!);
    gateway.serve();
    const served = await post('moderations', { model: 'best', input: 'x' });
    expect([served.status, servedBy(served)]).toEqual([200, 'vllm production/llama']);
    gateway.setPolicies({ kind: 'FAILOVER', production: ['azure>eu-gpt', 'azure-dated>us-gpt'] });
    simulator.clearRequests();
    const refused = await post('moderations', { model: 'best', input: 'x' });
    expect([refused.status, await refused.json()]).toMatchObject([404, { error: { code: 'operation_not_supported' } }]);
    expect(simulator.requests()).toEqual([]);
  });

  it('says which targets lack it, in the log and the trace of a refused request', async () => {
    gateway.amendConsumer({ traceAllowed: true });
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['azure>eu-gpt', 'azure-dated>us-gpt'] });
    const response = await post('moderations', { model: 'any', input: 'x' }, { 'x-switchyard-trace': '1' });
    const candidates = ['azure', 'azure-dated'].map((provider) => {
      return { provider, reason: 'OPERATION_NOT_SUPPORTED', attempt: null };
    });
    expect(JSON.parse(response.headers.get('x-switchyard-trace') ?? '')).toMatchObject({
      refusal: 'operation_not_supported',
      route: { outcome: 'POLICY', ticket: null },
      attempts: [],
      candidates,
    });
    expect(JSON.parse(gateway.log.at(-1) ?? '')).toMatchObject({
      refusal: 'operation_not_supported',
      route: { outcome: 'POLICY', candidates },
    });
  });

  it('says so in the trace of a request that others serve', async () => {
    gateway.amendConsumer({ traceAllowed: true });
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['azure>eu-gpt', 'vllm>llama'] });
    const response = await post('moderations', { model: 'any', input: 'x' }, { 'x-switchyard-trace': '1' });
    expect(JSON.parse(response.headers.get('x-switchyard-trace') ?? '').candidates).toMatchObject([
      { provider: 'vllm', reason: 'TURN' },
      { provider: 'azure', reason: 'OPERATION_NOT_SUPPORTED', attempt: null },
    ]);
  });

  it('in another kind of body goes past those that take only one kind', async () => {
    const formOnly = openaiProfile.routedOperations.filter(
      ({ path, modelPlace }) => path === 'images/edits' && modelPlace === 'FORM_FIELD',
    );
    gateway.addProvider({
      name: 'forms',
      profile: { ...openaiProfile, routedOperations: formOnly },
      models: ['paint'],
      url: simulator.url,
    });
    gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['forms>paint', 'gpt'] });
    for (let sent = 0; sent < 2; sent += 1) {
      expect(servedBy(await post('images/edits', { model: 'any', prompt: 'x' }))).toBe('openai production/gpt');
    }
    const form = new FormData();
    form.append('model', 'any');
    expect(servedBy(await post('images/edits', form))).toBe('forms production/paint');
  });
});

describe('a form', () => {
  it('goes to each provider that takes it, with the model in its field or in the path', async () => {
    fourProviders();
    gateway.setPolicies({ kind: 'FAILOVER', production: CHAIN });
    simulator.setBehaviours([
      { match: { key: credentialOf('production', 'vllm') }, answer: {} },
      { answer: { status: 500 } },
    ]);
    const form = new FormData();
    form.append('file', new Blob([Buffer.alloc(50_000, 'RIFF')]), 'a.wav');
    form.append('model', 'gpt');
    expect(servedBy(await post('audio/transcriptions', form))).toBe('vllm production/llama');
    const forms = simulator.requests().map(async ({ path, bodyBase64, rawHeaders }) => {
      const type = rawHeaders[rawHeaders.findIndex((text) => text.toLowerCase() === 'content-type') + 1] ?? '';
      const body = Buffer.from(bodyBase64 ?? '', 'base64');
      const read = await new Response(body, { headers: { 'content-type': type } }).formData();
      return [path, read.get('model'), (read.get('file') as Blob).size];
    });
    expect(await Promise.all(forms)).toEqual([
      ['/v1/audio/transcriptions', 'gpt', 50_000],
      ['/azure/openai/v1/audio/transcriptions', 'eu-gpt', 50_000],
      ['/dated/openai/deployments/us-gpt/audio/transcriptions?api-version=2024-10-21', 'us-gpt', 50_000],
      ['/v1/audio/transcriptions', 'llama', 50_000],
    ]);
  });
});

describe('with Azure as the first provider', () => {
  const path = 'openai/deployments/gpt/chat/completions?api-version=2025-01-01&x=1';
  beforeEach(() => {
    speak(azureOpenaiProfile);
    fourProviders();
  });

  it('its own targets get the path as the consumer wrote it, others their own', async () => {
    gateway.setPolicies({ kind: 'FAILOVER', production: CHAIN });
    failAt('openai', 'azure', 'azure-dated');
    expect(servedBy(await post(path, { messages }))).toBe('vllm production/llama');
    expect(received().map((each) => [each.path, each.model])).toEqual([
      ['/openai/deployments/gpt/chat/completions?api-version=2025-01-01&x=1', null],
      ['/azure/openai/v1/chat/completions?x=1', 'eu-gpt'],
      ['/dated/openai/deployments/us-gpt/chat/completions?x=1&api-version=2024-10-21', null],
      ['/v1/chat/completions?x=1', 'llama'],
    ]);
  });

  describe('a body in which another provider could not find the model', () => {
    const sendNoJson = async (model = 'gpt') => {
      const headers = { 'x-api-key': gateway.liveKey };
      const url = `${gateway.url}/support/chat/${path.replace('gpt', model)}`;
      const response = await fetch(url, { method: 'POST', headers, body: 'no JSON' });
      return { response, attempts: response.headers.get('x-switchyard-attempts') };
    };

    it('goes past it to those that take the body', async () => {
      gateway.setPolicies({ kind: 'FAILOVER', production: ['gpt', 'vllm>llama', 'azure-dated>us-gpt'] });
      failAt('openai');
      const { response, attempts } = await sendNoJson();
      expect([attempts, servedBy(response)]).toEqual(['2', 'azure-dated production/us-gpt']);
      expect(simulator.requests().map((each) => each.path)).toEqual([
        expect.stringContaining('/openai/deployments/gpt/'),
        expect.stringContaining('/dated/openai/deployments/us-gpt/'),
      ]);
    });

    it('does not hide the answer of a vendor that took it', async () => {
      gateway.setPolicies({ kind: 'FAILOVER', production: ['gpt', 'vllm>llama'] });
      failAt('openai');
      const { response, attempts } = await sendNoJson();
      expect([response.status, attempts, servedBy(response)]).toEqual([503, '1', 'openai production/gpt']);
    });

    it('is refused if no provider takes it, and may then probe again', async () => {
      gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['vllm>llama'], suspendDurationSeconds: 60 });
      failAt('vllm');
      await post(path.replace('gpt', 'llama'), { messages });
      gateway.nowMs += 60_000;
      for (let sent = 0; sent < 2; sent += 1) {
        const { response, attempts } = await sendNoJson('llama');
        expect([response.status, attempts]).toEqual([400, '0']);
        expect(await response.json()).toMatchObject({ error: { code: 'invalid_json' } });
      }
    });
  });
});

describe('Gemini’s format', () => {
  it('goes to a second provider in v1beta, streamed as that is, whichever version the consumer calls', async () => {
    speak(geminiProfile);
    gateway.addProvider({ name: 'backup', profile: geminiProfile, models: ['flash'], url: `${simulator.url}/proxy` });
    gateway.setPolicies({ kind: 'FAILOVER', production: ['gpt', 'backup>flash'] });
    simulator.setBehaviours([{ match: { pathPrefix: '/v1alpha' }, answer: { status: 503 } }]);
    const response = await post('v1alpha/models/gpt:streamGenerateContent?alt=sse', { contents: [{ parts: [] }] });
    expect([servedBy(response), response.headers.get('content-type')]).toEqual([
      'backup production/flash',
      expect.stringContaining('text/event-stream'),
    ]);
    await response.text();
    expect(received().map((each) => each.path)).toEqual([
      '/v1alpha/models/gpt:streamGenerateContent?alt=sse',
      '/proxy/v1beta/models/flash:streamGenerateContent?alt=sse',
    ]);
  });
});

it('our own errors have the format of the first provider, whatever the others’ is', async () => {
  gateway.addProvider({ name: 'other', profile: anthropicProfile, models: ['claude'], url: simulator.url });
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['other>claude'] });
  expect(await (await post('chat/completions', { model: 'gpt', messages })).json()).toMatchObject({
    error: { code: 'operation_not_supported', type: 'invalid_request_error' },
  });
});
