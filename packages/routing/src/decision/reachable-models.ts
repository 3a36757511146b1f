import type { Environment } from '@switchyard/contract';
import type { RoutableAiApi } from './routable-ai-api';

/**
 * The models that a request can name and be answered, in alphabetical order; null where the AI API does
 * not serve this environment.
 *
 * With a load-balancing policy every request goes to one of its targets, whatever model it names: those in rotation are
 * listed. With failover policies these are the primaries' models, disabled ones too where a fallback answers for them,
 * and with a default endpoint every enabled model. Suspensions are short, and change nothing.
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

/** A policy with nothing in rotation still takes its primary's requests, and answers none. */
function isDeadEnd(targets: readonly unknown[] | undefined): boolean {
  return targets?.length === 0;
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].toSorted();
}
