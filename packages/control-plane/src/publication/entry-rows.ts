import type {
  Environment,
  ErrorKind,
  ModelAlias,
  ProviderProfile,
  StatusRange,
  UnroutedOperations,
} from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { StoredPrice } from '../objects/models/price-rules';
import { PLAYGROUND_CONSUMER } from '../objects/playground/playground-consumer';
import type { PolicyKind } from '../objects/policies/policy-kind';
import type { ProviderTemplate } from '../objects/providers/provider-template';

/**
 * The rows that entries are compiled from, selected without entities: creating 100,000 of them takes seconds. Each
 * statement selects only the columns that entries need, for a bounded number of ids.
 */

type Ids = readonly string[];

export interface ProviderRow {
  readonly id: string;
  readonly name: string;
  readonly template: ProviderTemplate;
  readonly profileOverrides: Partial<ProviderProfile>;
}

export async function providerRows(manager: EntityManager, ids: Ids): Promise<ProviderRow[]> {
  return manager.query(
    `SELECT id, name, template, profile_overrides AS "profileOverrides" FROM provider WHERE id = ANY ($1)`,
    [ids],
  );
}

export interface ModelRow {
  readonly id: string;
  readonly providerId: string;
  readonly name: string;
  readonly enabled: boolean;
}

export async function modelRows(manager: EntityManager, providerIds: Ids): Promise<ModelRow[]> {
  return manager.query(
    `SELECT id, provider_id AS "providerId", name, enabled FROM model WHERE provider_id = ANY ($1) ORDER BY name, id`,
    [providerIds],
  );
}

export interface EndpointRow {
  readonly id: string;
  readonly providerId: string;
  readonly name: string;
  readonly environment: Environment;
  readonly url: string;
  readonly enabled: boolean;
  readonly connectTimeoutSeconds: number;
  readonly sealedCredential: string | null;
  /** The SHA-256 of each. */
  readonly caCertificates: string[] | null;
}

export async function endpointRows(manager: EntityManager, providerIds: Ids): Promise<EndpointRow[]> {
  return manager.query(
    `SELECT id, provider_id AS "providerId", name, environment, url, enabled,
       connect_timeout_seconds AS "connectTimeoutSeconds", sealed_credential AS "sealedCredential",
       ca_certificate_sha256s AS "caCertificates"
     FROM endpoint WHERE provider_id = ANY ($1) ORDER BY name, id`,
    [providerIds],
  );
}

export interface CertificateRow {
  readonly sha256: string;
  /** An endpoint that trusts the certificate, and all that it trusts, in PEM. */
  readonly endpointId: string;
  readonly endpointName: string;
  readonly pem: string;
}

/**
 * Aggregates instead of `LIMIT 1`: Postgres cannot estimate how many endpoints trust the certificate, expects the first of
 * many soon, and would scan the table for it.
 */
export const CERTIFICATE_ROWS_SQL = `SELECT wanted.sha256, endpoint.id AS "endpointId", endpoint.name AS "endpointName",
     endpoint.ca_certificate AS pem
   FROM unnest($1::text[]) AS wanted (sha256) CROSS JOIN LATERAL (
     SELECT (array_agg(id))[1] AS id FROM endpoint WHERE ca_certificate_sha256s @> ARRAY[wanted.sha256]
   ) AS trusting JOIN endpoint ON endpoint.id = trusting.id`;

/** One for each certificate that any endpoint trusts. */
export async function certificateRows(manager: EntityManager, sha256s: Ids): Promise<CertificateRow[]> {
  return manager.query(CERTIFICATE_ROWS_SQL, [sha256s]);
}

export interface PricesRow {
  readonly providerId: string;
  readonly modelId: string;
  /** Latest first, and at least one. */
  readonly prices: readonly StoredPrice[];
}

export async function pricesRows(manager: EntityManager, providerIds: Ids): Promise<PricesRow[]> {
  return manager.query(
    `SELECT provider_id AS "providerId", id AS "modelId", prices FROM model
     WHERE provider_id = ANY ($1) AND prices <> '[]' ORDER BY id`,
    [providerIds],
  );
}

export interface AiApiRow {
  readonly id: string;
  readonly name: string;
  readonly basePath: string;
  /** In order. */
  readonly providerIds: readonly string[];
  /** In order. */
  readonly modelAliases: readonly ModelAlias[];
  readonly defaultProductionEndpointId: string | null;
  readonly defaultSandboxEndpointId: string | null;
  readonly unroutedOperations: UnroutedOperations;
  readonly requestTimeoutSeconds: number;
  readonly totalTimeoutSeconds: number;
  readonly streamHoldBackSeconds: number;
  readonly streamIdleTimeoutSeconds: number;
  readonly streamMaxDurationSeconds: number;
}

/** The AI APIs that are enabled. */
export async function aiApiRows(manager: EntityManager, ids: Ids): Promise<AiApiRow[]> {
  return manager.query(
    `SELECT id, name, base_path AS "basePath",
       (SELECT array_agg(provider_id ORDER BY position) FROM ai_api_provider WHERE ai_api_id = ai_api.id) AS "providerIds",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('name', alias.name, 'modelId', model_id) ORDER BY position), '[]')
        FROM model_alias AS alias WHERE ai_api_id = ai_api.id) AS "modelAliases",
       default_production_endpoint_id AS "defaultProductionEndpointId",
       default_sandbox_endpoint_id AS "defaultSandboxEndpointId", unrouted_operations AS "unroutedOperations",
       request_timeout_seconds AS "requestTimeoutSeconds", total_timeout_seconds AS "totalTimeoutSeconds",
       stream_hold_back_seconds AS "streamHoldBackSeconds", stream_idle_timeout_seconds AS "streamIdleTimeoutSeconds",
       stream_max_duration_seconds AS "streamMaxDurationSeconds"
     FROM ai_api WHERE id = ANY ($1) AND enabled`,
    [ids],
  );
}

/** A target of a policy, with the policy's own columns; without a target if the policy has none. */
export interface PolicyTargetRow {
  readonly aiApiId: string;
  readonly id: string;
  readonly kind: PolicyKind;
  readonly suspendDurationSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly totalTimeoutSeconds: number;
  readonly maxAttempts: number | null;
  readonly failureStatusRanges: StatusRange[] | null;
  readonly failoverOnKinds: ErrorKind[] | null;
  readonly environment: Environment | null;
  readonly modelId: string;
  readonly endpointId: string;
  readonly weight: number | null;
}

/** The oldest policy first, then by side and position. */
export async function policyTargetRows(manager: EntityManager, aiApiIds: Ids): Promise<PolicyTargetRow[]> {
  return manager.query(
    `SELECT p.ai_api_id AS "aiApiId", p.id, p.kind, p.suspend_duration_seconds AS "suspendDurationSeconds",
       p.request_timeout_seconds AS "requestTimeoutSeconds", p.total_timeout_seconds AS "totalTimeoutSeconds",
       p.max_attempts AS "maxAttempts", p.failure_status_ranges AS "failureStatusRanges",
       p.failover_on_kinds AS "failoverOnKinds",
       t.environment, t.model_id AS "modelId", t.endpoint_id AS "endpointId", t.weight
     FROM policy p LEFT JOIN policy_target t ON t.policy_id = p.id
     WHERE p.ai_api_id = ANY ($1) ORDER BY p.id, t.environment, t.position`,
    [aiApiIds],
  );
}

export interface ConsumerRow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly traceAllowed: boolean;
  /** Whether it has access to every AI API. */
  readonly allAiApis: boolean;
}

/** The playground's is there as long as one of its keys is. */
export async function consumerRows(manager: EntityManager, ids: Ids): Promise<ConsumerRow[]> {
  const { id, name } = PLAYGROUND_CONSUMER;
  return manager.query(
    `SELECT id, name, enabled, trace_allowed AS "traceAllowed", false AS "allAiApis" FROM consumer WHERE id = ANY ($1::uuid[])
     UNION ALL SELECT $2::uuid, $3::text, true, true, true
     WHERE $2::uuid = ANY ($1::uuid[]) AND EXISTS (SELECT 1 FROM playground_key)`,
    [ids, id, name],
  );
}

export interface GrantRow {
  readonly consumerId: string;
  readonly aiApiId: string;
}

export async function grantRows(manager: EntityManager, consumerIds: Ids): Promise<GrantRow[]> {
  return manager.query(
    `SELECT consumer_id AS "consumerId", ai_api_id AS "aiApiId" FROM access_grant WHERE consumer_id = ANY ($1)
     ORDER BY ai_api_id`,
    [consumerIds],
  );
}

export interface ConsumerKeyRow {
  readonly keyHash: string;
  readonly id: string;
  readonly consumerId: string;
  readonly environment: Environment;
  readonly expiresAt: Date | null;
}

/** The keys that are not revoked, and that no revision has expired. */
export async function consumerKeyRows(manager: EntityManager, keyHashes: Ids): Promise<ConsumerKeyRow[]> {
  return manager.query(
    `SELECT key_hash AS "keyHash", id, consumer_id AS "consumerId", environment, expires_at AS "expiresAt"
     FROM consumer_key WHERE key_hash = ANY ($1::text[]) AND revoked_at IS NULL AND NOT entry_expired
     UNION ALL SELECT key_hash, id, $2::uuid, environment, expires_at FROM playground_key WHERE key_hash = ANY ($1::text[])`,
    [keyHashes, PLAYGROUND_CONSUMER.id],
  );
}
