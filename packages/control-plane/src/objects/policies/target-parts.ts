import { ENVIRONMENTS } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { rowsById } from '../../kernel/database/rows-by-id';
import { together } from '../../kernel/database/together';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { ModelEntity } from '../models/model-entity';
import { ProviderEntity } from '../providers/provider-entity';
import type { PolicyPatch } from './policy-draft';
import type { PolicyEntity } from './policy-entity';

/** The existing objects that targets refer to, by their ids. */
export interface TargetParts {
  readonly providers: ReadonlyMap<string, ProviderEntity>;
  readonly models: ReadonlyMap<string, ModelEntity>;
  readonly endpoints: ReadonlyMap<string, EndpointEntity>;
}

/**
 * What the targets of policies and of proposed sides refer to, by three statements sent together.
 *
 * @param providerIds the AI API's
 */
export async function loadTargetParts(
  manager: EntityManager,
  providerIds: readonly string[],
  policies: readonly PolicyEntity[],
  proposals: readonly { readonly sides: PolicyPatch['sides'] }[] = [],
): Promise<TargetParts> {
  const targets = policies.flatMap((policy) => policy.targets);
  const proposed = proposals.flatMap(({ sides }) => ENVIRONMENTS.flatMap((environment) => sides[environment] ?? []));
  const named = [...targets, ...proposed];
  const [providers, models, endpoints] = await together([
    rowsById(manager, ProviderEntity, [...providerIds, ...targets.map(({ providerId }) => providerId)]),
    rowsById(
      manager,
      ModelEntity,
      named.map(({ modelId }) => modelId),
    ),
    rowsById(
      manager,
      EndpointEntity,
      named.map(({ endpointId }) => endpointId),
    ),
  ]);
  return { providers, models, endpoints };
}
