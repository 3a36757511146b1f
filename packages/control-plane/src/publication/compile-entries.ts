import {
  type AiApiEntry,
  type CertificateEntry,
  type ConsumerEntry,
  type ConsumerKeyEntry,
  DEFAULT_FAILOVER_ON,
  type PricesEntry,
  type ProviderEntry,
  type TablePolicy,
} from '@switchyard/contract';
import { pemOf } from '../kernel/text/pem-certificates';
import { DEFAULT_FAILURE_STATUSES } from '../objects/policies/failure-statuses';
import { effectiveProfile } from '../objects/providers/effective-profile';
import { compilePrice } from './compile-price';
import type {
  AiApiRow,
  CertificateRow,
  ConsumerKeyRow,
  ConsumerRow,
  EndpointRow,
  GrantRow,
  ModelRow,
  PolicyTargetRow,
  PricesRow,
  ProviderRow,
} from './entry-rows';

/** The rows of one policy: one for each target, or a single one without. */
type PolicyRows = readonly [PolicyTargetRow, ...PolicyTargetRow[]];

export function compileProvider(
  provider: ProviderRow,
  models: readonly ModelRow[],
  endpoints: readonly EndpointRow[],
): ProviderEntry {
  return {
    id: provider.id,
    name: provider.name,
    profile: effectiveProfile(provider),
    models: models.map(({ id, name, enabled }) => ({ id, name, enabled })),
    endpoints: endpoints.map((endpoint) => ({
      id: endpoint.id,
      name: endpoint.name,
      environment: endpoint.environment,
      url: endpoint.url,
      enabled: endpoint.enabled,
      connectTimeoutSeconds: endpoint.connectTimeoutSeconds,
      sealedCredential: endpoint.sealedCredential,
      caCertificates: endpoint.caCertificates,
    })),
  };
}

export function compileCertificate({ sha256, pem }: CertificateRow): CertificateEntry {
  const own = pemOf(pem, sha256);
  if (own === undefined) throw new Error(`no certificate of the endpoint has the SHA-256 ${sha256}`);
  return { sha256, pem: own };
}

/** @param rows the provider's models that have prices, at least one */
export function compilePrices(providerId: string, rows: readonly PricesRow[]): PricesEntry {
  const models = rows.map(({ modelId, prices }) => ({ modelId, prices: prices.map(compilePrice) }));
  return { providerId, models };
}

/** @param targets those of its policies, in the order of `policyTargetRows` */
export function compileAiApi(aiApi: AiApiRow, targets: readonly PolicyTargetRow[]): AiApiEntry {
  return {
    id: aiApi.id,
    name: aiApi.name,
    basePath: aiApi.basePath,
    providerIds: [...aiApi.providerIds],
    // Postgres does not keep the order of members.
    modelAliases: aiApi.modelAliases.map(({ name, modelId }) => ({ name, modelId })),
    defaultProductionEndpointId: aiApi.defaultProductionEndpointId,
    defaultSandboxEndpointId: aiApi.defaultSandboxEndpointId,
    unroutedOperations: aiApi.unroutedOperations,
    requestTimeoutSeconds: aiApi.requestTimeoutSeconds,
    totalTimeoutSeconds: aiApi.totalTimeoutSeconds,
    streamHoldBackSeconds: aiApi.streamHoldBackSeconds,
    streamIdleTimeoutSeconds: aiApi.streamIdleTimeoutSeconds,
    streamMaxDurationSeconds: aiApi.streamMaxDurationSeconds,
    policies: Array.from(rowsByPolicy(targets), compilePolicy),
  };
}

/**
 * The rows of each policy, which follow each other. Not by a map: at full scale one call of `Map.groupBy` held the event loop
 * for 8 to 11 ms, probably because its keys made V8's table of strings double.
 */
function* rowsByPolicy(rows: readonly PolicyTargetRow[]): Generator<PolicyRows> {
  let ofPolicy: [PolicyTargetRow, ...PolicyTargetRow[]] | null = null;
  for (const row of rows) {
    if (ofPolicy?.[0].id === row.id) {
      ofPolicy.push(row);
      continue;
    }
    if (ofPolicy !== null) yield ofPolicy;
    ofPolicy = [row];
  }
  if (ofPolicy !== null) yield ofPolicy;
}

function compilePolicy(rows: PolicyRows): TablePolicy {
  const [policy] = rows;
  const { id, kind, suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds } = policy;
  const failureStatuses = [...(policy.failureStatusRanges ?? DEFAULT_FAILURE_STATUSES)];
  const failoverOn = [...(policy.failoverOnKinds ?? DEFAULT_FAILOVER_ON)];
  const base = { id, suspendDurationSeconds, requestTimeoutSeconds, totalTimeoutSeconds, failureStatuses, failoverOn };
  const production = rows.filter(({ environment }) => environment === 'PRODUCTION');
  const sandbox = rows.filter(({ environment }) => environment === 'SANDBOX');
  const plain = ({ modelId, endpointId }: PolicyTargetRow) => ({ modelId, endpointId });
  const weighted = (target: PolicyTargetRow) => ({ ...plain(target), weight: target.weight ?? 0 });
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

/** @param grants its access grants, in the order of the AI APIs' ids */
export function compileConsumer(consumer: ConsumerRow, grants: readonly GrantRow[]): ConsumerEntry {
  const { id, name, enabled, traceAllowed, allAiApis } = consumer;
  return {
    id,
    name,
    enabled,
    traceAllowed,
    aiApiIds: grants.map(({ aiApiId }) => aiApiId),
    ...(allAiApis ? { allAiApis } : {}),
  };
}

/**
 * An expired key keeps its entry until a revision has recorded that it expired: what is compiled depends on the database
 * alone, and data planes check the time.
 */
export function compileConsumerKey({ id, consumerId, environment, expiresAt }: ConsumerKeyRow): ConsumerKeyEntry {
  return { id, consumerId, environment, expiresAt: expiresAt?.toISOString() ?? null };
}
