import { type AiApiEntry, openaiProfile, type ProviderEntry, type TablePolicy } from '@switchyard/contract';
import {
  compileAiApi,
  compileProvider,
  deriveAiApi,
  type RoutableAiApi,
  type RoutablePolicy,
} from '@switchyard/routing';

/** Compiled AI APIs for tests of what is judged without a database. Models are numbered, and so are their ids. */

const uuid = (kind: string, number: number) => `00000000-0000-4000-8000-${kind}${String(number).padStart(11, '0')}`;
const ENDPOINT_ID = uuid('b', 0);
const POLICY_ID = uuid('c', 0);
const PROVIDER_ID = uuid('e', 0);
export const modelName = (number: number) => `model-${number}`;
export const modelNumber = (name: string) => Number(name.slice('model-'.length));

export type PolicyKind = TablePolicy['kind'];

/** A policy whose production side has a target for each weight; a weight counts where the kind has weights. */
export function policyOf(kind: PolicyKind, weights: readonly number[], maxAttempts: number): TablePolicy {
  const targets = weights.map((_, model) => ({ modelId: uuid('a', model), endpointId: ENDPOINT_ID }));
  const base = {
    id: POLICY_ID,
    suspendDurationSeconds: 30,
    requestTimeoutSeconds: 120,
    totalTimeoutSeconds: 600,
    failureStatuses: [[500, 599] satisfies [number, number]],
    failoverOn: [],
  };
  switch (kind) {
    case 'ROUND_ROBIN':
      return { kind, ...base, maxAttempts, production: targets, sandbox: [] };
    case 'WEIGHTED_ROUND_ROBIN': {
      const production = targets.map((target, index) => ({ ...target, weight: weights[index] ?? 0 }));
      return { kind, ...base, maxAttempts, production, sandbox: [] };
    }
    case 'FAILOVER':
      return { kind, ...base, production: targets, sandbox: [] };
  }
}

/** An AI API of 32 models with that policy; those of these numbers are disabled. */
export function aiApiWith(policy: TablePolicy, disabledModels: readonly number[] = []): RoutableAiApi {
  const provider: ProviderEntry = {
    id: PROVIDER_ID,
    name: 'openai',
    profile: openaiProfile,
    models: Array.from({ length: 32 }, (_, number) => ({
      id: uuid('a', number),
      name: modelName(number),
      enabled: !disabledModels.includes(number),
    })),
    endpoints: [
      {
        id: ENDPOINT_ID,
        name: 'production',
        environment: 'PRODUCTION',
        url: 'https://production.example/v1',
        enabled: true,
        connectTimeoutSeconds: 5,
        sealedCredential: null,
        caCertificates: null,
      },
    ],
  };
  const aiApi: AiApiEntry = {
    id: uuid('d', 0),
    name: 'support-chat',
    basePath: '/support/chat',
    providerIds: [PROVIDER_ID],
    defaultProductionEndpointId: ENDPOINT_ID,
    defaultSandboxEndpointId: null,
    modelAliases: [],
    unroutedOperations: 'PASS',
    requestTimeoutSeconds: 120,
    totalTimeoutSeconds: 600,
    streamHoldBackSeconds: 5,
    streamIdleTimeoutSeconds: 60,
    streamMaxDurationSeconds: 900,
    policies: [policy],
  };
  const derived = deriveAiApi(compileAiApi(aiApi), [compileProvider(provider)]);
  if (derived === null) throw new Error('the AI API has no provider');
  return derived;
}

/** The production side's only policy. */
export function sideOf({ production }: RoutableAiApi): RoutablePolicy {
  const policy = production.loadBalancing ?? production.failoverByPrimaryId.get(uuid('a', 0));
  if (policy === undefined) throw new Error('the AI API has no policy');
  return policy;
}
