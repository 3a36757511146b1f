import fc from 'fast-check';
import type { TablePolicy } from '@switchyard/contract';
import {
  disable,
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
import { reachableModels } from './reachable-models';
import { resolveRoute, type ModelRoute } from './resolve-route';

/** Whether a request on this route can be answered, going by the configuration. */
const isAnswered = (route: ModelRoute) =>
  route.kind === 'default' || (route.kind === 'policy' && route.policy.targets.length > 0);

/** The models of the first provider are 0 to 31; those of the second 100 to 103, with the names of 0 to 3. */
const anyModel = fc.oneof(fc.nat(7), fc.integer({ min: 100, max: 103 }));
const aliases = fc.uniqueArray(
  fc.record({
    name: fc.oneof(fc.nat(3).map(modelName), fc.constantFrom('fast', 'best')),
    modelId: anyModel.map(modelId),
  }),
  { selector: ({ name }) => name, maxLength: 3 },
);
const aiApiArbitrary = fc
  .record({
    disabled: fc.uniqueArray(anyModel, { maxLength: 8 }),
    disabledEndpoints: fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 100)),
    primaries: fc.uniqueArray(anyModel, { maxLength: 4 }),
    fallback: fc.nat(7),
    modelAliases: aliases,
    hasDefault: fc.boolean(),
  })
  .map(({ disabled, disabledEndpoints, primaries, fallback, modelAliases, hasDefault }) => {
    const policies: TablePolicy[] = primaries.map((primary, number) =>
      failover(number, [target(primary, primary < 100 ? 0 : 100), target(fallback === primary ? 8 : fallback, 2)]),
    );
    const overrides = { modelAliases, ...(hasDefault ? {} : { defaultProductionEndpointId: null }) };
    const entries = withProviders(entriesWith(policies, overrides), otherProvider(1));
    return routable(disable(entries, disabled, disabledEndpoints));
  });
const NAMES = [...Array.from({ length: 32 }, (_, number) => modelName(number)), 'fast', 'best'];

describe('reachableModels', () => {
  test('lists a name if and only if a request for it is answered', () => {
    fc.assert(
      fc.property(aiApiArbitrary, (aiApi) => {
        for (const environment of ['PRODUCTION', 'SANDBOX'] as const) {
          const listed = reachableModels(aiApi, environment);
          for (const name of NAMES) {
            const route = resolveRoute(aiApi, environment, name);
            expect(listed?.includes(name) ?? false).toBe(isAnswered(route));
          }
          expect(listed?.toSorted() ?? null).toEqual(listed);
          if (listed === null) expect(resolveRoute(aiApi, environment, null)).toMatchObject({ kind: 'refused' });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('with a load-balancing policy lists the models in rotation, although any name is accepted', () => {
    const policy = roundRobin(0, [target(3, 0), target(1, 0), target(1, 2), target(2, 2)]);
    const aiApi = routable(disable(entriesWith([policy]), [2]));
    expect(reachableModels(aiApi, 'PRODUCTION')).toEqual([modelName(1), modelName(3)]);
    expect(reachableModels(aiApi, 'SANDBOX')).toHaveLength(31);
  });
});
