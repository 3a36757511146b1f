import type { AiApiEntry, Environment, ProviderProfile, SealingKey, TableEndpoint } from '@switchyard/contract';
import { compileAiApi, type RoutableAiApi, type RoutablePolicy, type Target } from '@switchyard/routing';
import { CREDENTIAL_PARAMETERS, keyPlaceOf, type KeyPlace } from '../request/consumer-key';
import { PolicyState } from '../health/policy-state';
import type { StrippedParts } from '../request/outgoing-request';

/** An endpoint as requests are sent to it. The credential is in the clear here and nowhere else. */
export interface ServedEndpoint {
  readonly profile: ProviderProfile;
  readonly endpoint: TableEndpoint;
  readonly origin: string;
  /** What stands before an operation's path, without a slash at its end. */
  readonly basePath: string;
  readonly connectTimeoutMs: number;
  /** Names and values in turn: the profile's fixed headers, and the credential where it stands in a header. */
  readonly headers: readonly string[];
  /** `name=value`, where the credential stands in the query; null elsewhere. */
  readonly queryParameter: string | null;
}

/** An AI API in the form in which requests are served from it. */
export interface ServedAiApi extends StrippedParts {
  readonly routable: RoutableAiApi;
  readonly endpoints: ReadonlyMap<string, ServedEndpoint>;
  /** Where a consumer key is looked for besides the five usual places; null for nowhere. */
  readonly keyPlace: KeyPlace | null;
  /** What must outlive a change of the configuration: counters and suspensions, by policy and side. */
  readonly policyStates: ReadonlyMap<RoutablePolicy, PolicyState>;
}

/** A suspension that a request caused, with all that identifies its target. */
export interface CausedSuspension {
  readonly aiApiId: string;
  readonly policyId: string;
  readonly environment: Environment;
  readonly target: Target;
  readonly untilMs: number;
}

/** Follows the health of targets, on whatever AI API. */
export interface HealthListener {
  /** Called for each suspension that a request of this data plane caused. */
  readonly onSuspended?: (suspension: CausedSuspension) => void;
  readonly onHealthChanged?: () => void;
}

/**
 * Compiles an entry of the routing table. A policy that is still there keeps the state that it had.
 *
 * @throws RoutingTableError when the entry contradicts itself, SealedCredentialError when a credential does not open
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
      // The bodies of routed operations are sent decoded, and their answers may have to be read.
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
  const { apiKey } = sealingKey.open(endpoint.sealedCredential, endpoint.id);
  return credentialPlace === 'HEADER'
    ? { ...served, headers: [...headers, credentialName, `${credentialPrefix ?? ''}${apiKey}`], queryParameter: null }
    : { ...served, headers, queryParameter: `${credentialName}=${encodeURIComponent(apiKey)}` };
}
