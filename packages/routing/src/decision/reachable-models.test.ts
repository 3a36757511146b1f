import fc from 'fast-check';
import type { TablePolicy } from '@switchyard/contract';
import {
  disable,
  entriesWith,
  failover,
  modelName,
  roundRobin,
  routable,
  target,
} from '../testing/entry-fixture.suite';
import { reachableModels } from './reachable-models';
import { resolveRoute, type Route } from './resolve-route';

/** Whether a request on this route can be answered, going by the configuration. */
const isAnswered = (route: Route) =>
  route.kind === 'default' || (route.kind === 'policy' && route.policy.targets.length > 0);

const models = fc.uniqueArray(fc.nat(7), { maxLength: 8 });
const primaries = fc.uniqueArray(fc.nat(7), { maxLength: 4 });
const aiApiArbitrary = fc
  .record({ disabled: models, disabledEndpoints: fc.uniqueArray(fc.nat(3)), primaries, fallback: fc.nat(7) })
  .map(({ disabled, disabledEndpoints, primaries: names, fallback }) => {
    const policies: TablePolicy[] = names.map((primary, number) =>
      failover(number, [target(primary, 0), target(fallback === primary ? 8 : fallback, 2)]),
    );
    return routable(disable(entriesWith(policies), disabled, disabledEndpoints));
  });

describe('reachableModels', () => {
  test('lists a model if and only if a request that names it is answered', () => {
    fc.assert(
      fc.property(aiApiArbitrary, (aiApi) => {
        for (const environment of ['PRODUCTION', 'SANDBOX'] as const) {
          const listed = reachableModels(aiApi, environment);
          for (let number = 0; number < 32; number += 1) {
            const route = resolveRoute(aiApi, environment, modelName(number));
            expect(listed?.includes(modelName(number)) ?? false).toBe(isAnswered(route));
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
