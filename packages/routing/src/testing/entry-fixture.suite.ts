import {
  aiApiEntrySchema,
  DEFAULT_FAILOVER_ON,
  openaiProfile,
  providerEntrySchema,
  type AiApiEntry,
  type Environment,
  type ProviderEntry,
  type TablePolicy,
} from '@switchyard/contract';
import { compileAiApi, deriveAiApi, type RoutableAiApi } from '../decision/routable-ai-api';
import { compileProvider } from '../decision/routable-provider';

/** Entries for tests: models and endpoints are numbered, and their ids are derived from the numbers. */

const uuid = (kind: string, number: number) => `00000000-0000-4000-8000-${kind}${String(number).padStart(11, '0')}`;
export const modelId = (number: number) => uuid('a', number);
/** SANDBOX endpoints have odd numbers, PRODUCTION endpoints even ones. */
export const endpointId = (number: number) => uuid('b', number);
export const policyId = (number: number) => uuid('c', number);
export const providerId = uuid('e', 0);

export const target = (model: number, endpoint: number) => ({
  modelId: modelId(model),
  endpointId: endpointId(endpoint),
});

const policyBase = {
  suspendDurationSeconds: 30,
  requestTimeoutSeconds: 120,
  totalTimeoutSeconds: 600,
  failureStatuses: [
    [401, 404],
    [408, 408],
    [424, 424],
    [429, 429],
    [500, 599],
  ] satisfies [number, number][],
  failoverOn: [...DEFAULT_FAILOVER_ON],
};

type Side = ReturnType<typeof target>[];

export function roundRobin(number: number, production: Side, sandbox: Side = []): TablePolicy {
  return { kind: 'ROUND_ROBIN', id: policyId(number), ...policyBase, maxAttempts: 1, production, sandbox };
}

/** A weighted policy whose production side has one target per weight: model i on endpoint 0. */
export function weighted(number: number, weights: readonly number[]): TablePolicy {
  const production = weights.map((weight, model) => ({ ...target(model, 0), weight }));
  return { kind: 'WEIGHTED_ROUND_ROBIN', id: policyId(number), ...policyBase, maxAttempts: 2, production, sandbox: [] };
}

export function failover(number: number, production: Side, sandbox: Side = []): TablePolicy {
  return { kind: 'FAILOVER', id: policyId(number), ...policyBase, production, sandbox };
}

export const modelName = (number: number) => `model-${number}`;

/** An AI API's entry and its providers'. */
export interface Entries {
  readonly aiApi: AiApiEntry;
  /** The first one. */
  readonly provider: ProviderEntry;
  readonly others?: readonly ProviderEntry[];
}

/** A provider with 32 models and four endpoints. */
export function providerWith(overrides: Partial<ProviderEntry> = {}): ProviderEntry {
  const environmentOf = (number: number): Environment => (number % 2 === 0 ? 'PRODUCTION' : 'SANDBOX');
  return providerEntrySchema.parse({
    id: providerId,
    name: 'openai',
    profile: {
      ...openaiProfile,
      routedOperations: openaiProfile.routedOperations.filter(({ path }) =>
        ['chat/completions', 'embeddings'].includes(path),
      ),
    },
    models: Array.from({ length: 32 }, (_, number) => ({
      id: modelId(number),
      name: modelName(number),
      enabled: true,
    })),
    endpoints: Array.from({ length: 4 }, (_, number) => ({
      id: endpointId(number),
      name: `endpoint-${number}`,
      environment: environmentOf(number),
      url: `https://endpoint-${number}.example/v1`,
      enabled: true,
      connectTimeoutSeconds: 5,
      sealedCredential: null,
      caCertificates: null,
    })),
    ...overrides,
  } satisfies ProviderEntry);
}

/** The ids of another provider's models and endpoints are those of `providerWith`, from this number times `place` on. */
const NUMBERS_PER_PROVIDER = 100;

/**
 * A further provider, with four models, of the same names as those of `providerWith`, and four endpoints.
 *
 * @param place in the AI API's list, from 1; its model 2 has the id `modelId(place * 100 + 2)`
 */
export function otherProvider(place: number, overrides: Partial<ProviderEntry> = {}): ProviderEntry {
  const from = place * NUMBERS_PER_PROVIDER;
  const first = providerWith();
  return providerEntrySchema.parse({
    ...first,
    id: uuid('e', place),
    name: `other-${place}`,
    models: Array.from({ length: 4 }, (_, number) => ({
      id: modelId(from + number),
      name: modelName(number),
      enabled: true,
    })),
    endpoints: first.endpoints.map((endpoint, number) => ({ ...endpoint, id: endpointId(from + number) })),
    ...overrides,
  } satisfies ProviderEntry);
}

/** The entries with further providers, in this order. */
export function withProviders({ aiApi, provider }: Entries, ...others: ProviderEntry[]): Entries {
  return { aiApi: { ...aiApi, providerIds: [provider.id, ...others.map(({ id }) => id)] }, provider, others };
}

/** An AI API with these policies, on the provider of `providerWith`; endpoints 0 and 1 are its defaults. */
export function entriesWith(
  policies: readonly TablePolicy[],
  overrides: Partial<AiApiEntry> = {},
  provider: Partial<ProviderEntry> = {},
): Entries {
  const aiApi = aiApiEntrySchema.parse({
    id: uuid('d', 0),
    name: 'support-chat',
    basePath: '/support/chat',
    providerIds: [providerId],
    modelAliases: [],
    defaultProductionEndpointId: endpointId(0),
    defaultSandboxEndpointId: endpointId(1),
    unroutedOperations: 'PASS',
    requestTimeoutSeconds: 120,
    totalTimeoutSeconds: 600,
    streamHoldBackSeconds: 5,
    streamIdleTimeoutSeconds: 60,
    streamMaxDurationSeconds: 3_600,
    policies: [...policies],
    ...overrides,
  } satisfies AiApiEntry);
  return { aiApi, provider: providerWith(provider) };
}

/** The entries with some of the providers' models and endpoints disabled, by number. */
export function disable(entries: Entries, models: readonly number[], endpoints: readonly number[] = []): Entries {
  const isOff = (ids: readonly string[]) => (item: { id: string }) => ids.includes(item.id);
  const isModelOff = isOff(models.map(modelId));
  const isEndpointOff = isOff(endpoints.map(endpointId));
  const { provider, others = [] } = entries;
  const disabled = (each: ProviderEntry): ProviderEntry => ({
    ...each,
    models: each.models.map((model) => ({ ...model, enabled: model.enabled && !isModelOff(model) })),
    endpoints: each.endpoints.map((endpoint) => ({
      ...endpoint,
      enabled: endpoint.enabled && !isEndpointOff(endpoint),
    })),
  });
  return { ...entries, provider: disabled(provider), others: others.map(disabled) };
}

/** The AI API as requests meet it. */
export function routable({ aiApi, provider, others = [] }: Entries): RoutableAiApi {
  const providers = [provider, ...others].map((each) => compileProvider(each));
  const derived = deriveAiApi(compileAiApi(aiApi), providers);
  if (derived === null) throw new Error('the AI API has no provider');
  return derived;
}
