import type { Environment } from '@switchyard/contract';
import { decodeEscapes, operationPath } from '../path/operation-path';
import { resolveModel } from './model-names';
import { reachableModels } from './reachable-models';
import { type Refusal, refusal } from './refusal';
import { sideOf } from './resolve-route';
import type { RoutableAiApi } from './routable-ai-api';

/** A name that a request can ask for, and the name of the provider whose model it means. */
export interface ListedModel {
  readonly name: string;
  readonly providerName: string;
}

/** A request for the model list, or for one model of it. */
export interface ListedModels {
  readonly kind: 'models';
  /** In alphabetical order. */
  readonly models: readonly ListedModel[];
  /** The requested model; null if the request is for the whole list. */
  readonly model: ListedModel | null;
}

/**
 * The answer to a request for the model list, or for one model, at the path in the profile; null for any other request.
 * The gateway answers it itself, because the vendor's list would contain models that consumers cannot use.
 *
 * A name with unencoded slashes counts only if there is such a model: a vendor may have other resources below a model's
 * name.
 *
 * @param path below the AI API's base path, without a leading slash
 */
export function resolveModelList(
  aiApi: RoutableAiApi,
  environment: Environment,
  method: string,
  path: string,
): ListedModels | Refusal | null {
  const { modelListPath } = aiApi.provider.entry.profile;
  if (modelListPath === null || (method !== 'GET' && method !== 'HEAD')) return null;
  const requested = modelInListPath(modelListPath, path);
  if (requested === null) return null;
  const { model } = requested;
  const names = reachableModels(aiApi, environment);
  const isListed = model === null || names?.includes(model) === true;
  if (requested.hasPlainSlash && !isListed) return null;
  if (names === null) return refusal('environment_not_configured');
  if (!isListed) return refusal('model_not_found', null, model);
  const listed = (name: string) => ({ name, providerName: providerNameOf(aiApi, environment, name) });
  return { kind: 'models', models: names.map(listed), model: model === null ? null : listed(model) };
}

/** With a load-balancing policy, a name that is not an alias is that of a target, whichever other models have it. */
function providerNameOf(aiApi: RoutableAiApi, environment: Environment, name: string): string {
  const side = sideOf(aiApi, environment);
  const targets = aiApi.aliases.has(name) ? [] : (side.loadBalancing?.targets ?? []);
  const target = targets.find(({ model }) => model.name === name);
  if (target !== undefined) return target.provider.name;
  return (resolveModel(aiApi, side, name)?.provider ?? aiApi.provider).entry.name;
}

interface ModelInListPath {
  readonly model: string | null;
  /** Whether the model's name contains a slash that is not percent-encoded. */
  readonly hasPlainSlash: boolean;
}

/**
 * What a path at or below the model list requests (`model` is null for the whole list); null for any other path.
 *
 * @param listPaths such as `v1/models`, or several separated by spaces
 * @param path below the AI API's base path, without a leading slash
 */
export function modelInListPath(listPaths: string, path: string): ModelInListPath | null {
  for (const listPath of listPaths.split(' ')) {
    const requested = modelBelow(listPath, path);
    if (requested !== null) return requested;
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
