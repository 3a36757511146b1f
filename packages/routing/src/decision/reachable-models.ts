import type { Environment } from '@switchyard/contract';
import type { RoutableAiApi } from './routable-ai-api';

/**
 * The models that a request can name and get an answer from, in alphabetical order; null if the AI API does not serve
 * this environment.
 *
 * With a load-balancing policy every request goes to one of its targets, whatever model it names, so the models in
 * rotation are listed. With failover policies these are the primaries' models, including disabled ones that a fallback
 * replaces; with a default endpoint also every enabled model. Suspensions are short and do not count.
 */
export function reachableModels(aiApi: RoutableAiApi, environment: Environment): readonly string[] | null {
  const side = environment === 'PRODUCTION' ? aiApi.production : aiApi.sandbox;
  if (side.loadBalancing !== null) return sorted(side.loadBalancing.targets.map(({ model }) => model.name));
  if (side.defaultEndpoint === null && side.failoverByPrimaryModel.size === 0) return null;
  const primaries = [...side.failoverByPrimaryModel].filter(([, { targets }]) => targets.length > 0);
  const others = side.defaultEndpoint === null ? [] : aiApi.enabledModelNames;
  return sorted([...primaries.map(([model]) => model), ...others]).filter(
    (model) => !isDeadEnd(side.failoverByPrimaryModel.get(model)?.targets),
  );
}

/** A policy with no target in rotation still takes its primary's requests, and answers none. */
function isDeadEnd(targets: readonly unknown[] | undefined): boolean {
  return targets?.length === 0;
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].toSorted();
}
