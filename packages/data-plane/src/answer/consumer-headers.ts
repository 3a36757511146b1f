import { headerValue } from '../http/flat-headers';
import { HeaderNames } from '../http/header-names';
import { isHopByHop, namedByConnection } from '../http/hop-by-hop';
import type { CredentialEcho } from '../upstream/credential-echo';

/** Vendor headers that are not passed to consumers, above all keys, in case a vendor echoes one. */
const NOT_SENT_DOWNSTREAM: ReadonlySet<string> = new Set([
  'alt-svc',
  'api-key',
  'authorization',
  'set-cookie',
  'x-api-key',
  'x-goog-api-key',
  'x-request-id',
  'x-upstream-request-id',
]);
/** The gateway says itself which pages may read its answers. */
const NOT_SENT_DOWNSTREAM_PREFIX = /^(access-control|x-switchyard)-/;
const NAMES = new HeaderNames(
  (name) => !NOT_SENT_DOWNSTREAM.has(name) && !isHopByHop(name) && !NOT_SENT_DOWNSTREAM_PREFIX.test(name),
);

/**
 * The vendor's headers for the consumer: a flat list of names and values, followed by the gateway's own.
 *
 * @param credentialNames the headers and parameters that carry the credential of a provider of the AI API, which must not
 *   be returned
 * @param echo finds the credential in any other header; null if none was sent
 */
export function consumerHeaders(
  raw: readonly string[],
  own: Record<string, string>,
  credentialNames: readonly string[],
  echo: CredentialEcho | null = null,
): string[] {
  const ownToConnection = namedByConnection(headerValue(raw, 'connection') ?? undefined);
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const { lowerCase: name, isKept } = NAMES.of(raw[index] ?? '');
    if (!isKept || ownToConnection.has(name) || credentialNames.includes(name)) continue;
    const value = raw[index + 1] ?? '';
    if (echo?.isWholeInHeader(name, value) === true || isInvitation(name, value)) continue;
    kept.push(name, value);
  }
  for (const name of Object.keys(own)) kept.push(name, own[name] ?? '');
  return kept;
}

/** SDKs obey `x-should-retry: true` for any status, and each of their retries costs the gateway several attempts. */
function isInvitation(name: string, value: string): boolean {
  return name === 'x-should-retry' && value.trim().toLowerCase() === 'true';
}
