import type { Environment } from '@switchyard/contract';
import { type EntityManager, In } from 'typeorm';
import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import type { Image } from '../../change/change-in-progress';
import type { PolicyEntity } from './policy-entity';
import { policyLabel, primaryModelIds } from './policy-label';

/** How policies appear in the history. Their targets are named, so the names are read first, for all at once. */
export async function policyImages(
  manager: EntityManager,
  aiApi: AiApiEntity,
  policies: readonly PolicyEntity[],
): Promise<Map<PolicyEntity, Image>> {
  const targets = policies.flatMap((policy) => policy.targets);
  const models = await names(
    manager,
    ModelEntity,
    targets.map(({ modelId }) => modelId),
  );
  const endpoints = await names(
    manager,
    EndpointEntity,
    targets.map(({ endpointId }) => endpointId),
  );
  return new Map(policies.map((policy) => [policy, policyImage(policy, aiApi, models, endpoints)]));
}

type Names = ReadonlyMap<string | null, string>;

/** @param models and endpoints: at least the names of those that the policy has as targets, by their ids */
export function policyImage(policy: PolicyEntity, aiApi: AiApiEntity, models: Names, endpoints: Names): Image {
  const targetsOf = (environment: Environment) => policy.targets.filter((target) => target.environment === environment);
  const side = (environment: Environment) => ({
    targets: targetsOf(environment).map(({ modelId, endpointId, weight }) => ({
      model: models.get(modelId),
      endpoint: endpoints.get(endpointId),
      ...(weight === null ? {} : { weight }),
    })),
  });
  const referredSide = (environment: Environment) => ({
    targets: targetsOf(environment).map(({ modelId, endpointId }) => ({ model: modelId, endpoint: endpointId })),
  });
  const label = policyLabel(
    policy,
    primaryModelIds(policy).map((id) => models.get(id) ?? ''),
  );
  return {
    kind: `${policy.kind}_POLICY`,
    path: [aiApi.name, label],
    value: {
      aiApi: aiApi.name,
      production: side('PRODUCTION'),
      sandbox: side('SANDBOX'),
      suspendDurationSeconds: policy.suspendDurationSeconds,
      requestTimeoutSeconds: policy.requestTimeoutSeconds,
      totalTimeoutSeconds: policy.totalTimeoutSeconds,
      ...(policy.maxAttempts === null ? {} : { maxAttempts: policy.maxAttempts }),
      failureStatuses: policy.failureStatuses,
    },
    references: {
      aiApi: aiApi.id,
      production: referredSide('PRODUCTION'),
      sandbox: referredSide('SANDBOX'),
    },
  };
}

async function names(
  manager: EntityManager,
  entity: typeof ModelEntity | typeof EndpointEntity,
  ids: readonly string[],
): Promise<Names> {
  if (ids.length === 0) return new Map();
  const rows = await manager.find<ModelEntity | EndpointEntity>(entity, {
    select: { id: true, name: true },
    where: { id: In([...new Set(ids)]) },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
