import {
  type AiApiEntry,
  aiApiEntrySchema,
  azureOpenaiProfile,
  type Environment,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  type ProviderEntry,
  type TablePolicy,
  type TableTarget,
} from '@switchyard/contract';
import fc from 'fast-check';
import { RoutingTableError } from '../entry/routing-table-error';
import { orderTargets } from '../policy/order-targets';
import type { RoutablePolicy } from '../policy/routable-policy';
import { endpointId, modelId, modelName, otherProvider, policyId, providerWith } from '../testing/entry-fixture.suite';
import { reachableModels } from './reachable-models';
import { resolveRoute, resolveUnrouted } from './resolve-route';
import { resolveModel } from './model-names';
import {
  type CompiledAiApi,
  compileAiApi,
  deriveAiApi,
  type RoutableAiApi,
  type RoutableSide,
} from './routable-ai-api';
import { compileProvider, type RoutableProvider } from './routable-provider';

/** Ids from a small range, so that some are shared, some are missing, and some mean something else elsewhere. */
const anyModelId = fc.nat(3).map(modelId);
const anyEndpointId = fc.nat(3).map(endpointId);
const anyProviderId = fc.constantFrom(modelId(100), modelId(101), modelId(102));
const ENVIRONMENTS: readonly Environment[] = ['PRODUCTION', 'SANDBOX'];

const anyTarget = fc.record({ modelId: anyModelId, endpointId: anyEndpointId });
const anyWeightedTarget = fc.record({ modelId: anyModelId, endpointId: anyEndpointId, weight: fc.nat(5) });
const policyBase = {
  id: fc.nat(3).map(policyId),
  suspendDurationSeconds: fc.nat(60),
  requestTimeoutSeconds: fc.integer({ min: 1, max: 60 }),
  totalTimeoutSeconds: fc.integer({ min: 1, max: 60 }),
  failureStatuses: fc.constant<TablePolicy['failureStatuses']>([[500, 599]]),
  failoverOn: fc.constant<TablePolicy['failoverOn']>([]),
};
const maxAttempts = fc.integer({ min: 1, max: 5 });
const side = <T extends TableTarget>(target: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.constant<T[]>([]),
    fc.uniqueArray(target, {
      minLength: 2,
      maxLength: 4,
      selector: ({ modelId: model, endpointId: endpoint }) => `${model}/${endpoint}`,
    }),
  );
const anyPolicy: fc.Arbitrary<TablePolicy> = fc.oneof(
  fc.record({
    kind: fc.constant('ROUND_ROBIN' as const),
    ...policyBase,
    maxAttempts,
    production: side(anyTarget),
    sandbox: side(anyTarget),
  }),
  fc.record({
    kind: fc.constant('WEIGHTED_ROUND_ROBIN' as const),
    ...policyBase,
    maxAttempts,
    production: side(anyWeightedTarget),
    sandbox: side(anyWeightedTarget),
  }),
  fc.record({
    kind: fc.constant('FAILOVER' as const),
    ...policyBase,
    production: side(anyTarget),
    sandbox: side(anyTarget),
  }),
);

const anyAiApi: fc.Arbitrary<CompiledAiApi> = fc
  .record({
    providerIds: fc.array(anyProviderId, { minLength: 1, maxLength: 3 }),
    modelAliases: fc.array(fc.record({ name: fc.nat(8).map(modelName), modelId: anyModelId }), { maxLength: 3 }),
    defaultProductionEndpointId: fc.option(anyEndpointId),
    defaultSandboxEndpointId: fc.option(anyEndpointId),
    unroutedOperations: fc.constantFrom('PASS' as const, 'REFUSE' as const),
    policies: fc.oneof(
      fc.array(anyPolicy, { maxLength: 1 }),
      fc.array(
        anyPolicy.filter(({ kind }) => kind === 'FAILOVER'),
        { maxLength: 3 },
      ),
    ),
  })
  .map((drawn): AiApiEntry =>
    aiApiEntrySchema.parse({
      id: modelId(200),
      name: 'chat',
      basePath: '/chat',
      requestTimeoutSeconds: 30,
      totalTimeoutSeconds: 60,
      streamHoldBackSeconds: 5,
      streamIdleTimeoutSeconds: 30,
      streamMaxDurationSeconds: 60,
      ...drawn,
    }),
  )
  .map((entry) => compiledOrNull(() => compileAiApi(entry)))
  .filter((aiApi) => aiApi !== null);

const PROVIDER = providerWith();
const PROFILES = [
  openaiProfile,
  openaiCompatibleProfile,
  { ...azureOpenaiProfile, azureApiVersion: '2024-10-21' },
  mistralProfile,
];
const mostlyEnabled = fc.nat(3).map((drawn) => drawn > 0);

const anyProvider: fc.Arbitrary<RoutableProvider> = fc
  .record({
    id: anyProviderId,
    models: fc.uniqueArray(fc.record({ id: anyModelId, name: fc.nat(6).map(modelName), enabled: mostlyEnabled }), {
      minLength: 2,
      maxLength: 4,
      selector: ({ id }) => id,
    }),
    endpoints: fc.uniqueArray(
      fc.record({ id: anyEndpointId, environment: fc.constantFrom(...ENVIRONMENTS), enabled: mostlyEnabled }),
      { minLength: 2, maxLength: 4, selector: ({ id }) => id },
    ),
    unreadable: fc.array(anyEndpointId, { maxLength: 1 }),
    profile: fc.constantFrom(...PROFILES),
  })
  .map(({ id, models, endpoints, unreadable, profile }) => {
    const [present] = PROVIDER.endpoints;
    const entry: ProviderEntry = {
      ...PROVIDER,
      id,
      profile,
      models,
      endpoints: endpoints.map((endpoint) => ({ ...present!, ...endpoint })),
    };
    return compiledOrNull(() => compileProvider(entry, new Map(unreadable.map((id) => [id, 'CREDENTIAL_UNREADABLE']))));
  })
  .filter((provider) => provider !== null);

function compiledOrNull<T>(compile: () => T): T | null {
  try {
    return compile();
  } catch (error) {
    if (error instanceof RoutingTableError) return null;
    throw error;
  }
}

const anyName = fc.option(fc.nat(8).map(modelName));

describe('the derivation of an AI API', () => {
  test('is total over any valid entries of an AI API and of providers, and nothing that is decided from its result throws', () => {
    let derived = 0;
    let inRotation = 0;
    let elsewhere = 0;
    fc.assert(
      fc.property(
        anyAiApi,
        fc.array(anyProvider, { minLength: 1, maxLength: 3 }),
        anyName,
        fc.nat(),
        (compiled, providers, name, ticket) => {
          const aiApi = deriveAiApi(compiled, providers);
          expect(aiApi === null).toBe(providers[0]?.entry.id !== compiled.entry.providerIds[0]);
          if (aiApi === null) return;
          derived += 1;
          for (const side of [aiApi.production, aiApi.sandbox]) {
            const { environment, loadBalancing, failoverByPrimaryId } = side;
            for (const policy of [loadBalancing ?? [], ...failoverByPrimaryId.values()].flat()) {
              inRotation += checkTargets(policy, environment, providers, ticket);
              elsewhere += checkReach(aiApi, policy, ticket);
            }
            if (name !== null) checkName(aiApi, side, name);
            resolveUnrouted(aiApi, environment);
            reachableModels(aiApi, environment);
            for (const isPinned of [false, true]) {
              const route = resolveRoute(aiApi, environment, name, isPinned);
              if (route.kind === 'default') expect(isUsable(route.endpoint.id, environment, providers)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 1_000 },
    );
    // The draws must reach what this test is about.
    expect(derived).toBeGreaterThan(150);
    expect(inRotation).toBeGreaterThan(50);
    expect(elsewhere).toBeGreaterThan(50);
  });

  /** Each target in rotation is of one provider, of this environment, enabled and readable. @returns their number */
  function checkTargets(
    policy: RoutablePolicy,
    environment: Environment,
    providers: readonly RoutableProvider[],
    ticket: number,
  ): number {
    expect(orderTargets(policy, ticket, () => false)).toEqual([]);
    const ordered = orderTargets(policy, ticket, () => true);
    expect(new Set(ordered)).toEqual(new Set(policy.targets));
    orderTargets(policy, ticket, (target) => target !== ordered[0]);
    for (const { model, endpoint, weight } of ordered) {
      const owner = providers.find((provider) => provider.models.get(model.id) === model);
      expect(owner?.endpoints.get(endpoint.id)).toBe(endpoint);
      expect([model.enabled, endpoint.enabled, endpoint.environment]).toEqual([true, true, environment]);
      expect(owner?.unusableEndpoints.has(endpoint.id)).toBe(false);
      expect(weight).toBeGreaterThan(0);
    }
    return ordered.length;
  }

  /** What each operation leaves in rotation can be called. @returns how often another provider takes an operation */
  function checkReach({ operations, provider: first, reaches }: RoutableAiApi, policy: RoutablePolicy, ticket: number) {
    let count = 0;
    for (const operation of [...operations.byPath.values(), ...operations.patterns.map((each) => each.operation)]) {
      for (const kind of ['JSON', 'FORM'] as const) {
        const reach = reaches?.of(operation, kind) ?? null;
        const restricted = reach?.restrict(policy) ?? policy;
        expect(restricted.configuredTargets.map(({ key }) => key)).toEqual(
          policy.configuredTargets.map(({ key }) => key),
        );
        expect(new Set(orderTargets(restricted, ticket, () => true))).toEqual(new Set(restricted.targets));
        for (const target of restricted.targets) {
          const isOwn = target.provider === first.entry;
          expect(policy.targets).toContain(target);
          expect((reach?.counterpart(target) ?? null) === null).toBe(isOwn);
          if (!isOwn) count += 1;
        }
      }
    }
    return count;
  }

  /** A name resolves to a model of a provider: the alias's, or one of this name. */
  function checkName(aiApi: RoutableAiApi, side: RoutableSide, name: string): void {
    const named = resolveModel(aiApi, side, name);
    if (named === null) return;
    expect(aiApi.providers).toContain(named.provider);
    expect(named.provider.models.get(named.model.id)).toBe(named.model);
    const aliased = aiApi.aliases.get(name);
    expect(aliased === undefined ? named.model.name : named.model.id).toBe(aliased ?? name);
  }

  function isUsable(id: string, environment: Environment, [provider]: readonly RoutableProvider[]): boolean {
    const endpoint = provider?.endpoints.get(id);
    const isUsableHere = provider?.unusableEndpoints.has(id) === false;
    return isUsableHere && endpoint?.enabled === true && endpoint.environment === environment;
  }

  test('looks at its own targets alone, however many models and operations the providers have', () => {
    const lookUps: string[] = [];
    const counted = <V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> =>
      new Proxy(map, {
        get: (target, member) => {
          if (member !== 'get') throw new Error(`the derivation uses ${String(member)} of a provider's index`);
          return (id: string) => {
            lookUps.push(id);
            return target.get(id);
          };
        },
      });
    const numbered = (from: number) =>
      Array.from({ length: 1_000 }, (_, number) => ({
        id: modelId(from + number),
        name: modelName(number),
        enabled: true,
      }));
    const first = compileProvider(providerWith({ models: numbered(0) }));
    const second = compileProvider(otherProvider(100, { models: numbered(10_000) }));
    const policy: TablePolicy = {
      kind: 'ROUND_ROBIN',
      id: policyId(0),
      suspendDurationSeconds: 0,
      requestTimeoutSeconds: 1,
      totalTimeoutSeconds: 1,
      failureStatuses: [],
      failoverOn: [],
      maxAttempts: 1,
      production: [{ modelId: modelId(10_999), endpointId: endpointId(10_000) }],
      sandbox: [],
    };
    const entry: AiApiEntry = {
      id: modelId(200),
      name: 'chat',
      basePath: '/chat',
      providerIds: [first.entry.id, second.entry.id],
      modelAliases: [{ name: 'fast', modelId: modelId(10_001) }],
      defaultProductionEndpointId: null,
      defaultSandboxEndpointId: null,
      unroutedOperations: 'PASS',
      requestTimeoutSeconds: 1,
      totalTimeoutSeconds: 1,
      streamHoldBackSeconds: 0,
      streamIdleTimeoutSeconds: 1,
      streamMaxDurationSeconds: 1,
      policies: [policy],
    };
    const watched = (provider: RoutableProvider): RoutableProvider => ({
      ...provider,
      models: counted(provider.models),
      endpoints: counted(provider.endpoints),
      modelsByName: counted(provider.modelsByName),
      operations: {
        byPath: counted(provider.operations.byPath),
        byName: counted(provider.operations.byName),
        patterns: [],
      },
    });
    deriveAiApi(compileAiApi(entry), [watched(first), watched(second)]);
    const once = [modelId(10_999), endpointId(10_000)];
    expect(lookUps).toEqual([...once, ...once]);
  });
});
