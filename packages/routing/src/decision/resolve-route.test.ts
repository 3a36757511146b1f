import {
  disable,
  entriesWith,
  failover,
  modelName,
  policyId,
  roundRobin,
  routable,
  target,
} from '../testing/entry-fixture.suite';
import type { Refusal } from './refusal';
import { type DefaultRoute, type PolicyRoute, resolveRoute, resolveUnrouted } from './resolve-route';
import type { RoutableAiApi } from './routable-ai-api';

const summary = (route: PolicyRoute | DefaultRoute | Refusal) =>
  route.kind === 'policy'
    ? `policy ${route.policy.id}: ${route.policy.targets.map((each) => each.model.name).join(' ')}`
    : route.kind === 'default'
      ? `default ${route.endpoint.name}`
      : `refused ${route.code}`;

describe('resolveRoute', () => {
  const entries = entriesWith([roundRobin(0, [target(0, 0), target(1, 0)])]);
  const balanced = routable(entries);
  const chains = entriesWith([
    failover(0, [target(0, 0), target(1, 0), target(2, 0)], [target(5, 1), target(6, 1)]),
    failover(1, [target(1, 0), target(0, 0)]),
  ]);

  test.each([modelName(0), modelName(7), 'unknown', null])(
    'a load-balancing policy routes every model, including %s',
    (model) => {
      expect(summary(resolveRoute(balanced, 'PRODUCTION', model))).toBe(`policy ${policyId(0)}: model-0 model-1`);
    },
  );

  test('an empty side goes to the default endpoint, with an enabled model only', () => {
    expect(summary(resolveRoute(balanced, 'SANDBOX', modelName(7)))).toBe('default endpoint-1');
    expect(summary(resolveRoute(balanced, 'SANDBOX', 'unknown'))).toBe('refused model_not_found');
    const disabled = routable(disable(entries, [7]));
    expect(summary(resolveRoute(disabled, 'SANDBOX', modelName(7)))).toBe('refused model_not_found');
  });

  test('a side with no target in rotation is not empty', () => {
    const aiApi = routable(disable(entries, [0, 1]));
    expect(summary(resolveRoute(aiApi, 'PRODUCTION', modelName(7)))).toBe(`policy ${policyId(0)}: `);
  });

  test("the request's model picks the failover policy that has it as primary, per environment", () => {
    const aiApi = routable(chains);
    expect(summary(resolveRoute(aiApi, 'PRODUCTION', modelName(0)))).toBe(
      `policy ${policyId(0)}: model-0 model-1 model-2`,
    );
    expect(summary(resolveRoute(aiApi, 'PRODUCTION', modelName(1)))).toBe(`policy ${policyId(1)}: model-1 model-0`);
    expect(summary(resolveRoute(aiApi, 'PRODUCTION', modelName(2)))).toBe('default endpoint-0');
    expect(summary(resolveRoute(aiApi, 'SANDBOX', modelName(5)))).toBe(`policy ${policyId(0)}: model-5 model-6`);
    expect(summary(resolveRoute(aiApi, 'SANDBOX', modelName(0)))).toBe('default endpoint-1');
  });

  test('a disabled primary still picks its policy, with only the fallbacks in rotation', () => {
    const aiApi = routable(disable(chains, [0]));
    expect(summary(resolveRoute(aiApi, 'PRODUCTION', modelName(0)))).toBe(`policy ${policyId(0)}: model-1 model-2`);
    const elsewhere = routable(disable(entriesWith([failover(0, [target(0, 2), target(1, 0)])]), [], [2]));
    expect(summary(resolveRoute(elsewhere, 'PRODUCTION', modelName(0)))).toBe(`policy ${policyId(0)}: model-1`);
  });

  test('a request without a model goes to the default endpoint unless there is a load-balancing policy', () => {
    expect(summary(resolveRoute(routable(chains), 'PRODUCTION', null))).toBe('default endpoint-0');
  });

  test('without a default endpoint the environment is not configured, whatever the model', () => {
    const aiApi = routable(entriesWith([], { defaultProductionEndpointId: null }));
    for (const model of [modelName(0), 'unknown', null]) {
      expect(summary(resolveRoute(aiApi, 'PRODUCTION', model))).toBe('refused environment_not_configured');
    }
  });
});

describe('a pinned operation', () => {
  const pinnedRoute = (aiApi: RoutableAiApi, model: string | null) =>
    summary(resolveRoute(aiApi, 'PRODUCTION', model, true));

  test('bypasses every policy to the default endpoint, with an enabled model only', () => {
    const balanced = routable(entriesWith([roundRobin(0, [target(0, 0)])]));
    const chain = routable(entriesWith([failover(0, [target(0, 0), target(1, 0)])]));
    for (const aiApi of [balanced, chain]) {
      expect(pinnedRoute(aiApi, modelName(0))).toBe('default endpoint-0');
      expect(pinnedRoute(aiApi, null)).toBe('default endpoint-0');
      expect(pinnedRoute(aiApi, 'unknown')).toBe('refused model_not_found');
    }
  });
});

describe('resolveUnrouted', () => {
  test('is refused if the operator has configured so, whether there is an endpoint or not', () => {
    for (const defaults of [{}, { defaultProductionEndpointId: null }]) {
      const aiApi = routable(entriesWith([], { unroutedOperations: 'REFUSE', ...defaults }));
      expect(summary(resolveUnrouted(aiApi, 'PRODUCTION'))).toBe('refused operation_not_allowed');
      expect(summary(resolveUnrouted(aiApi, 'SANDBOX'))).toBe('refused operation_not_allowed');
    }
  });

  test('bypasses every policy to the default endpoint', () => {
    const aiApi = routable(entriesWith([roundRobin(0, [target(0, 0)])], { defaultSandboxEndpointId: null }));
    expect(summary(resolveUnrouted(aiApi, 'PRODUCTION'))).toBe('default endpoint-0');
    expect(summary(resolveUnrouted(aiApi, 'SANDBOX'))).toBe('refused environment_not_configured');
  });
});
