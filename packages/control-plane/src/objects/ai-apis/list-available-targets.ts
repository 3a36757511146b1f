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
 * The available targets of a side: each enabled model with each enabled endpoint of that environment, by name.
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
  const needle = search?.toLowerCase() ?? '';
  const matches = ({ name }: { readonly name: string }) => name.toLowerCase().includes(needle);
  const usable = endpoints.filter((endpoint) => endpoint.enabled && endpoint.environment === environment);
  return models
    .filter((model) => model.enabled)
    .flatMap((model) =>
      usable
        .filter((endpoint) => matches(model) || matches(endpoint))
        .map((endpoint) => ({ id: `${model.id}:${endpoint.id}`, model, endpoint })),
    )
    .slice(0, first);
}
