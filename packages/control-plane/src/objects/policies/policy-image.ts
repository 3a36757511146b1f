import type { Environment } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import { rowsById } from '../../kernel/database/rows-by-id';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import type { Image } from '../../change/change-in-progress';
import type { PolicyEntity } from './policy-entity';
import { policyLabel, primaryModelIds } from './policy-label';

/** The images of policies, by two statements however many there are. */
export async function policyImages(
  manager: EntityManager,
  aiApi: AiApiEntity,
  policies: readonly PolicyEntity[],
): Promise<Map<PolicyEntity, Image>> {
  const targets = policies.flatMap((policy) => policy.targets);
  const models = await rowsById(
    manager,
    ModelEntity,
    targets.map(({ modelId }) => modelId),
  );
  const endpoints = await rowsById(
    manager,
    EndpointEntity,
    targets.map(({ endpointId }) => endpointId),
  );
  return new Map(
    policies.map((policy) => [
      policy,
      policyImage(
        policy,
        aiApi,
        (id) => models.get(id)?.name,
        (id) => endpoints.get(id)?.name,
      ),
    ]),
  );
}

type NameOf = (id: string) => string | undefined;

export function policyImage(policy: PolicyEntity, aiApi: AiApiEntity, modelOf: NameOf, endpointOf: NameOf): Image {
  const targetsOf = (environment: Environment) => policy.targets.filter((target) => target.environment === environment);
  const side = (environment: Environment) => ({
    targets: targetsOf(environment).map(({ modelId, endpointId, weight }) => ({
      model: modelOf(modelId),
      endpoint: endpointOf(endpointId),
      ...(weight === null ? {} : { weight }),
    })),
  });
  const referredSide = (environment: Environment) => ({
    targets: targetsOf(environment).map(({ modelId, endpointId }) => ({ model: modelId, endpoint: endpointId })),
  });
  const label = policyLabel(
    policy,
    primaryModelIds(policy).map((id) => modelOf(id) ?? ''),
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
      failoverOn: policy.failoverOn,
    },
    references: {
      aiApi: aiApi.id,
      production: referredSide('PRODUCTION'),
      sandbox: referredSide('SANDBOX'),
    },
  };
}
