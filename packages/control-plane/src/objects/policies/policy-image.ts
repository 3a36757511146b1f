import type { Environment } from '@switchyard/contract';
import type { AiApiEntity } from '../ai-apis/ai-api-entity';
import type { Image } from '../../change/change-in-progress';
import type { ImageReferences } from '../../change/image-content';
import type { PolicyEntity } from './policy-entity';
import { policyName } from './policy-name';
import { primaryIn } from './policy-sides';
import type { PolicyTargetEntity } from './policy-target-entity';
import type { TargetParts } from './target-parts';

type NameOf = (id: string) => string | undefined;

/** The names of the objects that targets refer to, by their ids. */
export interface TargetNames {
  readonly provider: NameOf;
  readonly model: NameOf;
  readonly endpoint: NameOf;
}

/** @param parts those of the policy's targets */
export function imageWithParts(policy: PolicyEntity, aiApi: AiApiEntity, parts: TargetParts): Image {
  return policyImage(policy, aiApi, {
    provider: (id) => parts.providers.get(id)?.name,
    model: (id) => parts.models.get(id)?.name,
    endpoint: (id) => parts.endpoints.get(id)?.name,
  });
}

export function policyImage(policy: PolicyEntity, aiApi: AiApiEntity, names: TargetNames): Image {
  const side = (environment: Environment) =>
    writtenSide(policy, environment, ({ providerId, modelId, endpointId, weight }) => ({
      provider: names.provider(providerId),
      model: names.model(modelId),
      endpoint: names.endpoint(endpointId),
      ...(weight === null ? {} : { weight }),
    }));
  const referredSide = (environment: Environment): ImageReferences | null =>
    writtenSide(policy, environment, ({ providerId, modelId, endpointId }): ImageReferences => {
      return { provider: providerId, model: modelId, endpoint: endpointId };
    });
  const [production, sandbox] = [side('PRODUCTION'), side('SANDBOX')];
  const primary = (of: typeof production) => {
    const target = primaryIn(of);
    return target && { provider: target.provider ?? '', model: target.model ?? '' };
  };
  const primaries = { production: primary(production), sandbox: primary(sandbox) };
  return {
    kind: `${policy.kind}_POLICY`,
    path: [aiApi.name, policyName(policy.kind, policy.givenName, primaries)],
    value: {
      aiApi: aiApi.name,
      ...(policy.kind === 'FAILOVER' ? { name: policy.givenName } : {}),
      production,
      sandbox,
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

/** A side as manifests have it: a chain or a list of targets; null for an empty chain. */
function writtenSide<T>(
  { kind, targets }: PolicyEntity,
  environment: Environment,
  write: (target: PolicyTargetEntity) => T,
): { targets: T[] } | { primary: T; fallbacks: T[] } | null {
  const [primary, ...fallbacks] = targets.filter((target) => target.environment === environment).map(write);
  if (kind === 'FAILOVER') return primary === undefined ? null : { primary, fallbacks };
  return { targets: primary === undefined ? [] : [primary, ...fallbacks] };
}
