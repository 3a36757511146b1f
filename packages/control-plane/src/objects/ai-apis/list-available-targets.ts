import type { Environment } from '@switchyard/contract';
import type { EndpointEntity } from '../endpoints/endpoint-entity';
import type { ModelEntity } from '../models/model-entity';
import { checkFirst } from '../../kernel/graphql/page-args';

const TARGETS_MAX = 10_000;

interface TargetQuestion {
  readonly environment: Environment;
  readonly search?: string | null | undefined;
  readonly first: number;
}

/**
 * What a policy's target may be on a side: each enabled model with each enabled endpoint of that environment, by name.
 *
 * @param models the provider's, by name
 * @param endpoints the provider's, by name
 */
export function listAvailableTargets(
  models: readonly ModelEntity[],
  endpoints: readonly EndpointEntity[],
  { environment, search, first }: TargetQuestion,
) {
  checkFirst(first, TARGETS_MAX);
  const sought = search?.toLowerCase() ?? '';
  const has = ({ name }: { readonly name: string }) => name.toLowerCase().includes(sought);
  const usable = endpoints.filter((endpoint) => endpoint.enabled && endpoint.environment === environment);
  return models
    .filter((model) => model.enabled)
    .flatMap((model) =>
      usable
        .filter((endpoint) => has(model) || has(endpoint))
        .map((endpoint) => ({ id: `${model.id}:${endpoint.id}`, model, endpoint })),
    )
    .slice(0, first);
}
