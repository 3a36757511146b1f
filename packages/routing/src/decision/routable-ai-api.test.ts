import {
  disable,
  endpointId,
  entriesWith,
  failover,
  modelId,
  policyId,
  providerWith,
  roundRobin,
  routable,
  target,
  weighted,
} from '../testing/entry-fixture.suite';
import { RoutingTableError } from '../entry/routing-table-error';
import { compileAiApi, deriveAiApi } from './routable-ai-api';
import { compileProvider } from './routable-provider';

const refusal = (compile: () => unknown): string => {
  try {
    compile();
  } catch (error) {
    expect(error).toBeInstanceOf(RoutingTableError);
    return (error as Error).message;
  }
  throw new Error('the entry was compiled');
};

const absent = '00000000-0000-4000-8000-ffffffffffff';

describe('an AI API derived from its entry and its provider', () => {
  test('has the targets of each side in the order of the policy', () => {
    const aiApi = routable(entriesWith([roundRobin(0, [target(2, 0), target(1, 2)], [target(3, 1)])]));
    const production = aiApi.production.loadBalancing;
    expect(production?.targets.map((each) => [each.model.name, each.endpoint.name, each.weight])).toEqual([
      ['model-2', 'endpoint-0', 1],
      ['model-1', 'endpoint-2', 1],
    ]);
    expect(production?.targets[0]?.key).toBe(`${modelId(2)}/${endpointId(0)}`);
    expect(aiApi.sandbox.loadBalancing?.targets.map((each) => each.model.name)).toEqual(['model-3']);
    expect(aiApi.sandbox.loadBalancing?.environment).toBe('SANDBOX');
  });

  test('takes targets out of rotation if their model or endpoint is disabled or their weight is 0', () => {
    const policy = roundRobin(0, [target(0, 0), target(1, 0), target(2, 2), target(3, 0)]);
    const aiApi = routable(disable(entriesWith([policy]), [1], [2]));
    expect(aiApi.production.loadBalancing?.targets.map((each) => each.model.name)).toEqual(['model-0', 'model-3']);
    const drained = routable(entriesWith([weighted(0, [3, 0, 5])]));
    expect(drained.production.loadBalancing?.targets.map((each) => each.weight)).toEqual([3, 5]);
  });

  test('takes an endpoint with an unreadable credential out of rotation, and out of the defaults', () => {
    const { aiApi, provider } = entriesWith([roundRobin(0, [target(0, 0), target(0, 2)])]);
    const unusable = new Map([[endpointId(0), 'CREDENTIAL_UNREADABLE' as const]]);
    const derived = deriveAiApi(compileAiApi(aiApi), [compileProvider(provider, unusable)]);
    const { loadBalancing, defaultEndpoint } = derived!.production;
    expect(loadBalancing?.targets.map((each) => each.endpoint.name)).toEqual(['endpoint-2']);
    expect(loadBalancing?.configuredTargets.map((each) => each.outOfRotation)).toEqual(['CREDENTIAL_UNREADABLE', null]);
    expect(defaultEndpoint).toBeNull();
    expect(derived!.sandbox.defaultEndpoint?.name).toBe('endpoint-1');
  });

  test('leaves out targets whose ids the provider lacks, or whose endpoint is of the other environment', () => {
    const policy = roundRobin(0, [
      { modelId: absent, endpointId: endpointId(0) },
      { modelId: modelId(0), endpointId: absent },
      target(1, 1),
      target(2, 0),
    ]);
    const { loadBalancing } = routable(entriesWith([policy])).production;
    expect(loadBalancing?.configuredTargets.map((each) => each.model.name)).toEqual(['model-2']);
    expect(loadBalancing?.targets).toEqual(loadBalancing?.configuredTargets);
  });

  test('has no default endpoint if the provider lacks it, disables it, or has it in the other environment', () => {
    const defaults = (id: string) => routable(entriesWith([], { defaultProductionEndpointId: id })).production;
    expect(defaults(endpointId(0)).defaultEndpoint?.name).toBe('endpoint-0');
    expect(defaults(absent).defaultEndpoint).toBeNull();
    expect(defaults(endpointId(1)).defaultEndpoint).toBeNull();
    const aiApi = routable(disable(entriesWith([]), [], [0]));
    expect(aiApi.production.defaultEndpoint).toBeNull();
    expect(aiApi.sandbox.defaultEndpoint?.name).toBe('endpoint-1');
  });

  test('cannot be called without its first provider', () => {
    const { aiApi, provider } = entriesWith([], { providerIds: [absent, providerWith().id] });
    expect(deriveAiApi(compileAiApi(aiApi), [compileProvider(provider)])).toBeNull();
    expect(deriveAiApi(compileAiApi(aiApi), [])).toBeNull();
  });

  test('a side without targets has no policy; a side with no target in rotation has an empty policy', () => {
    const aiApi = routable(disable(entriesWith([roundRobin(0, [target(0, 0)])]), [0]));
    expect(aiApi.production.loadBalancing?.targets).toEqual([]);
    expect(aiApi.sandbox.loadBalancing).toBeNull();
  });

  test('failover gets as many attempts as there are targets in rotation, load balancing as many as configured', () => {
    const chain = [target(0, 0), target(1, 0), target(2, 0)];
    const [first] = routable(disable(entriesWith([failover(0, chain)]), [0])).production.failoverByPrimaryId.values();
    expect(first?.attemptsMax).toBe(2);
    expect(routable(entriesWith([roundRobin(0, chain)])).production.loadBalancing?.attemptsMax).toBe(1);
    expect(routable(entriesWith([weighted(0, [1, 1, 1])])).production.loadBalancing?.attemptsMax).toBe(2);
  });

  test('converts durations to milliseconds and matches statuses against the ranges', () => {
    const policy = routable(entriesWith([roundRobin(0, [target(0, 0)])])).production.loadBalancing;
    expect(policy).toMatchObject({ suspendDurationMs: 30_000, requestTimeoutMs: 120_000, totalTimeoutMs: 600_000 });
    const judged = [200, 400, 401, 402, 403, 404, 405, 408, 422, 424, 429, 499, 500, 599].filter((status) =>
      policy?.isFailureStatus(status),
    );
    expect(judged).toEqual([401, 402, 403, 404, 408, 424, 429, 500, 599]);
  });

  test('one primary model may have a policy per environment', () => {
    const aiApi = routable(
      entriesWith([
        failover(0, [target(0, 0), target(1, 0)]),
        failover(1, [target(1, 0), target(0, 0)], [target(0, 1), target(1, 1)]),
      ]),
    );
    expect(aiApi.production.failoverByPrimaryId.get(modelId(0))?.id).toBe(policyId(0));
    expect(aiApi.sandbox.failoverByPrimaryId.get(modelId(0))?.id).toBe(policyId(1));
  });

  test('the longest wheel that is allowed compiles', () => {
    const weights = [...Array.from({ length: 9 }, () => 1_000), 999, 1];
    expect(routable(entriesWith([weighted(0, weights)])).production.loadBalancing?.targets).toHaveLength(11);
  });
});

describe('compileAiApi', () => {
  const contradictions: [string, ReturnType<typeof entriesWith>, string][] = [
    [
      'two load-balancing policies',
      entriesWith([roundRobin(0, [target(0, 0)]), weighted(1, [1, 1])]),
      `Policies ${policyId(0)} and ${policyId(1)} are both load-balancing policies; an AI API can have one.`,
    ],
    [
      'load balancing together with failover',
      entriesWith([failover(0, [target(0, 0), target(1, 0)]), roundRobin(1, [target(0, 0)])]),
      `An AI API cannot have both load-balancing policy ${policyId(1)} and failover policy ${policyId(0)}.`,
    ],
    [
      'two failover policies with one primary model in one environment',
      entriesWith([failover(0, [target(0, 0), target(1, 0)]), failover(1, [target(0, 2), target(1, 0)])]),
      `Failover policies ${policyId(0)} and ${policyId(1)} have the same PRODUCTION primary model, ${modelId(0)}.`,
    ],
    [
      'a target that appears twice in a side',
      entriesWith([roundRobin(0, [target(0, 0), target(1, 0), target(0, 0)])]),
      `The PRODUCTION side of policy ${policyId(0)} has the target ${modelId(0)}/${endpointId(0)} twice.`,
    ],
    [
      'a primary without fallback',
      entriesWith([failover(0, [target(0, 0), target(1, 0)], [target(0, 1)])]),
      `The SANDBOX side of policy ${policyId(0)} has a primary but no fallback.`,
    ],
    [
      'weights that are all 0',
      entriesWith([weighted(0, [0, 0])]),
      `The PRODUCTION side of policy ${policyId(0)} has no target with a weight above 0.`,
    ],
    [
      'a wheel that is too long',
      entriesWith([weighted(0, [...Array.from({ length: 10 }, () => 1_000), 1])]),
      `The PRODUCTION side of policy ${policyId(0)} has weights that add up to 10001 after division by their greatest common divisor; the maximum is 10000.`,
    ],
    [
      'two policies with one id',
      entriesWith([failover(0, [target(0, 0), target(1, 0)]), failover(0, [target(1, 0), target(0, 0)])]),
      `Policy id ${policyId(0)} appears twice.`,
    ],
    [
      'an alias that appears twice',
      entriesWith([], { modelAliases: [0, 1].map((model) => ({ name: 'fast', modelId: modelId(model) })) }),
      'Model alias fast appears twice.',
    ],
    [
      'a provider that appears twice',
      entriesWith([], { providerIds: [providerWith().id, providerWith().id] }),
      `Provider id ${providerWith().id} appears twice.`,
    ],
  ];
  test.each(contradictions)('refuses %s with a sentence', (_, { aiApi }, sentence) => {
    expect(refusal(() => compileAiApi(aiApi))).toBe(sentence);
  });

  test('refuses more targets in a side than a bit mask can hold', () => {
    const { aiApi } = entriesWith([
      roundRobin(
        0,
        Array.from({ length: 32 }, (_, model) => target(model, 0)),
      ),
    ]);
    const policies = aiApi.policies.map((policy) => ({ ...policy, production: [...policy.production, target(0, 2)] }));
    expect(refusal(() => compileAiApi({ ...aiApi, policies } as typeof aiApi))).toContain('has more than 32 targets');
  });
});

describe('compileProvider', () => {
  test('refuses two models of one name, two of one id, two endpoints of one id, and two operations of one path', () => {
    const provider = providerWith();
    const [model] = provider.models;
    const [endpoint] = provider.endpoints;
    const refusalWith = (change: Partial<typeof provider>) =>
      refusal(() => compileProvider({ ...provider, ...change }));
    expect(refusalWith({ models: [...provider.models, { ...model!, id: absent }] })).toBe(
      'Model name model-0 appears twice.',
    );
    expect(refusalWith({ models: [...provider.models, { ...model!, name: 'other' }] })).toBe(
      `Model id ${modelId(0)} appears twice.`,
    );
    expect(refusalWith({ endpoints: [...provider.endpoints, { ...endpoint!, name: 'other' }] })).toBe(
      `Endpoint id ${endpointId(0)} appears twice.`,
    );
    const { profile } = provider;
    const again = { ...profile.routedOperations[0]!, path: 'Chat/Completions' };
    const routedOperations = [...profile.routedOperations, again];
    expect(refusalWith({ profile: { ...profile, routedOperations } })).toBe(
      'Routed operation Chat/Completions appears twice.',
    );
    const contradicting = { ...again, modelPlace: 'HEADER' as const, modelKey: 'x-model', name: 'other' };
    const withContradiction = { ...profile, routedOperations: [...profile.routedOperations, contradicting] };
    expect(refusalWith({ profile: withContradiction })).toBe(
      'The places of routed operation Chat/Completions differ in name.',
    );
  });
});
