import type { IncomingMessage } from 'node:http';
import { CONSUMER_KEY_HEADERS, WITHHELD_HEADER_PREFIX, WITHHELD_HEADERS } from '@switchyard/contract';
import { HeaderNames } from '../http/header-names';
import { isHopByHop, namedByConnection } from '../http/hop-by-hop';

/** Consumer headers that are private to the gateway or that it sets itself. */
const NOT_SENT_UPSTREAM: ReadonlySet<string> = new Set([
  ...CONSUMER_KEY_HEADERS,
  ...WITHHELD_HEADERS,
  'content-length',
  'expect',
  'host',
]);

const NAMES = new HeaderNames(
  (name) => !NOT_SENT_UPSTREAM.has(name) && !isHopByHop(name) && !WITHHELD_HEADER_PREFIX.test(name),
);

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
    const { lowerCase: name, isKept } = NAMES.of(raw[index] ?? '');
    if (!isKept || dropped.has(name) || ownToConnection.has(name)) continue;
    // Of two content types Node returns the first, by which the body was parsed.
    if (name === 'content-type') {
      if (hasContentType) continue;
      hasContentType = true;
    }
    kept.push(name, raw[index + 1] ?? '');
  }
  return kept;
}
