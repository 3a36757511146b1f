import type { AiApiEntry, TablePolicy } from '@switchyard/contract';
import {
  disable,
  endpointId,
  entriesWith,
  failover,
  modelId,
  modelName,
  otherProvider,
  roundRobin,
  routable,
  target,
  withProviders,
} from '../testing/entry-fixture.suite';
import { resolveModel } from './model-names';
import { reachableModels } from './reachable-models';
import { resolveRoute, sideOf } from './resolve-route';

/** The first provider has the models 0 to 31; the second 100 to 103, with the names of 0 to 3. */
const entriesOf = (policies: readonly TablePolicy[], overrides: Partial<AiApiEntry> = {}) =>
  withProviders(entriesWith(policies, overrides), otherProvider(1), otherProvider(2));
const elsewhere = (model: number) => ({ modelId: modelId(100 + model), endpointId: endpointId(100) });
const alias = (name: string, model: number) => ({ name, modelId: modelId(model) });
const idOf = (aiApi: ReturnType<typeof routable>, name: string) =>
  resolveModel(aiApi, sideOf(aiApi, 'PRODUCTION'), name)?.model.id ?? null;
const routeOf = (aiApi: ReturnType<typeof routable>, name: string, isPinned = false) => {
  const route = resolveRoute(aiApi, 'PRODUCTION', name, isPinned);
  if (route.kind === 'refused') return route.code;
  return route.kind === 'policy' ? route.policy.targets.map(({ key }) => key) : `default ${route.model?.name ?? ''}`;
};

describe('a name', () => {
  test("is first that of a failover policy's primary, of the first provider that has such a one", () => {
    const first = failover(0, [target(1, 0), target(0, 0)]);
    const second = failover(1, [elsewhere(1), target(0, 0)]);
    expect(idOf(routable(entriesOf([second])), modelName(1))).toBe(modelId(101));
    for (const policies of [
      [first, second],
      [second, first],
    ]) {
      expect(idOf(routable(entriesOf(policies)), modelName(1))).toBe(modelId(1));
    }
  });

  test('is that of a disabled primary too, so that its fallbacks answer', () => {
    const aiApi = routable(disable(entriesOf([failover(0, [elsewhere(1), target(0, 0)])]), [101]));
    expect(idOf(aiApi, modelName(1))).toBe(modelId(101));
    expect(routeOf(aiApi, modelName(1))).toEqual([`${modelId(0)}/${endpointId(0)}`]);
  });

  test('is otherwise that of the first provider with an enabled model of this name', () => {
    expect(idOf(routable(entriesOf([])), modelName(1))).toBe(modelId(1));
    expect(idOf(routable(disable(entriesOf([]), [1])), modelName(1))).toBe(modelId(101));
    expect(idOf(routable(disable(entriesOf([]), [1, 101])), modelName(1))).toBe(modelId(201));
    expect(idOf(routable(entriesOf([])), 'unknown')).toBeNull();
  });

  test('that is an alias means its model, and hides a model and a primary of the same name', () => {
    const policy = failover(0, [target(1, 0), target(0, 0)]);
    const modelAliases = [alias(modelName(1), 103), alias('fast', 2), alias('gone', 999)];
    const aiApi = routable(entriesOf([policy], { modelAliases }));
    expect(idOf(aiApi, modelName(1))).toBe(modelId(103));
    expect(idOf(aiApi, 'fast')).toBe(modelId(2));
    expect(idOf(aiApi, 'gone')).toBeNull();
  });

  test('of a sandbox primary means nothing in production', () => {
    const aiApi = routable(
      entriesOf([failover(0, [], [{ modelId: modelId(101), endpointId: endpointId(101) }, target(0, 1)])]),
    );
    expect(idOf(aiApi, modelName(1))).toBe(modelId(1));
    expect(resolveModel(aiApi, sideOf(aiApi, 'SANDBOX'), modelName(1))?.model.id).toBe(modelId(101));
  });
});

describe('a request goes by the model that its name means', () => {
  const policy = failover(0, [elsewhere(1), target(0, 0)]);
  const modelAliases = [alias('best', 101), alias('small', 2), alias('foreign', 103)];
  const aiApi = routable(entriesOf([policy], { modelAliases }));
  const chain = [`${modelId(101)}/${endpointId(100)}`, `${modelId(0)}/${endpointId(0)}`];

  test('to the policy whose primary it is, by alias or by name', () => {
    expect(routeOf(aiApi, 'best')).toEqual(chain);
    expect(routeOf(aiApi, modelName(1))).toEqual(chain);
  });

  test('to the default endpoint under its own name, if it belongs to the first provider', () => {
    expect(routeOf(aiApi, 'small')).toBe(`default ${modelName(2)}`);
    expect(routeOf(aiApi, modelName(2))).toBe(`default ${modelName(2)}`);
  });

  test('nowhere, if no policy reaches it and it belongs to another provider or is disabled', () => {
    expect(routeOf(aiApi, 'foreign')).toBe('model_not_found');
    expect(routeOf(aiApi, modelName(3))).toBe(`default ${modelName(3)}`);
    const without = entriesOf([policy], { modelAliases, defaultProductionEndpointId: null });
    expect(routeOf(routable(without), 'foreign')).toBe('model_not_found');
    expect(routeOf(routable(disable(without, [3])), modelName(3))).toBe('model_not_found');
    expect(routeOf(routable(without), modelName(3))).toBe('environment_not_configured');
    const empty = routable(entriesOf([], { modelAliases, defaultProductionEndpointId: null }));
    expect(routeOf(empty, 'foreign')).toBe('environment_not_configured');
    const disabled = routable(disable(entriesOf([policy], { modelAliases }), [2, 3]));
    expect(routeOf(disabled, 'small')).toBe('model_not_found');
    expect(routeOf(disabled, modelName(3))).toBe('model_not_found');
  });

  test("a pinned operation takes the first provider's models alone, by alias or by name", () => {
    expect(routeOf(aiApi, modelName(1), true)).toBe(`default ${modelName(1)}`);
    expect(routeOf(aiApi, 'small', true)).toBe(`default ${modelName(2)}`);
    expect(routeOf(aiApi, 'best', true)).toBe('model_not_found');
  });
});

describe('the model list', () => {
  test('has the reachable names of all providers, and the aliases', () => {
    const policy = failover(0, [{ modelId: modelId(201), endpointId: endpointId(200) }, target(0, 0)]);
    const modelAliases = [alias('best', 201), alias('foreign', 103), alias('gone', 999)];
    const entries = entriesOf([policy], { modelAliases, defaultProductionEndpointId: null });
    expect(reachableModels(routable(entries), 'PRODUCTION')).toEqual(['best', modelName(1)]);
  });

  test('with load balancing has the aliases of models in rotation, and no name that an alias hides', () => {
    const modelAliases = [alias('fast', 101), alias(modelName(0), 5), alias('slow', 6)];
    const aiApi = routable(entriesOf([roundRobin(0, [target(0, 0), elsewhere(1)])], { modelAliases }));
    expect(reachableModels(aiApi, 'PRODUCTION')).toEqual(['fast', modelName(1)]);
  });
});
