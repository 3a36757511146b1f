import type { AiApiEntry, ConsumerEntry, ConsumerKeyEntry, TablePolicy } from '@switchyard/contract';
import type { AiApiEntity } from '../objects/ai-apis/ai-api-entity';
import type { ConsumerEntity } from '../objects/consumers/consumer-entity';
import type { ConsumerKeyEntity } from '../objects/consumers/consumer-key-entity';
import type { EndpointEntity } from '../objects/endpoints/endpoint-entity';
import type { ModelEntity } from '../objects/models/model-entity';
import type { PolicyEntity } from '../objects/policies/policy-entity';
import { effectiveProfile } from '../objects/providers/effective-profile';
import type { ProviderEntity } from '../objects/providers/provider-entity';

/** Everything that an AI API's entry is compiled from. */
export interface AiApiParts {
  readonly aiApi: AiApiEntity;
  readonly provider: ProviderEntity;
  readonly models: readonly ModelEntity[];
  readonly endpoints: readonly EndpointEntity[];
  readonly policies: readonly PolicyEntity[];
}

/** The entry of an AI API; null if it is disabled: data planes treat it like an unknown one. */
export function compileAiApi({ aiApi, provider, models, endpoints, policies }: AiApiParts): AiApiEntry | null {
  if (!aiApi.enabled) return null;
  return {
    id: aiApi.id,
    name: aiApi.name,
    basePath: aiApi.basePath,
    provider: { id: provider.id, name: provider.name, profile: effectiveProfile(provider) },
    models: models.map(({ id, name, enabled }) => ({ id, name, enabled })),
    endpoints: endpoints.map(({ id, name, environment, url, enabled, connectTimeoutSeconds, sealedCredential }) => ({
      id,
      name,
      environment,
      url,
      enabled,
      connectTimeoutSeconds,
      sealedCredential,
    })),
    defaultProductionEndpointId: aiApi.defaultProductionEndpointId,
    defaultSandboxEndpointId: aiApi.defaultSandboxEndpointId,
    unroutedOperations: aiApi.unroutedOperations,
    requestTimeoutSeconds: aiApi.requestTimeoutSeconds,
    totalTimeoutSeconds: aiApi.totalTimeoutSeconds,
    streamHoldBackSeconds: aiApi.streamHoldBackSeconds,
    streamIdleTimeoutSeconds: aiApi.streamIdleTimeoutSeconds,
    streamMaxDurationSeconds: aiApi.streamMaxDurationSeconds,
    policies: policies.map(compilePolicy),
  };
}

function compilePolicy(policy: PolicyEntity): TablePolicy {
  const { id, kind, suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds } = policy;
  const failureStatuses = [...policy.effectiveFailureStatusRanges];
  const base = { id, suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds, failureStatuses };
  const production = policy.targets.filter(({ environment }) => environment === 'PRODUCTION');
  const sandbox = policy.targets.filter(({ environment }) => environment === 'SANDBOX');
  const plain = ({ modelId, endpointId }: (typeof production)[number]) => ({ modelId, endpointId });
  const weighted = (target: (typeof production)[number]) => ({ ...plain(target), weight: target.weight ?? 0 });
  const sides = { production: production.map(plain), sandbox: sandbox.map(plain) };
  const maxAttempts = policy.maxAttempts ?? 1;
  switch (kind) {
    case 'ROUND_ROBIN':
      return { kind, ...base, maxAttempts, ...sides };
    case 'WEIGHTED_ROUND_ROBIN':
      return { kind, ...base, maxAttempts, production: production.map(weighted), sandbox: sandbox.map(weighted) };
    case 'FAILOVER':
      return { kind, ...base, ...sides };
  }
}

/** @param aiApiIds the AI APIs that it has access grants for */
export function compileConsumer(consumer: ConsumerEntity, aiApiIds: readonly string[]): ConsumerEntry {
  const { id, name, enabled, traceAllowed } = consumer;
  return { id, name, enabled, traceAllowed, aiApiIds: aiApiIds.toSorted() };
}

/**
 * The entry of a consumer key; null if it is revoked, or a revision has recorded that it expired. Until then an expired key
 * keeps its entry: what is compiled depends on the database alone, and data planes check the time.
 */
export function compileConsumerKey(key: ConsumerKeyEntity): ConsumerKeyEntry | null {
  if (key.revokedAt !== null || key.entryExpired) return null;
  const { id, consumerId, environment, expiresAt } = key;
  return { id, consumerId, environment, expiresAt: expiresAt?.toISOString() ?? null };
}
