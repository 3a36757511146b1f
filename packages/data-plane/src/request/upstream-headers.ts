import type { IncomingMessage } from 'node:http';
import { CONSUMER_KEY_HEADERS } from './consumer-key';
import { isHopByHop, namedByConnection } from '../http/hop-by-hop';

/** Of the consumer's headers, those that are none of the vendor's business or that the gateway makes anew. */
const NOT_SENT_UPSTREAM: ReadonlySet<string> = new Set([
  ...CONSUMER_KEY_HEADERS,
  'content-length',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'openai-organization',
  'openai-project',
  // Anthropic takes a request that has one for a browser's, and may refuse it.
  'origin',
  // Whose account pays is the endpoint's to say, and which operation it is was judged by the method.
  'x-goog-user-project',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);
const NOT_SENT_UPSTREAM_PREFIX = /^x-(forwarded|switchyard)-/;

/**
 * The consumer's headers that go to the vendor, as a flat list of names and values, names in lower case and repeated
 * headers as often as they came. The same list serves every attempt; an endpoint's own headers are added per attempt.
 *
 * @param dropped further names to leave out, such as those that the profile sets itself
 */
export function upstreamHeaders(request: IncomingMessage, dropped: ReadonlySet<string>): string[] {
  const ownToConnection = namedByConnection(request.headers.connection);
  const raw = request.rawHeaders;
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const isKept =
      !NOT_SENT_UPSTREAM.has(name) &&
      !isHopByHop(name, ownToConnection) &&
      !dropped.has(name) &&
      !NOT_SENT_UPSTREAM_PREFIX.test(name);
    // Of two content types the first one is the one that the body was judged by, as Node has it.
    if (isKept && !(name === 'content-type' && kept.includes(name))) kept.push(name, raw[index + 1] ?? '');
  }
  return kept;
}
