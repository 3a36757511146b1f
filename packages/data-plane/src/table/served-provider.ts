import {
  CREDENTIAL_PARAMETERS,
  type EndpointFault,
  type ProviderEntry,
  type ProviderProfile,
  SealedCredentialError,
  type SealingKey,
  type TableEndpoint,
} from '@switchyard/contract';
import { compileProvider, type RoutableProvider, type UnusableEndpointReason } from '@switchyard/routing';
import type { CaTrust } from '../upstream/ca-trust';
import { CredentialEcho } from '../upstream/credential-echo';
import { type KeyPlace, keyPlaceOf } from '../request/consumer-key';
import type { StrippedParts } from '../request/outgoing-request';
import { UsagePlaces } from '../usage/usage-places';
import { UnreadableCertificate } from './served-certificate';

/** An endpoint, ready to send requests to. The credential is in plain text only here. */
export interface ServedEndpoint {
  readonly profile: ProviderProfile;
  readonly endpoint: TableEndpoint;
  readonly origin: string;
  /** The prefix of an operation's path, without a trailing slash. */
  readonly basePath: string;
  readonly connectTimeoutMs: number;
  /** What the vendor's certificate is verified with; null for the public CA certificates, and without TLS. */
  readonly caTrust: CaTrust | null;
  /** Alternating names and values: the profile's fixed headers, and the credential if it goes in a header. */
  readonly headers: readonly string[];
  /** `name=value` if the credential goes in the query; otherwise null. */
  readonly queryParameter: string | null;
  /** Finds the credential in responses; null if the endpoint sends none. */
  readonly echo: CredentialEcho | null;
  /** Where responses tell the tokens that they used. */
  readonly usagePlaces: UsagePlaces;
}

/** A provider, compiled for serving requests, once for all AI APIs that use it. */
export interface ServedProvider extends StrippedParts {
  readonly routable: RoutableProvider;
  /** Without those whose credentials or CA certificates cannot be read, which are out of rotation. */
  readonly endpoints: ReadonlyMap<TableEndpoint, ServedEndpoint>;
  /** A further place for consumer keys besides the five usual ones; null for none. */
  readonly keyPlace: KeyPlace | null;
  readonly faults: readonly EndpointFault[];
}

/** Finds a provider of the table by id. */
export interface ProvidersById {
  get(id: string): ServedProvider | undefined;
}

/** What a provider's entry is compiled with. */
export interface ServingParts {
  /** Opens credentials. */
  readonly sealingKey: SealingKey;
  /** What the CA certificates with these SHA-256 make trusted. */
  readonly trustOf: (sha256s: readonly string[]) => CaTrust | UnreadableCertificate;
}

/**
 * Compiles a provider's entry. A credential or CA certificate that cannot be read takes only its own endpoint out of
 * rotation, because it must not hold up a revision that revokes a key.
 *
 * @throws RoutingTableError if the entry contradicts itself, TypeError for an invalid URL
 */
export function serveProvider({ sealingKey, trustOf }: ServingParts, entry: ProviderEntry): ServedProvider {
  const { profile } = entry;
  const endpoints = new Map<TableEndpoint, ServedEndpoint>();
  const faults: EndpointFault[] = [];
  const unusable = new Map<string, UnusableEndpointReason>();
  const usagePlaces = new UsagePlaces(profile);
  for (const endpoint of entry.endpoints) {
    const credential = readCredential(sealingKey, profile, endpoint);
    const caTrust = readTrust(trustOf, endpoint);
    const leaveOut = (reason: UnusableEndpointReason, { message }: Error) => {
      unusable.set(endpoint.id, reason);
      faults.push({ providerId: entry.id, endpointId: endpoint.id, reason: message });
    };
    if (credential instanceof SealedCredentialError) leaveOut('CREDENTIAL_UNREADABLE', credential);
    else if (caTrust instanceof UnreadableCertificate) leaveOut('CERTIFICATE_UNREADABLE', caTrust);
    else endpoints.set(endpoint, serveEndpoint(profile, usagePlaces, endpoint, credential, caTrust));
  }
  const keyPlace = keyPlaceOf(profile);
  const fixed = profile.fixedHeaders.map(({ name }) => name.toLowerCase());
  if (keyPlace?.kind === 'HEADER') fixed.push(keyPlace.name);
  return {
    routable: compileProvider(entry, unusable),
    endpoints,
    keyPlace,
    faults,
    replacedHeaders: {
      // The bodies of routed operations are sent decoded, and their responses may have to be read.
      routed: new Set([...fixed, 'content-encoding', 'accept-encoding']),
      unrouted: new Set(fixed),
    },
    credentialNames: profile.credentialName === null ? [] : [profile.credentialName.toLowerCase()],
    keyParameters: new Set([
      ...CREDENTIAL_PARAMETERS,
      ...(keyPlace?.kind === 'QUERY_PARAMETER' ? [keyPlace.name] : []),
    ]),
  };
}

/** Null if the endpoint sends none. */
function readCredential(
  sealingKey: SealingKey,
  { credentialPlace, credentialName }: ProviderProfile,
  { id: endpointId, url, sealedCredential }: TableEndpoint,
): string | null | SealedCredentialError {
  if (sealedCredential === null || credentialName === null || credentialPlace === 'NONE') return null;
  try {
    return sealingKey.open(sealedCredential, { endpointId, url }).apiKey;
  } catch (error) {
    if (error instanceof SealedCredentialError) return error;
    throw error;
  }
}

/** Null for the public CA certificates, and without TLS. */
function readTrust(
  trustOf: ServingParts['trustOf'],
  { url, caCertificates }: TableEndpoint,
): CaTrust | null | UnreadableCertificate {
  return caCertificates === null || new URL(url).protocol !== 'https:' ? null : trustOf(caCertificates);
}

function serveEndpoint(
  profile: ProviderProfile,
  usagePlaces: UsagePlaces,
  endpoint: TableEndpoint,
  credential: string | null,
  caTrust: CaTrust | null,
): ServedEndpoint {
  const url = new URL(endpoint.url);
  const headers = profile.fixedHeaders.flatMap(({ name, value }) => [name.toLowerCase(), value]);
  const served = {
    profile,
    endpoint,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    connectTimeoutMs: endpoint.connectTimeoutSeconds * 1_000,
    caTrust,
    usagePlaces,
    echo:
      credential === null || credential === ''
        ? null
        : new CredentialEcho(credential, profile.publicCredentialPrefixes),
  };
  const { credentialPlace, credentialName, credentialPrefix } = profile;
  if (credential === null || credentialName === null) return { ...served, headers, queryParameter: null };
  return credentialPlace === 'HEADER'
    ? {
        ...served,
        headers: [...headers, credentialName, `${credentialPrefix ?? ''}${credential}`],
        queryParameter: null,
      }
    : { ...served, headers, queryParameter: `${credentialName}=${encodeURIComponent(credential)}` };
}
