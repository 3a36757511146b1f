import type { Environment } from '@switchyard/contract';
import type { EndpointEntity } from '../endpoints/endpoint-entity';
import type { ModelEntity } from '../models/model-entity';

/** A provider's lists are short and are loaded whole for all providers of a page, so they are filtered here, not in SQL. */
export function modelsLike(
  models: readonly ModelEntity[],
  enabled: boolean | null | undefined,
  search: string | null | undefined,
): ModelEntity[] {
  const needle = search?.toLowerCase() ?? '';
  return models.filter(
    (model) =>
      (enabled ?? model.enabled) === model.enabled &&
      [model.name, model.displayName].some((name) => name.toLowerCase().includes(needle)),
  );
}

export function endpointsLike(
  endpoints: readonly EndpointEntity[],
  environment: Environment | null | undefined,
  enabled: boolean | null | undefined,
): EndpointEntity[] {
  return endpoints.filter(
    (endpoint) =>
      (environment ?? endpoint.environment) === endpoint.environment &&
      (enabled ?? endpoint.enabled) === endpoint.enabled,
  );
}
