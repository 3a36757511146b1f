import { isHopByHop, namedByConnection } from './hop-by-hop';

/** Of the vendor's headers, those that stay on this side; keys, should a vendor ever echo one, above all. */
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

/** SDKs that are told to retry do so whatever the status, and each of their tries is several of the gateway's. */
function isInvitation(name: string, value: string | undefined): boolean {
  return name === 'x-should-retry' && value?.trim().toLowerCase() === 'true';
}

/** The value of the first header of a name (lower case) in a flat list; null where there is none. */
export function headerValue(raw: readonly string[], name: string): string | null {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() === name) return raw[index + 1] ?? null;
  }
  return null;
}
