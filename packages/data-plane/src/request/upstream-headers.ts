import type { IncomingMessage } from 'node:http';
import { CONSUMER_KEY_HEADERS, WITHHELD_HEADER_PREFIX, WITHHELD_HEADERS } from '@switchyard/contract';
import { isHopByHop, namedByConnection } from '../http/hop-by-hop';

/** Consumer headers that are private to the gateway or that it sets itself. */
const NOT_SENT_UPSTREAM: ReadonlySet<string> = new Set([
  ...CONSUMER_KEY_HEADERS,
  ...WITHHELD_HEADERS,
  'content-length',
  'expect',
  'host',
]);

/**
 * The consumer's headers for the vendor, as a flat list of names and values, with names in lower case and repeated
 * headers kept. Every attempt uses the same list; an endpoint's headers are added per attempt.
 *
 * @param dropped further names to drop, such as those that the profile sets
 */
export function upstreamHeaders(request: IncomingMessage, dropped: ReadonlySet<string>): string[] {
  const ownToConnection = namedByConnection(request.headers.connection);
  const raw = request.rawHeaders;
  const kept: string[] = [];
  let hasContentType = false;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const isKept =
      !NOT_SENT_UPSTREAM.has(name) &&
      !isHopByHop(name, ownToConnection) &&
      !dropped.has(name) &&
      !WITHHELD_HEADER_PREFIX.test(name);
    if (!isKept) continue;
    // Of two content types Node returns the first, by which the body was parsed.
    if (name === 'content-type') {
      if (hasContentType) continue;
      hasContentType = true;
    }
    kept.push(name, raw[index + 1] ?? '');
  }
  return kept;
}
