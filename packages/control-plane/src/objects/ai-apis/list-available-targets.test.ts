import 'reflect-metadata';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { ProviderEntity } from '../providers/provider-entity';
import { listAvailableTargets, type TargetParts } from './list-available-targets';

let comparisons = 0;

/** Counts how often its name is read. */
function counted<T extends object>(entity: T, members: { readonly name: string; readonly id: string }): T {
  return Object.defineProperty(Object.assign(entity, { enabled: true, ...members }), 'name', {
    get: () => {
      comparisons += 1;
      return members.name;
    },
  });
}

const numbered = <T>(count: number, make: (number: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const parts = (provider: number, models: number, endpoints: number): TargetParts => ({
  provider: counted(new ProviderEntity(), { id: `p${provider}`, name: `provider-${provider}` }),
  models: numbered(models, (n) => counted(new ModelEntity(), { id: `p${provider}m${n}`, name: `model-${n}` })),
  endpoints: numbered(endpoints, (n) => {
    const endpoint = Object.assign(new EndpointEntity(), { environment: 'PRODUCTION' as const });
    return counted(endpoint, { id: `p${provider}e${n}`, name: `Endpoint-${n}` });
  }),
});
const page = (providers: readonly TargetParts[], search: string | null, first: number, after: string | null = null) =>
  listAvailableTargets({ aiApiId: 'a', environment: 'PRODUCTION', filter: { search }, providers }, { first, after });
const list = (providers: readonly TargetParts[], search: string | null, first: number) =>
  page(providers, search, first).nodes.map(({ id }) => id);

it('finds a text in the name of the provider, the model or the endpoint, in the order of all targets', () => {
  const providers = [parts(0, 2, 2), parts(1, 2, 2)];
  expect(list(providers, 'MODEL-1', 10)).toEqual(['p0m1:p0e0', 'p0m1:p0e1', 'p1m1:p1e0', 'p1m1:p1e1']);
  expect(list(providers, 'endpoint-0', 10)).toEqual(['p0m0:p0e0', 'p0m1:p0e0', 'p1m0:p1e0', 'p1m1:p1e0']);
  expect(list(providers, 'provider-1', 3)).toEqual(['p1m0:p1e0', 'p1m0:p1e1', 'p1m1:p1e0']);
  expect(list(providers, null, 3)).toEqual(['p0m0:p0e0', 'p0m0:p0e1', 'p0m1:p0e0']);
});

it.each([
  ['that all targets match', '-', 10],
  ['that no target matches', 'nothing', 0],
])('compares each name at most once for a text %s', (_what, search, found) => {
  const providers = numbered(16, (n) => parts(n, 200, 100));
  comparisons = 0;
  expect(list(providers, search, 10)).toHaveLength(found);
  // And those of each target of the page, for its cursor.
  expect(comparisons).toBeLessThanOrEqual(16 * (1 + 200 + 100) + 2 * 10);
});

it("walks all targets page by page, also when those at a page's end are gone, and counts them", async () => {
  const providers = [parts(0, 3, 3), parts(1, 1, 2), parts(2, 2, 2)];
  const all = list(providers, null, 200);
  const walked: string[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo, totalCount } = page(providers, null, 4, after);
    expect(await totalCount).toBe(all.length);
    expect(pageInfo.hasPreviousPage).toBe(walked.length > 0);
    walked.push(...nodes.map(({ id }) => id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(walked).toEqual(all);

  const { pageInfo } = page(providers, null, 5);
  const [first, ...others] = providers;
  const withoutModel = [{ ...first!, models: first!.models.filter(({ name }) => name !== 'model-1') }, ...others];
  expect(page(withoutModel, null, 2, pageInfo.endCursor).nodes.map(({ id }) => id)).toEqual(['p0m2:p0e0', 'p0m2:p0e1']);
});
