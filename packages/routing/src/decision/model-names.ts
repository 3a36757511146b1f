import type { RoutableAiApi, RoutableSide } from './routable-ai-api';
import { findModel, type NamedModel, type RoutableProvider } from './routable-provider';

/** What names are resolved with, apart from the side. */
type Names = Pick<RoutableAiApi, 'aliases' | 'provider' | 'providers'>;

/**
 * The model that a request means by a name, in one environment of an AI API; null if there is none. It is the model of the
 * alias with this name; else of the first provider that has one of this name as the primary of a failover policy, enabled
 * or not; else of the first provider that has an enabled one of this name.
 */
export function resolveModel(aiApi: Names, side: RoutableSide, name: string): NamedModel | null {
  const aliased = aiApi.aliases.get(name);
  if (aliased !== undefined) return findModel(aiApi.providers, aliased);
  return side.primariesByName.get(name) ?? firstEnabled(aiApi.providers, name);
}

/** The same for what only the first provider serves, such as a pinned operation. */
export function resolveModelAtFirst({ aliases, provider }: Names, name: string): NamedModel | null {
  const aliased = aliases.get(name);
  const model = aliased === undefined ? provider.modelsByName.get(name) : provider.models.get(aliased);
  return model === undefined ? null : { model, provider };
}

/** Whether the default endpoint takes a model: it belongs to the first provider. */
export function isTakenByDefault({ provider: first }: Names, named: NamedModel | null): boolean {
  return named !== null && named.provider === first && named.model.enabled;
}

function firstEnabled(providers: readonly RoutableProvider[], name: string): NamedModel | null {
  for (const provider of providers) {
    const model = provider.modelsByName.get(name);
    if (model?.enabled === true) return { model, provider };
  }
  return null;
}
