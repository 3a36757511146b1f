import type { ProviderEntry, TableEndpoint, TableModel } from '@switchyard/contract';
import { indexBy } from '../entry/index-by';
import type { UnusableEndpointReason } from '../entry/target';
import { compileOperations, type CompiledOperations } from '../path/compile-operations';

/** A provider's entry with everything resolved that requests to its AI APIs need. */
export interface RoutableProvider {
  readonly entry: ProviderEntry;
  readonly models: ReadonlyMap<string, TableModel>;
  readonly endpoints: ReadonlyMap<string, TableEndpoint>;
  /** By id, the endpoints whose credentials or CA certificates cannot be read here, so that no request may go to them. */
  readonly unusableEndpoints: UnusableEndpoints;
  readonly modelsByName: ReadonlyMap<string, TableModel>;
  /** See `matchOperation`. */
  readonly operations: CompiledOperations;
}

export type UnusableEndpoints = ReadonlyMap<string, UnusableEndpointReason>;

/** A model of one of several providers. */
export interface NamedModel {
  readonly model: TableModel;
  readonly provider: RoutableProvider;
}

const NO_ENDPOINTS: UnusableEndpoints = new Map();

/**
 * Compiles a provider's entry, once for all AI APIs that use it, in time linear in its size.
 *
 * @param unusableEndpoints those that stay out of rotation
 * @throws RoutingTableError if the entry contradicts itself: beyond its schema, ids and model names are unique, and
 *   operations are listed once
 */
export function compileProvider(
  entry: ProviderEntry,
  unusableEndpoints: UnusableEndpoints = NO_ENDPOINTS,
): RoutableProvider {
  const models = indexBy(entry.models, 'Model id', ({ id }) => id);
  return {
    entry,
    models,
    endpoints: indexBy(entry.endpoints, 'Endpoint id', ({ id }) => id),
    unusableEndpoints,
    modelsByName: indexBy(entry.models, 'Model name', ({ name }) => name),
    operations: compileOperations(entry.profile.routedOperations),
  };
}

/** A model by its id; null if no provider has it. */
export function findModel(providers: readonly RoutableProvider[], id: string): NamedModel | null {
  for (const provider of providers) {
    const model = provider.models.get(id);
    if (model !== undefined) return { model, provider };
  }
  return null;
}
