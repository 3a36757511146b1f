import { HOP_BY_HOP_HEADERS } from './hop-by-hop-headers';

/**
 * Headers that only the data plane sets, because they describe the transport or the body of a request (RFC 9110,
 * sections 7.2, 7.6.1, 8.3, 8.4, 8.6, 10.1.1 and 12.5.3), in lower case.
 */
export const TRANSPORT_HEADERS: readonly string[] = [
  ...HOP_BY_HOP_HEADERS,
  'accept-encoding',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
];

/** The headers in which vendors' SDKs put keys, in lower case. A consumer key may be in any of them. */
export const CONSUMER_KEY_HEADERS: readonly string[] = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'];

/**
 * Query parameters that may carry a consumer key or a Google token, or say whose account pays, in both of Google's
 * spellings (https://cloud.google.com/apis/docs/system-parameters). They are not sent to vendors.
 */
export const CREDENTIAL_PARAMETERS: readonly string[] = [
  ...['key', 'access_token', 'oauth_token', 'userProject'].flatMap((name) => [name, `$${name}`]),
  'bearer_token',
];

/** Headers of consumers that are not sent to vendors, besides those above, in lower case. */
export const WITHHELD_HEADERS: readonly string[] = [
  'cookie',
  'forwarded',
  'openai-organization',
  'openai-project',
  // Anthropic treats a request with this header as a browser's, and may refuse it.
  'origin',
  // The endpoint decides whose account pays, and the operation was matched by the method.
  'x-goog-user-project',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
];
/** The same, by how their names begin. */
export const WITHHELD_HEADER_PREFIX = /^x-(forwarded|switchyard)-/;

const RESERVED: ReadonlySet<string> = new Set([...TRANSPORT_HEADERS, ...CONSUMER_KEY_HEADERS, ...WITHHELD_HEADERS]);

/** Whether a header of a consumer never reaches a vendor as it was sent. @param name in lower case */
export function isReservedHeader(name: string): boolean {
  return RESERVED.has(name) || WITHHELD_HEADER_PREFIX.test(name);
}
