import type { AiApiEntry, TableEndpoint } from '@switchyard/contract';
import {
  type CompiledAiApi,
  deriveAiApi,
  type RoutableAiApi,
  type RoutablePolicy,
  type Target,
} from '@switchyard/routing';
import type { PolicyState } from '../health/policy-state';
import type { PolicyStates } from '../health/policy-states';
import type { KeyPlace } from '../request/consumer-key';
import type { StrippedParts } from '../request/outgoing-request';
import type { StreamLimits } from '../upstream/call-terms';
import { endpointOf, isSentAlike } from './changed-targets';
import type { ProvidersById, ServedEndpoint, ServedProvider } from './served-provider';

/** An AI API together with its providers, as one request sees both. */
export interface ServedAiApi extends StrippedParts {
  readonly routable: RoutableAiApi;
  /** Those that exist, in the AI API's order. */
  readonly providers: readonly ServedProvider[];
  /** Where else consumers may put their keys: see `ServedProvider`. */
  readonly keyPlace: KeyPlace | null;
  /** The time limits of its responses that are passed on. */
  readonly streamLimits: StreamLimits;
  readonly policyStates: ReadonlyMap<RoutablePolicy, PolicyState>;
  /** Whether a target has another address, credential or trust by now than here. */
  isOutdated(this: void, target: Target): boolean;
}

/**
 * Joins an AI API with its providers, in time linear in its targets. It cannot fail.
 *
 * @returns null if its first provider does not exist
 */
export function deriveServedAiApi(
  compiled: CompiledAiApi,
  providersById: ProvidersById,
  states: PolicyStates,
): ServedAiApi | null {
  const providers = compiled.entry.providerIds.flatMap((id) => providersById.get(id) ?? []);
  const [first] = providers;
  const routable = deriveAiApi(
    compiled,
    providers.map((provider) => provider.routable),
  );
  if (first === undefined || routable === null) return null;
  const aiApiId = compiled.entry.id;
  return {
    routable,
    providers,
    keyPlace: first.keyPlace,
    streamLimits: streamLimits(compiled.entry),
    ...(providers.length === 1 ? strippedBy(first) : strippedByAny(providers)),
    isOutdated: ({ provider, endpoint: { id } }) => {
      const here = providers.find((each) => each.routable.entry === provider);
      return !isSentAlike(endpointOf(here, id), endpointOf(providersById.get(provider.id), id));
    },
    policyStates: new Map(
      policiesOf(routable).map((policy) => [
        policy,
        states.of({ aiApiId, policyId: policy.id, environment: policy.environment }),
      ]),
    ),
  };
}

/** The endpoint of a target or a default endpoint, ready to send requests to. */
export function servedEndpoint({ providers }: ServedAiApi, endpoint: TableEndpoint): ServedEndpoint {
  for (const provider of providers) {
    const served = provider.endpoints.get(endpoint);
    if (served !== undefined) return served;
  }
  throw new Error(`endpoint ${endpoint.id} is not in rotation`);
}

function streamLimits(entry: AiApiEntry): StreamLimits {
  return {
    holdBackMs: entry.streamHoldBackSeconds * 1_000,
    idleTimeoutMs: entry.streamIdleTimeoutSeconds * 1_000,
    durationMsMax: entry.streamMaxDurationSeconds * 1_000,
  };
}

function strippedBy({ replacedHeaders, keyParameters, credentialNames }: StrippedParts): StrippedParts {
  return { replacedHeaders, keyParameters, credentialNames };
}

/** A request may go to any of the providers, so every attempt is stripped of what any of them replaces. */
function strippedByAny(providers: readonly StrippedParts[]): StrippedParts {
  const union = (parts: (provider: StrippedParts) => Iterable<string>) =>
    new Set(providers.flatMap((provider) => [...parts(provider)]));
  return {
    replacedHeaders: {
      routed: union((provider) => provider.replacedHeaders.routed),
      unrouted: union((provider) => provider.replacedHeaders.unrouted),
    },
    keyParameters: union((provider) => provider.keyParameters),
    credentialNames: [...union((provider) => provider.credentialNames)],
  };
}

function policiesOf({ production, sandbox }: RoutableAiApi): RoutablePolicy[] {
  return [production, sandbox].flatMap((side) => [
    ...(side.loadBalancing === null ? [] : [side.loadBalancing]),
    ...side.failoverByPrimaryId.values(),
  ]);
}
