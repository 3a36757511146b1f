import { headerValue } from '../http/flat-headers';
import type { CredentialEcho } from '../upstream/credential-echo';
import { isHopByHop, namedByConnection } from '../http/hop-by-hop';

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
    const name = (raw[index] ?? '').toLowerCase();
    const isKept =
      !NOT_SENT_DOWNSTREAM.has(name) &&
      !credentialNames.includes(name) &&
      !NOT_SENT_DOWNSTREAM_PREFIX.test(name) &&
      !isHopByHop(name, ownToConnection) &&
      echo?.isWholeInHeader(name, raw[index + 1] ?? '') !== true;
    if (isKept && !isInvitation(name, raw[index + 1])) kept.push(name, raw[index + 1] ?? '');
  }
  for (const [name, value] of Object.entries(own)) kept.push(name, value);
  return kept;
}

/** SDKs obey `x-should-retry: true` for any status, and each of their retries costs the gateway several attempts. */
function isInvitation(name: string, value: string | undefined): boolean {
  return name === 'x-should-retry' && value?.trim().toLowerCase() === 'true';
}
