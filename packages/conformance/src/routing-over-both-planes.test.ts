import type { LocalPostgres } from '@switchyard/local-services';
import { until } from '@switchyard/runtime';
import { openaiClient, postChat, targetOf } from './harness/chat';
import { makeConfiguration, setPolicies, type Configuration } from './harness/demo-configuration';
import { FullStack, type Listening } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { untilServed } from './harness/served-revision';

let stack: FullStack;
let postgres: LocalPostgres;
let graphql: GraphqlClient;
let controlPlane: Listening;
let gateway: string;
let configuration: Configuration;

beforeAll(async () => {
  ({ stack, postgres } = await FullStack.startWithPostgres());
  const started = await stack.startControlPlane();
  controlPlane = started;
  graphql = started.graphql;
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  gateway = (await stack.startDataPlane()).url;
  await untilServed(gateway, configuration.revision);
});
afterAll(() => stack.stop());
beforeEach(() => {
  stack.simulator.clearBehaviours();
  stack.simulator.clearRequests();
});

async function apply(policies: object): Promise<void> {
  await untilServed(gateway, await setPolicies(graphql, configuration.aiApiId, policies));
}

const targets = (...models: string[]) => models.map((model) => configuration.target(model));

describe.each([
  ['round robin', () => ({ roundRobin: { production: { targets: targets('gpt-b') } } }), 'gpt-b'],
  [
    'weighted round robin',
    () => ({ weightedRoundRobin: { production: { targets: [{ ...configuration.target('gpt-c'), weight: 3 }] } } }),
    'gpt-c',
  ],
  [
    'failover',
    () => ({ failover: [{ production: { primary: configuration.target('gpt-a'), fallbacks: targets('gpt-b') } }] }),
    'gpt-a',
  ],
])('the official openai package, through a %s policy', (_kind, policies, expected) => {
  beforeEach(() => apply(policies()));

  const request = { model: 'gpt-a', messages: [{ role: 'user' as const, content: 'hello' }] };

  it('gets a plain chat completion', async () => {
    const completion = await openaiClient(gateway, configuration).chat.completions.create(request);
    expect(completion.model).toBe(expected);
    expect(completion.choices[0]?.message.content).toContain('simulated');
  });

  it('gets a streamed chat completion', async () => {
    const stream = await openaiClient(gateway, configuration).chat.completions.create({ ...request, stream: true });
    let text = '';
    let finished = false;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      finished ||= chunk.choices[0]?.finish_reason === 'stop';
    }
    expect({ text, finished }).toEqual({ text: expect.stringContaining(expected), finished: true });
  });
});

describe('rotation', () => {
  const counts = (asked: string[]) =>
    asked.reduce<Record<string, number>>((sum, target) => ({ ...sum, [target]: (sum[target] ?? 0) + 1 }), {});

  async function ask(count: number): Promise<string[]> {
    const asked: string[] = [];
    for (let index = 0; index < count; index += 1) asked.push(await targetOf(gateway, configuration, 'any'));
    return asked;
  }

  it('of three models is exact over 300 requests', async () => {
    await apply({ roundRobin: { production: { targets: targets('gpt-a', 'gpt-b', 'gpt-c') } } });
    const asked = await ask(300);
    expect(counts(asked)).toEqual({ 'production/gpt-a': 100, 'production/gpt-b': 100, 'production/gpt-c': 100 });
    for (let index = 0; index < 297; index += 1) expect(asked[index]).toBe(asked[index + 3]);
  });

  it('by the weights 5, 3 and 2 is exact over 100 requests, in every window of 10, and interleaved', async () => {
    const weights = { 'gpt-a': 5, 'gpt-b': 3, 'gpt-c': 2 };
    const production = Object.entries(weights).map(([model, weight]) => ({ ...configuration.target(model), weight }));
    await apply({ weightedRoundRobin: { production: { targets: production } } });
    const asked = await ask(100);
    for (let start = 0; start + 10 <= asked.length; start += 1) {
      expect(counts(asked.slice(start, start + 10))).toEqual({
        'production/gpt-a': 5,
        'production/gpt-b': 3,
        'production/gpt-c': 2,
      });
    }
    const longestRun = Math.max(
      ...asked
        .join(' ')
        .match(/(\S+)( \1)*/g)!
        .map((run) => run.split(' ').length),
    );
    expect(longestRun).toBeLessThanOrEqual(2);
  });
});

describe('failover', () => {
  const failover = (rest: object = {}) => ({
    failover: [{ production: { primary: configuration.target('gpt-a'), fallbacks: targets('gpt-b') }, ...rest }],
  });

  it.each([
    ['answers 429', { status: 429 }],
    ['answers 500', { status: 500 }],
    ['resets the connection', { reset: true }],
    ['is silent past the timeout', { silent: true }],
  ] as const)('of a primary that %s happens inside the request, with 1 MB intact', async (_title, answer) => {
    // Long enough for the fallback, even on a busy machine.
    await apply(failover({ requestTimeoutSeconds: 3 }));
    stack.simulator.setBehaviours([{ match: { model: 'gpt-a' }, answer }]);
    const content = '\\u00e9 "quoted" 1.10'.repeat(55_000).replaceAll('"', '\\"');
    const body = `{"messages": [{"role":"user","content":"${content}"}], "seed":12345678901234567890, "model":"gpt-a"}`;
    expect(body.length).toBeGreaterThan(1_000_000);
    const response = await postChat(gateway, configuration, body);
    expect([response.status, response.headers.get('x-switchyard-target')]).toEqual([200, 'production/gpt-b']);
    const received = stack.simulator.requests().find(({ model }) => model === 'gpt-b');
    expect(Buffer.from(received!.bodyBase64!, 'base64').toString()).toBe(body.replace('"gpt-a"}', '"gpt-b"}'));
  });

  it('from a primary that refuses connections happens within the request', async () => {
    const { createEndpoint } = await graphql.ask<{ createEndpoint: { endpoint: { id: string } } }>(
      `mutation ($input: CreateEndpointInput!) { createEndpoint(input: $input) { endpoint { id } } }`,
      {
        input: {
          providerId: configuration.providerId,
          name: 'refusing',
          environment: 'PRODUCTION',
          url: 'http://127.0.0.1:9/v1',
        },
      },
    );
    const primary = { ...configuration.target('gpt-a'), endpointId: createEndpoint.endpoint.id };
    await apply({ failover: [{ production: { primary, fallbacks: targets('gpt-b') } }] });
    expect(await targetOf(gateway, configuration, 'gpt-a')).toBe('production/gpt-b');
  });

  it('suspends the primary for the configured duration and does not call it meanwhile', async () => {
    const suspendDurationSeconds = 4;
    await apply(failover({ suspendDurationSeconds }));
    stack.simulator.setBehaviours([{ match: { model: 'gpt-a' }, times: 1, answer: { status: 500 } }]);
    const failedAt = Date.now();
    expect(await targetOf(gateway, configuration, 'gpt-a')).toBe('production/gpt-b');
    expect(await targetOf(gateway, configuration, 'gpt-a')).toBe('production/gpt-b');
    await until(
      async () => (await targetOf(gateway, configuration, 'gpt-a')) === 'production/gpt-a',
      'the primary is back',
    );
    expect(Date.now() - failedAt).toBeGreaterThanOrEqual(suspendDurationSeconds * 1_000);
    expect(stack.simulator.requests().filter(({ model }) => model === 'gpt-a')).toHaveLength(2);
  });
});

describe('several providers, configured through GraphQL', () => {
  const OTHER_KEY = 'key-of-the-other-vendor';
  let other: { providerId: string; modelId: string; endpointId: string };

  const create = async <T>(what: string, input: object, fields: string) => {
    const text = `mutation ($input: Create${what}Input!) { made: create${what}(input: $input) { ${fields} } }`;
    return (await graphql.ask<{ made: T }>(text, { input })).made;
  };
  const update = async (input: object) => {
    const { updateAiApi } = await graphql.ask<{ updateAiApi: { revision: number } }>(
      'mutation ($input: UpdateAiApiInput!) { updateAiApi(input: $input) { revision } }',
      { input: { aiApiId: configuration.aiApiId, ...input } },
    );
    await untilServed(gateway, updateAiApi.revision);
  };

  beforeAll(async () => {
    const { provider } = await create<{ provider: { id: string; models: [{ id: string }] } }>(
      'Provider',
      { name: 'other', template: 'OPENAI_COMPATIBLE', models: [{ name: 'llama' }] },
      'provider { id models { id } }',
    );
    // Without a path in the URL, a compatible server has its operations below `v1/`.
    const { endpoint } = await create<{ endpoint: { id: string } }>(
      'Endpoint',
      {
        providerId: provider.id,
        name: 'production',
        environment: 'PRODUCTION',
        url: stack.simulator.url,
        credential: { apiKey: OTHER_KEY },
      },
      'endpoint { id }',
    );
    other = { providerId: provider.id, modelId: provider.models[0].id, endpointId: endpoint.id };
    await apply({ failover: [] });
    await update({
      providerIds: [configuration.providerId, other.providerId],
      modelAliases: [{ name: 'local', modelId: other.modelId }],
    });
  });
  afterAll(async () => {
    await apply({ failover: [] });
    await update({ providerIds: [configuration.providerId], modelAliases: null });
  });

  it('fail over from one to the other, each with its own path, credential and model; an alias and explanations agree', async () => {
    const target = { modelId: other.modelId, endpointId: other.endpointId };
    await apply({
      failover: [
        { production: { primary: configuration.target('gpt-a'), fallbacks: [target] } },
        { production: { primary: target, fallbacks: targets('gpt-b') } },
      ],
    });
    stack.simulator.setBehaviours([{ match: { model: 'gpt-a' }, answer: { status: 500 } }]);
    for (const [model, attempts] of [
      ['gpt-a', 2],
      ['local', 1],
    ] as const) {
      const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] });
      const { headers } = await postChat(gateway, configuration, body);
      const names = ['provider', 'target', 'attempts'].map((name) => headers.get(`x-switchyard-${name}`));
      expect(names).toEqual(['other', 'production/llama', String(attempts)]);
      const { explainRoute } = await graphql.ask<{ explainRoute: { candidates: { providerName: string }[] } }>(
        'query ($input: ExplainRouteInput!) { explainRoute(input: $input) { candidates { providerName } } }',
        { input: { aiApiId: configuration.aiApiId, environment: 'PRODUCTION', model } },
      );
      expect(explainRoute.candidates[attempts - 1]?.providerName).toBe('other');
    }
    const received = stack.simulator.requests().map(({ model, path, rawHeaders }) => {
      return [model, path, rawHeaders.includes(`Bearer ${OTHER_KEY}`)];
    });
    expect(received).toEqual([
      ['gpt-a', '/v1/chat/completions', false],
      ['llama', '/v1/chat/completions', true],
      ['llama', '/v1/chat/completions', true],
    ]);
  });
});

it('a policy changed through GraphQL routes the next requests, without a restart', async () => {
  await apply({ roundRobin: { production: { targets: targets('gpt-a') } } });
  expect(await targetOf(gateway, configuration, 'x')).toBe('production/gpt-a');
  await apply({ roundRobin: { production: { targets: targets('gpt-c') } } });
  expect(await targetOf(gateway, configuration, 'x')).toBe('production/gpt-c');
});

it('a revoked key is refused and a sandbox key goes to the sandbox side', async () => {
  await apply({
    roundRobin: {
      production: { targets: targets('gpt-a') },
      sandbox: { targets: [configuration.sandboxTarget('gpt-b')] },
    },
  });
  const response = await postChat(
    gateway,
    configuration,
    JSON.stringify({ model: 'x', messages: [{ role: 'user', content: 'hello' }] }),
    { authorization: `Bearer ${configuration.testKey}` },
  );
  expect(response.headers.get('x-switchyard-target')).toBe('sandbox/gpt-b');
});

it('the control plane shows the revision that each data plane serves', async () => {
  const revision = await setPolicies(graphql, configuration.aiApiId, {
    roundRobin: { production: { targets: targets('gpt-a') } },
  });
  const shown = await until(async () => {
    const answer = await graphql.ask<{
      dataPlanes: { live: boolean; appliedRevision: number; observedRevision: number; rejection: unknown }[];
      controlPlane: { committedRevision: number; publishedRevision: number };
    }>(`{
      dataPlanes { live appliedRevision observedRevision rejection { reason } }
      controlPlane { committedRevision publishedRevision }
    }`);
    return answer.dataPlanes[0]?.appliedRevision === revision ? answer : null;
  }, 'the data plane has reported it');
  expect(shown).toEqual({
    dataPlanes: [{ live: true, appliedRevision: revision, observedRevision: revision, rejection: null }],
    controlPlane: { committedRevision: revision, publishedRevision: revision },
  });
});

it('with the control plane, Postgres and NATS stopped, the data plane keeps serving', async () => {
  await apply({ roundRobin: { production: { targets: targets('gpt-a', 'gpt-b') } } });
  expect(await controlPlane.program.stop()).toBe(0);
  await Promise.all([postgres.halt(), stack.nats.halt()]);
  const asked = new Set<string>();
  for (let index = 0; index < 20; index += 1) asked.add(await targetOf(gateway, configuration, 'x'));
  expect(asked).toEqual(new Set(['production/gpt-a', 'production/gpt-b']));
  await Promise.all([postgres.restart(), stack.nats.restart()]);
  const restarted = await stack.startControlPlane();
  controlPlane = restarted;
  graphql = restarted.graphql;
});
