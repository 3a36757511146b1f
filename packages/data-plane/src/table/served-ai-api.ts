import type { AiApiEntry, Environment, ProviderProfile, SealingKey, TableEndpoint } from '@switchyard/contract';
import { compileAiApi, type RoutableAiApi, type RoutablePolicy, type Target } from '@switchyard/routing';
import { CREDENTIAL_PARAMETERS, keyPlaceOf, type KeyPlace } from '../request/consumer-key';
import { PolicyState } from '../health/policy-state';
import type { StrippedParts } from '../request/outgoing-request';

/** An endpoint, ready to send requests to. The credential is in plain text only here. */
export interface ServedEndpoint {
  readonly profile: ProviderProfile;
  readonly endpoint: TableEndpoint;
  readonly origin: string;
  /** The prefix of an operation's path, without a trailing slash. */
  readonly basePath: string;
  readonly connectTimeoutMs: number;
  /** Alternating names and values: the profile's fixed headers, and the credential if it goes in a header. */
  readonly headers: readonly string[];
  /** `name=value` if the credential goes in the query; otherwise null. */
  readonly queryParameter: string | null;
}

/** An AI API, compiled for serving requests. */
export interface ServedAiApi extends StrippedParts {
  readonly routable: RoutableAiApi;
  readonly endpoints: ReadonlyMap<string, ServedEndpoint>;
  /** A further place for consumer keys besides the five usual ones; null for none. */
  readonly keyPlace: KeyPlace | null;
  /** State that survives configuration changes: counters and suspensions, by policy and side. */
  readonly policyStates: ReadonlyMap<RoutablePolicy, PolicyState>;
}

/** A suspension that a request caused, with everything that identifies its target. */
export interface CausedSuspension {
  readonly aiApiId: string;
  readonly policyId: string;
  readonly environment: Environment;
  readonly target: Target;
  readonly untilMs: number;
}

/** Listens to the health of targets of all AI APIs. */
export interface HealthListener {
  /** Called for each suspension that a request of this data plane caused. */
  readonly onSuspended?: (suspension: CausedSuspension) => void;
  readonly onHealthChanged?: () => void;
}

/**
 * Compiles an entry of the routing table. Policies that still exist keep their state.
 *
 * @throws RoutingTableError if the entry contradicts itself, SealedCredentialError if a credential does not open
 */
export function serveAiApi(
  sealingKey: SealingKey,
  entry: AiApiEntry,
  previous: ServedAiApi | undefined,
  listener: HealthListener = {},
): ServedAiApi {
  const routable = compileAiApi(entry);
  const { profile } = entry.provider;
  const keyPlace = keyPlaceOf(profile);
  const fixed = profile.fixedHeaders.map(({ name }) => name.toLowerCase());
  if (keyPlace?.kind === 'HEADER') fixed.push(keyPlace.name);
  return {
    routable,
    endpoints: new Map(entry.endpoints.map((endpoint) => [endpoint.id, serveEndpoint(sealingKey, profile, endpoint)])),
    replacedHeaders: {
      // The bodies of routed operations are sent decoded, and their responses may have to be read.
      routed: new Set([...fixed, 'content-encoding', 'accept-encoding']),
      unrouted: new Set(fixed),
    },
    keyPlace,
    keyParameters: new Set([
      ...CREDENTIAL_PARAMETERS,
      ...(keyPlace?.kind === 'QUERY_PARAMETER' ? [keyPlace.name] : []),
    ]),
    policyStates: carryStates(routable, previous, listener),
  };
}

function carryStates(
  routable: RoutableAiApi,
  previous: ServedAiApi | undefined,
  { onSuspended, onHealthChanged }: HealthListener,
): ReadonlyMap<RoutablePolicy, PolicyState> {
  const sideKey = ({ id, environment }: RoutablePolicy) => `${id}/${environment}`;
  const present = new Map([...(previous?.policyStates ?? [])].map(([policy, state]) => [sideKey(policy), state]));
  const aiApiId = routable.entry.id;
  const freshState = ({ id, environment }: RoutablePolicy) =>
    new PolicyState({
      onSuspended: (target, untilMs) => onSuspended?.({ aiApiId, policyId: id, environment, target, untilMs }),
      onHealthChanged: () => onHealthChanged?.(),
    });
  return new Map(policiesOf(routable).map((policy) => [policy, present.get(sideKey(policy)) ?? freshState(policy)]));
}

function policiesOf({ production, sandbox }: RoutableAiApi): RoutablePolicy[] {
  return [production, sandbox].flatMap((side) => [
    ...(side.loadBalancing === null ? [] : [side.loadBalancing]),
    ...side.failoverByPrimaryModel.values(),
  ]);
}

function serveEndpoint(sealingKey: SealingKey, profile: ProviderProfile, endpoint: TableEndpoint): ServedEndpoint {
  const url = new URL(endpoint.url);
  const headers = profile.fixedHeaders.flatMap(({ name, value }) => [name.toLowerCase(), value]);
  const served = {
    profile,
    endpoint,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    connectTimeoutMs: endpoint.connectTimeoutSeconds * 1_000,
  };
  const { credentialPlace, credentialName, credentialPrefix } = profile;
  if (endpoint.sealedCredential === null || credentialName === null || credentialPlace === 'NONE') {
    return { ...served, headers, queryParameter: null };
  }
  const { apiKey } = sealingKey.open(endpoint.sealedCredential, { endpointId: endpoint.id, url: endpoint.url });
  return credentialPlace === 'HEADER'
    ? { ...served, headers: [...headers, credentialName, `${credentialPrefix ?? ''}${apiKey}`], queryParameter: null }
    : { ...served, headers, queryParameter: `${credentialName}=${encodeURIComponent(apiKey)}` };
}
