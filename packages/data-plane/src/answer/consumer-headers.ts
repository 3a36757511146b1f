import { headerValue } from '../http/flat-headers';
import { isHopByHop, namedByConnection } from '../http/hop-by-hop';

/** The vendor's headers that no consumer gets: keys above all, should a vendor ever echo one. */
const NOT_SENT_DOWNSTREAM: ReadonlySet<string> = new Set([
  'alt-svc',
  'api-key',
  'authorization',
  'set-cookie',
  'x-api-key',
  'x-goog-api-key',
  'x-request-id',
]);

/**
 * The vendor's headers that go to the consumer: a flat list of names and values, with the gateway's own at the end.
 *
 * @param credentialName the header or parameter in which the profile puts the credential, which must not come back
 */
export function consumerHeaders(
  raw: readonly string[],
  own: Record<string, string>,
  credentialName: string | null,
): string[] {
  const ownToConnection = namedByConnection(headerValue(raw, 'connection') ?? undefined);
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const isKept =
      !NOT_SENT_DOWNSTREAM.has(name) &&
      name !== credentialName &&
      !name.startsWith('x-switchyard-') &&
      !isHopByHop(name, ownToConnection);
    if (isKept && !isInvitation(name, raw[index + 1])) kept.push(name, raw[index + 1] ?? '');
  }
  for (const [name, value] of Object.entries(own)) kept.push(name, value);
  return kept;
}

/** SDKs that are told to retry do so whatever the status, and each of their tries costs the gateway several. */
function isInvitation(name: string, value: string | undefined): boolean {
  return name === 'x-should-retry' && value?.trim().toLowerCase() === 'true';
}
