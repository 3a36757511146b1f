import { type BodyKind, MODEL_IN_PATH, type ProviderProfile, type StreamFraming } from '@switchyard/contract';
import type { CompiledOperation, CompiledOperations } from './compile-operations';
import { decodeParameter, parameterName, parametersOf, queryOf } from './query';

/** The operation of another provider that has the name of the requested one, and how requests for it are written. */
export interface Counterpart {
  readonly operation: CompiledOperation;
  readonly streamFraming: StreamFraming;
  /** Query parameters, in lower case, that some provider of the AI API calls its own. */
  readonly droppedParameters: ReadonlySet<string>;
  /** `name=value`; null if the path needs none. */
  readonly addedParameter: string | null;
}

/** The provider that takes the request. A `RoutableProvider` satisfies this interface. */
export interface CounterpartProvider {
  readonly entry: { readonly profile: ProviderProfile };
  readonly operations: CompiledOperations;
}

/** A URL with a path, such as `https://vllm.example/v1`. */
const URL_WITH_PATH = /^[^:]+:\/\/[^/?#]*\/+[^/?#]/;
const API_VERSION = 'api-version';

/** The query parameters, in lower case, that providers call their own: none of them goes to another provider. */
export function ownParametersOf(providers: readonly CounterpartProvider[]): ReadonlySet<string> {
  const names = providers.flatMap(({ entry }) => entry.profile.ownQueryParameters);
  return new Set(names.map((name) => name.toLowerCase()));
}

/**
 * How a request for an operation of one provider goes to an endpoint of another one; null if that provider has no
 * operation with this name and for this kind of body, or none of its paths applies to the endpoint.
 *
 * @param ownParameters of all providers of the AI API, from `ownParametersOf`
 * @param url the endpoint's
 */
export function findCounterpart(
  requested: CompiledOperation,
  body: BodyKind,
  ownParameters: ReadonlySet<string>,
  { entry: { profile }, operations }: CounterpartProvider,
  url: string,
): Counterpart | null {
  const candidates = requested.name === null ? [] : (operations.byName.get(requested.name) ?? []);
  const operation = candidates.find(({ canonicalWhen, bodyKind }) => {
    if (bodyKind !== null && bodyKind !== body) return false;
    switch (canonicalWhen) {
      case 'ALWAYS':
        return true;
      case 'URL_HAS_PATH':
        return URL_WITH_PATH.test(url);
      case 'URL_HAS_NO_PATH':
        return !URL_WITH_PATH.test(url);
      case 'API_VERSION_SET':
        return profile.azureApiVersion !== null;
      case 'NEVER':
        return false;
    }
  });
  if (operation === undefined) return null;
  const isVersioned = operation.canonicalWhen === 'API_VERSION_SET' && profile.azureApiVersion !== null;
  return {
    operation,
    streamFraming: operation.streamFraming ?? profile.streamFraming,
    droppedParameters: isVersioned ? new Set([...ownParameters, API_VERSION]) : ownParameters,
    addedParameter: isVersioned ? `${API_VERSION}=${profile.azureApiVersion}` : null,
  };
}

/** The path of a counterpart. @param segment the model as the text of a path segment */
export function counterpartPath({ operation }: Counterpart, segment: string): string {
  return operation.path.replace(MODEL_IN_PATH, () => segment);
}

/**
 * The query for a counterpart. Servers may read names of parameters in any case, so they are compared like that.
 *
 * @param query as received: `?…` or empty
 */
export function counterpartQuery({ droppedParameters, addedParameter }: Counterpart, query: string): string {
  if (query === '' && addedParameter === null) return query;
  const nameOf = (parameter: string) => decodeParameter(parameterName(parameter)).toLowerCase();
  const kept = parametersOf(query).filter((each) => !droppedParameters.has(nameOf(each)));
  return queryOf(addedParameter === null ? kept : [...kept, addedParameter]);
}
