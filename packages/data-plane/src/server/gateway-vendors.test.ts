import {
  anthropicProfile,
  azureAiFoundryProfile,
  azureOpenaiProfile,
  customProfile,
  geminiProfile,
  mistralProfile,
  openaiProfile,
  routedOperationSchema,
  type ProviderProfile,
} from '@switchyard/contract';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import { speak, roundRobin, post, received, credential, messages } from '../testing/vendor-request.suite';

simulatedGateway(['a', 'b', 'org/c']);

describe('calls each vendor with its path, its place for the model and its place for the key', () => {
  it.each([
    [
      'OpenAI',
      openaiProfile,
      'chat/completions',
      { model: 'any', messages },
      '/chat/completions',
      'authorization',
      'Bearer ',
    ],
    [
      'Mistral',
      mistralProfile,
      'v1/chat/completions',
      { model: 'any', messages },
      '/v1/chat/completions',
      'authorization',
      'Bearer ',
    ],
    [
      'Azure OpenAI with a deployment in the path',
      azureOpenaiProfile,
      'openai/deployments/any/chat/completions?api-version=2024-10-21',
      { model: 'kept', messages },
      '/openai/deployments/b/chat/completions?api-version=2024-10-21',
      'api-key',
      '',
    ],
    [
      'Azure OpenAI in its v1 form',
      azureOpenaiProfile,
      'openai/v1/chat/completions',
      { model: 'any', messages },
      '/openai/v1/chat/completions',
      'api-key',
      '',
    ],
    [
      'Azure AI Foundry',
      azureAiFoundryProfile,
      'models/chat/completions?api-version=2024-05-01-preview',
      { model: 'any', messages },
      '/models/chat/completions?api-version=2024-05-01-preview',
      'api-key',
      '',
    ],
    [
      'Anthropic',
      anthropicProfile,
      'v1/messages?beta=true',
      { model: 'any', messages, max_tokens: 5 },
      '/v1/messages?beta=true',
      'x-api-key',
      '',
    ],
    [
      'Gemini',
      geminiProfile,
      'v1beta/models/any:generateContent',
      { contents: [] },
      '/v1beta/models/b:generateContent',
      'x-goog-api-key',
      '',
    ],
  ])('%s', async (_vendor, profile, path, body, upstreamPath, place, prefix) => {
    speak(profile);
    roundRobin('b');
    const response = await post(path, body, { authorization: `Bearer ${gateway.liveKey}`, 'api-key': gateway.liveKey });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('model b')]);
    const request = received();
    expect({ path: request.path, model: request.model }).toEqual({ path: upstreamPath, model: 'b' });
    for (const name of ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']) {
      expect(request.header(name)).toBe(name === place ? `${prefix}${credential}` : null);
    }
    const isInBody = 'model' in body && body.model === 'any';
    expect(request.body).toBe(JSON.stringify(isInBody ? { ...body, model: 'b' } : body));
  });

  it('Anthropic gets the profile’s version, whatever the consumer sends, and no origin', async () => {
    speak(anthropicProfile);
    const body = { model: 'a', messages, max_tokens: 5 };
    await post('v1/messages', body, { 'anthropic-version': '2023-01-01', 'anthropic-beta': 'x', origin: 'http://o' });
    const { header } = received();
    expect(['anthropic-version', 'anthropic-beta', 'origin'].map(header)).toEqual(['2023-06-01', 'x', null]);
  });

  it("Gemini's batches name the new model in each request", async () => {
    speak(geminiProfile);
    roundRobin('org/c');
    const response = await post('v1beta/models/a:batchEmbedContents', { requests: [{ model: 'models/a' }] });
    expect(response.status).toBe(200);
    expect(received()).toMatchObject({
      path: '/v1beta/models/org%2Fc:batchEmbedContents',
      body: '{"requests":[{"model":"models/org/c"}]}',
    });
  });

  it('audio goes through with its model rewritten, before or after the file', async () => {
    speak(openaiProfile);
    roundRobin('b');
    const form = new FormData();
    form.append('file', new Blob([Buffer.alloc(300_000, 'RIFF')]), 'a.wav');
    form.append('model', 'whisper-1');
    const response = await post('audio/transcriptions', form);
    expect(response.status).toBe(200);
    const request = received();
    const read = await new Response(Buffer.from(request.body), {
      headers: { 'content-type': request.header('content-type') ?? '' },
    }).formData();
    expect(read.get('model')).toBe('b');
    expect((read.get('file') as Blob).size).toBe(300_000);
  });
});

describe('a custom profile', () => {
  const own: ProviderProfile = {
    ...customProfile,
    credentialPlace: 'QUERY_PARAMETER',
    credentialName: 'appId',
    routedOperations: [
      { path: 'by-header', modelPlace: 'HEADER', modelKey: 'x-model' },
      { path: 'by-query', modelPlace: 'QUERY_PARAMETER', modelKey: 'deployment' },
      { path: 'nested', modelPlace: 'JSON_BODY', modelKey: '/input/model' },
    ].map((operation) => routedOperationSchema.parse(operation)),
  };

  it.each([
    ['by-header', {}, { 'x-model': 'any' }, '/by-header?appId=', '{}', 'b'],
    ['by-header', {}, {}, '/by-header?appId=', '{}', 'b'],
    ['by-query?deployment=any&x=1', {}, {}, '/by-query?deployment=b&x=1&appId=', '{}', null],
    ['by-query', {}, {}, '/by-query?deployment=b&appId=', '{}', null],
    ['nested', { input: { model: 'any' } }, {}, '/nested?appId=', '{"input":{"model":"b"}}', null],
    ['nested', { n: 1 }, {}, '/nested?appId=', '{"input":{"model":"b"},"n":1}', null],
  ])('%s: %j %j', async (path, body, headers, upstreamPath, upstreamBody, inHeader) => {
    speak(own);
    roundRobin('b');
    expect((await post(path, body, headers)).status).toBe(200);
    const request = received();
    expect(request.path).toBe(`${upstreamPath}${credential}`);
    expect([request.body, request.header('x-model')]).toEqual([upstreamBody, inHeader]);
  });

  it('also accepts a consumer key at its own place, and sends no consumer key upstream', async () => {
    speak(own);
    const path = `${gateway.url}/support/chat/by-query?deployment=a&appId=${gateway.liveKey}`;
    expect((await fetch(path, { method: 'POST' })).status).toBe(200);
    expect(received().path).toBe(`/by-query?deployment=a&appId=${credential}`);
    simulator.clearRequests();
    speak({ ...own, credentialPlace: 'HEADER', credentialName: 'x-token', credentialPrefix: 'Token ' });
    const headers = { 'x-token': `Token ${gateway.liveKey}` };
    const response = await fetch(`${gateway.url}/support/chat/by-query?deployment=a`, { method: 'POST', headers });
    expect(response.status).toBe(200);
    expect(received().header('x-token')).toBe(`Token ${credential}`);
  });
});

describe('a path with an encoded slash', () => {
  it('reaches the model with that name', async () => {
    speak(geminiProfile);
    const response = await post('v1beta/models/org%2Fc:generateContent', { contents: [] });
    expect([response.status, received().path]).toEqual([200, '/v1beta/models/org%2Fc:generateContent']);
  });

  it.each([
    'files/a%2Fb',
    'v1beta%2Fmodels/a:generateContent',
    'v1beta/models/a%2F..%2Fb:generateContent',
    'v1beta/models/a:generateContent;x',
  ])('is refused elsewhere: %s', async (path) => {
    speak(geminiProfile);
    const response = await post(path, { contents: [] });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { status: 'INVALID_ARGUMENT' } }]);
    expect(simulator.requests()).toEqual([]);
  });
});

describe('two model names in one request', () => {
  it('are refused, so that neither can bypass the policy', async () => {
    speak(geminiProfile);
    const response = await post('v1beta/models/a:embedContent', { model: 'models/dear', content: {} });
    expect(response.status).toBe(400);
    expect(simulator.requests()).toEqual([]);
  });

  it('a second content type is dropped, because it could make a vendor read the body differently', async () => {
    speak(openaiProfile);
    const { hostname, port } = new URL(gateway.url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const outgoing = request({
        hostname,
        port,
        method: 'POST',
        path: '/support/chat/chat/completions',
        headers: [
          ...['host', 'x', 'x-api-key', gateway.liveKey],
          ...['content-type', 'application/json', 'content-type', 'multipart/form-data; boundary=x'],
        ],
      });
      outgoing.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      outgoing.end(JSON.stringify({ model: 'a', messages }));
    });
    expect(status).toBe(200);
    const types = simulator.requests()[0]!.rawHeaders.filter((_, index, all) => all[index - 1] === 'content-type');
    expect(types).toEqual(['application/json']);
  });
});

describe('an operation that creates something in one account', () => {
  it('bypasses the policy to the default endpoint, with a model of the provider or without one', async () => {
    speak(geminiProfile);
    roundRobin('b');
    expect((await post('v1beta/interactions', { model: 'a', input: 'hello' })).status).toBe(200);
    expect(received()).toMatchObject({ path: '/v1beta/interactions', body: '{"model":"a","input":"hello"}' });
    simulator.clearRequests();
    expect((await post('v1beta/interactions', { agent: 'x' })).status).toBe(200);
    expect(received().body).toBe('{"agent":"x"}');
    simulator.clearRequests();
    const response = await post('v1beta/models/dear:batchGenerateContent', { batch: {} });
    expect([response.status, await response.json()]).toMatchObject([404, { error: { status: 'NOT_FOUND' } }]);
    expect(simulator.requests()).toEqual([]);
  });
});

describe('an operation that is not routed', () => {
  it('is refused in the format of the provider if so configured, while the model list still works', async () => {
    speak(openaiProfile);
    gateway.entry.unroutedOperations = 'REFUSE';
    gateway.serve();
    for (const [method = '', path] of [
      ['POST', 'files'],
      ['GET', 'responses/1'],
      ['POST', 'unknown'],
      ['GET', 'chat/completions'],
    ]) {
      const headers = { authorization: `Bearer ${gateway.liveKey}` };
      const response = await fetch(`${gateway.url}/support/chat/${path}`, { method, headers });
      expect([response.status, await response.json()]).toMatchObject([
        404,
        { error: { code: 'operation_not_allowed', type: 'invalid_request_error' } },
      ]);
    }
    expect(simulator.requests()).toEqual([]);
    const list = await fetch(`${gateway.url}/support/chat/models`, { headers: { 'x-api-key': gateway.liveKey } });
    expect(list.status).toBe(200);
    expect((await post('v1/embeddings', { model: 'a', input: 'x' })).status).toBe(404);
    expect((await post('embeddings', { model: 'a', input: 'x' })).status).toBe(200);
  });
});
