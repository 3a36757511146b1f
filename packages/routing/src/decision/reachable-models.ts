import type { Environment } from '@switchyard/contract';
import { isTakenByDefault, resolveModel } from './model-names';
import { isConfigured, sideOf } from './resolve-route';
import type { RoutablePolicy } from '../policy/routable-policy';
import type { RoutableAiApi } from './routable-ai-api';

/**
 * The names by which a request can ask for a model and get an answer, in alphabetical order; null if the AI API does not
 * serve this environment.
 *
 * With a load-balancing policy every request goes to one of its targets, whatever model it names, so the models in
 * rotation are listed. With failover policies these are the primaries' models, including disabled ones that a fallback
 * replaces; with a default endpoint also every enabled model of the first provider. Aliases of all these are listed too.
 * Suspensions are short and do not count, nor do operations that only some of the providers have.
 */
export function reachableModels(aiApi: RoutableAiApi, environment: Environment): readonly string[] | null {
  const side = sideOf(aiApi, environment);
  const { loadBalancing, defaultEndpoint, failoverByPrimaryId, primariesByName } = side;
  if (!isConfigured(side)) return null;
  if (loadBalancing !== null) return inRotation(aiApi, loadBalancing);
  const names = new Set(aiApi.aliases.keys());
  for (const name of primariesByName.keys()) names.add(name);
  if (defaultEndpoint !== null) for (const name of aiApi.provider.modelsByName.keys()) names.add(name);
  const isAnswered = (name: string): boolean => {
    const named = resolveModel(aiApi, side, name);
    if (named === null) return false;
    const policy = failoverByPrimaryId.get(named.model.id);
    // A policy with no target in rotation still takes its primary's requests, and answers none.
    return policy === undefined
      ? defaultEndpoint !== null && isTakenByDefault(aiApi, named)
      : policy.targets.length > 0;
  };
  return [...names].filter(isAnswered).toSorted();
}

/** The names of the models in rotation, and their aliases. A name that is an alias is that of the alias's model alone. */
function inRotation({ aliases }: RoutableAiApi, { targets }: RoutablePolicy): string[] {
  const ids = new Set(targets.map(({ model }) => model.id));
  const names = new Set(targets.map(({ model }) => model.name).filter((name) => !aliases.has(name)));
  for (const [alias, id] of aliases) if (ids.has(id)) names.add(alias);
  return [...names].toSorted();
}
