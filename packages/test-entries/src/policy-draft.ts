import {
  type AiApiEntry,
  DEFAULT_FAILOVER_ON,
  type Environment,
  type ErrorKind,
  type ProviderEntry,
  type TablePolicy,
} from '@switchyard/contract';
import { randomUUID } from 'node:crypto';

/** The default failure statuses of a policy. */
const DEFAULT_FAILURE_STATUSES: TablePolicy['failureStatuses'] = [
  [401, 404],
  [408, 408],
  [424, 424],
  [429, 429],
  [500, 599],
];

/** A policy for tests: targets by name, and only what the test is about. No suspension by default. */
export interface PolicyDraft {
  readonly id?: string;
  readonly kind: TablePolicy['kind'];
  /**
   * `model`, or `model@endpoint`; `model=weight` for a weighted policy; `provider>model` for another than the first
   * provider. By default, the endpoint named after the environment.
   */
  readonly production?: readonly string[];
  readonly sandbox?: readonly string[];
  /** 1 by default; a failover policy has none. */
  readonly maxAttempts?: number;
  readonly suspendDurationSeconds?: number;
  readonly requestTimeoutSeconds?: number;
  readonly totalTimeoutSeconds?: number;
  readonly failureStatuses?: TablePolicy['failureStatuses'];
  readonly failoverOn?: ErrorKind[];
}

/**
 * @param providers the AI API's, in its order
 * @throws Error if a target's provider lacks its model or endpoint
 */
export function writePolicy(aiApi: AiApiEntry, providers: readonly ProviderEntry[], draft: PolicyDraft): TablePolicy {
  const { kind, production = [], sandbox = [], maxAttempts = 1, ...rest } = draft;
  const base = {
    id: randomUUID(),
    suspendDurationSeconds: 0,
    requestTimeoutSeconds: aiApi.requestTimeoutSeconds,
    totalTimeoutSeconds: aiApi.totalTimeoutSeconds,
    failureStatuses: DEFAULT_FAILURE_STATUSES,
    failoverOn: [...DEFAULT_FAILOVER_ON],
    ...rest,
  };
  const sides = {
    production: production.map((target) => writeTarget(providers, target, 'PRODUCTION')),
    sandbox: sandbox.map((target) => writeTarget(providers, target, 'SANDBOX')),
  };
  if (kind === 'WEIGHTED_ROUND_ROBIN') return { kind, ...base, ...sides, maxAttempts };
  const plain = {
    production: sides.production.map(({ modelId, endpointId }) => ({ modelId, endpointId })),
    sandbox: sides.sandbox.map(({ modelId, endpointId }) => ({ modelId, endpointId })),
  };
  return kind === 'FAILOVER' ? { kind, ...base, ...plain } : { kind, ...base, ...plain, maxAttempts };
}

function writeTarget(
  providers: readonly ProviderEntry[],
  target: string,
  environment: Environment,
): { modelId: string; endpointId: string; weight: number } {
  const [, providerName, modelName, endpointName, weight] =
    /^(?:([^>]+)>)?([^@=]+)(?:@([^=]+))?(?:=(\d+))?$/.exec(target) ?? [];
  const provider = providerName === undefined ? providers[0] : providers.find(({ name }) => name === providerName);
  const model = provider?.models.find(({ name }) => name === modelName);
  const endpoint = provider?.endpoints.find(({ name }) => name === (endpointName ?? environment.toLowerCase()));
  if (model === undefined || endpoint === undefined) throw new Error(`the AI API has no target ${target}`);
  return { modelId: model.id, endpointId: endpoint.id, weight: Number(weight ?? 1) };
}
