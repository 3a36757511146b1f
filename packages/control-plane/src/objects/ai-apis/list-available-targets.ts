import type { Environment } from '@switchyard/contract';
import type { EndpointEntity } from '../endpoints/endpoint-entity';
import type { ModelEntity } from '../models/model-entity';
import type { ProviderEntity } from '../providers/provider-entity';
import { checkFirst } from '../../kernel/graphql/page-args';

const TARGETS_MAX = 10_000;

interface TargetQuestion {
  readonly environment: Environment;
  readonly search?: string | null | undefined;
  readonly first: number;
}

/** A provider with its models and endpoints, each by name. */
export interface TargetParts {
  readonly provider: ProviderEntity;
  readonly models: readonly ModelEntity[];
  readonly endpoints: readonly EndpointEntity[];
}

/**
 * The available targets of a side: of each provider, each enabled model with each enabled endpoint of that environment.
 *
 * @param providers the AI API's, in its order
 */
export function listAvailableTargets(
  providers: readonly TargetParts[],
  { environment, search, first }: TargetQuestion,
) {
  checkFirst(first, TARGETS_MAX);
  const needle = search?.toLowerCase() ?? '';
  const matches = (...named: readonly { readonly name: string }[]) =>
    named.some(({ name }) => name.toLowerCase().includes(needle));
  return providers
    .flatMap(({ provider, models, endpoints }) => {
      const usable = endpoints.filter((endpoint) => endpoint.enabled && endpoint.environment === environment);
      return models
        .filter((model) => model.enabled)
        .flatMap((model) =>
          usable
            .filter((endpoint) => matches(provider, model, endpoint))
            .map((endpoint) => ({ id: `${model.id}:${endpoint.id}`, provider, model, endpoint })),
        );
    })
    .slice(0, first);
}
