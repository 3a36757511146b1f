import {
  endpointId,
  disable,
  entryWith,
  failover,
  modelId,
  modelName,
  policyId,
  roundRobin,
  target,
  weighted,
} from '../testing/entry-fixture.suite';
import { compileAiApi } from './routable-ai-api';
import { RoutingTableError } from '../entry/routing-table-error';

const refusal = (entry: ReturnType<typeof entryWith>): string => {
  try {
    compileAiApi(entry);
  } catch (error) {
    expect(error).toBeInstanceOf(RoutingTableError);
    return (error as Error).message;
  }
  throw new Error('the entry was compiled');
};

const absent = '00000000-0000-4000-8000-ffffffffffff';

describe('compileAiApi', () => {
  test('looks up the targets of each side in the order of the policy', () => {
    const aiApi = compileAiApi(entryWith([roundRobin(0, [target(2, 0), target(1, 2)], [target(3, 1)])]));
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
    const aiApi = compileAiApi(disable(entryWith([policy]), [1], [2]));
    expect(aiApi.production.loadBalancing?.targets.map((each) => each.model.name)).toEqual(['model-0', 'model-3']);
    const drained = compileAiApi(entryWith([weighted(0, [3, 0, 5])]));
    expect(drained.production.loadBalancing?.targets.map((each) => each.weight)).toEqual([3, 5]);
  });

  test('a side without targets has no policy; a side with no target in rotation has an empty policy', () => {
    const aiApi = compileAiApi(disable(entryWith([roundRobin(0, [target(0, 0)])]), [0]));
    expect(aiApi.production.loadBalancing?.targets).toEqual([]);
    expect(aiApi.sandbox.loadBalancing).toBeNull();
  });

  test('failover gets as many attempts as there are targets in rotation, load balancing as many as configured', () => {
    const chain = [target(0, 0), target(1, 0), target(2, 0)];
    const [first] = compileAiApi(
      disable(entryWith([failover(0, chain)]), [0]),
    ).production.failoverByPrimaryModel.values();
    expect(first?.attemptsMax).toBe(2);
    expect(compileAiApi(entryWith([roundRobin(0, chain)])).production.loadBalancing?.attemptsMax).toBe(1);
    expect(compileAiApi(entryWith([weighted(0, [1, 1, 1])])).production.loadBalancing?.attemptsMax).toBe(2);
  });

  test('converts durations to milliseconds and matches statuses against the ranges', () => {
    const policy = compileAiApi(entryWith([roundRobin(0, [target(0, 0)])])).production.loadBalancing;
    expect(policy).toMatchObject({ suspendDurationMs: 30_000, requestTimeoutMs: 120_000, totalTimeoutMs: 600_000 });
    const judged = [200, 400, 401, 402, 403, 404, 405, 408, 422, 429, 499, 500, 599].filter((status) =>
      policy?.isFailureStatus(status),
    );
    expect(judged).toEqual([401, 403, 404, 408, 429, 500, 599]);
  });

  test('a disabled default endpoint counts as none', () => {
    const aiApi = compileAiApi(disable(entryWith([]), [], [0]));
    expect(aiApi.production.defaultEndpoint).toBeNull();
    expect(aiApi.sandbox.defaultEndpoint?.name).toBe('endpoint-1');
  });

  test('knows the names of the enabled models', () => {
    const { enabledModelNames } = compileAiApi(disable(entryWith([]), [4]));
    expect(enabledModelNames.has(modelName(3))).toBe(true);
    expect(enabledModelNames.has(modelName(4))).toBe(false);
  });

  const contradictions: [string, ReturnType<typeof entryWith>, string][] = [
    [
      'a target of an absent model',
      entryWith([roundRobin(0, [{ modelId: absent, endpointId: endpointId(0) }])]),
      `Policy ${policyId(0)} names model ${absent}, which does not exist.`,
    ],
    [
      'a target of an absent endpoint',
      entryWith([roundRobin(0, [{ modelId: modelId(0), endpointId: absent }])]),
      `Policy ${policyId(0)} names endpoint ${absent}, which does not exist.`,
    ],
    [
      'a target of the other environment',
      entryWith([roundRobin(0, [target(0, 1)])]),
      `Policy ${policyId(0)} names the SANDBOX endpoint endpoint-1 on its PRODUCTION side.`,
    ],
    [
      'two load-balancing policies',
      entryWith([roundRobin(0, [target(0, 0)]), weighted(1, [1, 1])]),
      `Policies ${policyId(0)} and ${policyId(1)} are both load-balancing policies; an AI API can have one.`,
    ],
    [
      'load balancing together with failover',
      entryWith([failover(0, [target(0, 0), target(1, 0)]), roundRobin(1, [target(0, 0)])]),
      `An AI API cannot have both load-balancing policy ${policyId(1)} and failover policy ${policyId(0)}.`,
    ],
    [
      'two failover policies with one primary model in one environment',
      entryWith([failover(0, [target(0, 0), target(1, 0)]), failover(1, [target(0, 2), target(1, 0)])]),
      `Failover policies ${policyId(0)} and ${policyId(1)} have the same PRODUCTION primary model, model-0.`,
    ],
    [
      'a target that appears twice in a side',
      entryWith([roundRobin(0, [target(0, 0), target(1, 0), target(0, 0)])]),
      `The PRODUCTION side of policy ${policyId(0)} has the target endpoint-0/model-0 twice.`,
    ],
    [
      'a primary without fallback',
      entryWith([failover(0, [target(0, 0), target(1, 0)], [target(0, 1)])]),
      `The SANDBOX side of policy ${policyId(0)} has a primary but no fallback.`,
    ],
    [
      'weights that are all 0',
      entryWith([weighted(0, [0, 0])]),
      `The PRODUCTION side of policy ${policyId(0)} has no target with a weight above 0.`,
    ],
    [
      'a wheel that is too long',
      entryWith([weighted(0, [...Array.from({ length: 10 }, () => 1_000), 1])]),
      `The PRODUCTION side of policy ${policyId(0)} has weights that add up to 10001 after division by their greatest common divisor; the maximum is 10000.`,
    ],
    [
      'an absent default endpoint',
      entryWith([], { defaultProductionEndpointId: absent }),
      `The PRODUCTION default endpoint, ${absent}, does not exist.`,
    ],
    [
      'a default endpoint of the other environment',
      entryWith([], { defaultSandboxEndpointId: endpointId(2) }),
      'The SANDBOX default endpoint, endpoint-2, is in the PRODUCTION environment.',
    ],
    [
      'two policies with one id',
      entryWith([failover(0, [target(0, 0), target(1, 0)]), failover(0, [target(1, 0), target(0, 0)])]),
      `Policy id ${policyId(0)} appears twice.`,
    ],
  ];
  test.each(contradictions)('refuses %s with a sentence', (_, entry, sentence) => {
    expect(refusal(entry)).toBe(sentence);
  });

  test('refuses more targets in a side than a bit mask can hold', () => {
    const entry = entryWith([
      roundRobin(
        0,
        Array.from({ length: 32 }, (_, model) => target(model, 0)),
      ),
    ]);
    const policies = entry.policies.map((policy) => ({ ...policy, production: [...policy.production, target(0, 2)] }));
    expect(refusal({ ...entry, policies } as typeof entry)).toContain('has more than 32 targets');
  });

  test('refuses two models of one name, two of one id, and two operations of one path', () => {
    const entry = entryWith([]);
    const [model] = entry.models;
    expect(refusal({ ...entry, models: [...entry.models, { ...model!, id: absent }] })).toBe(
      'Model name model-0 appears twice.',
    );
    expect(refusal({ ...entry, models: [...entry.models, { ...model!, name: 'other' }] })).toContain('appears twice');
    const { profile } = entry.provider;
    const routedOperations = [
      ...profile.routedOperations,
      { ...profile.routedOperations[0]!, path: 'Chat/Completions' },
    ];
    const provider = { ...entry.provider, profile: { ...profile, routedOperations } };
    expect(refusal({ ...entry, provider })).toBe('Routed operation Chat/Completions appears twice.');
  });

  test('one primary model may have a policy per environment', () => {
    const aiApi = compileAiApi(
      entryWith([
        failover(0, [target(0, 0), target(1, 0)]),
        failover(1, [target(1, 0), target(0, 0)], [target(0, 1), target(1, 1)]),
      ]),
    );
    expect(aiApi.production.failoverByPrimaryModel.get(modelName(0))?.id).toBe(policyId(0));
    expect(aiApi.sandbox.failoverByPrimaryModel.get(modelName(0))?.id).toBe(policyId(1));
  });

  test('the longest wheel that is allowed compiles', () => {
    const weights = [...Array.from({ length: 9 }, () => 1_000), 999, 1];
    expect(compileAiApi(entryWith([weighted(0, weights)])).production.loadBalancing?.targets).toHaveLength(11);
  });
});
