import type { Environment } from '@switchyard/contract';
import { decodeEscapes, operationPath } from './operation-path';
import type { RoutableAiApi } from './routable-ai-api';

/**
 * The models that a request can name and be answered, in alphabetical order; null where the AI API serves this
 * environment not at all.
 *
 * With a load-balancing policy every request goes to one of its targets, whatever model it names: those in rotation are
 * listed. With failover policies these are the primaries' models, even such as are disabled and answered for by a
 * fallback, and with a default endpoint every enabled model. A suspension is over soon, and changes nothing.
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

/** A policy of which nothing is in rotation takes its primary's requests all the same, and answers none. */
function isDeadEnd(targets: readonly unknown[] | undefined): boolean {
  return targets?.length === 0;
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].toSorted();
}

interface ModelInListPath {
  readonly model: string | null;
  readonly hasPlainSlash: boolean;
}

/**
 * What a path asks for that is the list of models (`model` is null) or stands below it; null for any other path.
 *
 * @param listPaths such as `v1/models`, or several with a space between
 * @param path below the AI API's base path, without a leading slash
 */
export function modelInListPath(listPaths: string, path: string): ModelInListPath | null {
  for (const listPath of listPaths.split(' ')) {
    const asked = modelBelow(listPath, path);
    if (asked !== null) return asked;
  }
  return null;
}

function modelBelow(listPath: string, path: string): ModelInListPath | null {
  const whole = path.endsWith('/') ? path.slice(0, -1) : path;
  const depth = listPath.split('/').length;
  const segments = whole.split('/');
  if (operationPath(segments.slice(0, depth).join('/')) !== operationPath(listPath)) return null;
  const below = segments.slice(depth);
  if (below.length === 0) return { model: null, hasPlainSlash: false };
  return { model: decodeEscapes(below.join('/')), hasPlainSlash: below.length > 1 };
}
