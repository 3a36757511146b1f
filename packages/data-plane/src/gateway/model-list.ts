import type { Environment } from '@switchyard/contract';
import { modelInListPath, reachableModels } from '@switchyard/routing';
import { formatOf } from './formats/format-of';
import { GatewayError } from './gateway-error';
import type { ServedAiApi } from './served-ai-api';

/** How much of a model's name an error repeats: a name is no longer, but what a request calls one may be. */
const MODEL_ECHO_LENGTH_MAX = 128;

export function modelNotFoundMessage(model: string): string {
  return `The model '${model.slice(0, MODEL_ECHO_LENGTH_MAX)}' does not exist in this AI API.`;
}

/** That a request asks which models there are: for all of them where `model` is null. */
export interface AskedModels {
  readonly model: string | null;
}

/**
 * Whether a request asks for the list of models or for one of them, at the path that the profile names: null where it
 * does not, and goes its way. The vendor's own list is never asked for, as it would name models that nobody may use.
 *
 * A name with plain slashes is only then one where there is such a model: below a model's name a vendor may have more.
 */
export function askedModels(
  { routable }: ServedAiApi,
  environment: Environment,
  method: string,
  path: string,
): AskedModels | null {
  const { modelListPath } = routable.entry.provider.profile;
  if (modelListPath === null || (method !== 'GET' && method !== 'HEAD')) return null;
  const asked = modelInListPath(modelListPath, path);
  if (asked === null || !asked.hasPlainSlash) return asked;
  return reachableModels(routable, environment)?.includes(asked.model ?? '') === true ? asked : null;
}

/** The answer, in the provider's format. @throws GatewayError */
export function listModels({ routable }: ServedAiApi, environment: Environment, { model }: AskedModels): string {
  const names = reachableModels(routable, environment);
  if (names === null) {
    throw new GatewayError(
      'environment_not_configured',
      `This AI API has neither a policy nor an endpoint for the ${environment.toLowerCase()} environment, which the consumer key is for.`,
    );
  }
  const { name, profile } = routable.entry.provider;
  const format = formatOf(profile.wireFormat);
  const listing = { names, providerName: name, profile };
  if (model === null) return format.modelList(listing);
  if (!names.includes(model)) {
    throw new GatewayError('model_not_found', modelNotFoundMessage(model));
  }
  return format.model(model, listing);
}
