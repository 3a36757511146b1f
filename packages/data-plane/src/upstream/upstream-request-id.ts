import type { WireFormat } from '@switchyard/contract';
import { headerValue } from '../http/flat-headers';
import type { CredentialEcho } from './credential-echo';

/**
 * The response headers in which vendors name a request, for their support: the first one present counts. Those of Azure
 * (`apim-request-id`, `x-ms-request-id`) and AWS (`x-amzn-requestid`) come with any format that they serve.
 */
const HEADERS: Record<WireFormat, readonly string[]> = {
  OPENAI: ['x-request-id', 'apim-request-id', 'x-ms-request-id', 'x-amzn-requestid', 'request-id'],
  ANTHROPIC: ['request-id', 'x-request-id', 'apim-request-id', 'x-ms-request-id', 'x-amzn-requestid'],
  GEMINI: ['x-request-id', 'x-goog-request-id', 'request-id'],
  MISTRAL: ['x-request-id', 'mistral-correlation-id', 'x-kong-request-id', 'apim-request-id', 'x-ms-request-id'],
};
/** Anything else, such as a long text, is not an id. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * The vendor's own id of a request; null if the response names none.
 *
 * @param headers of the response
 * @param echo finds the endpoint's credential, which an id must not quote; null if it has none
 */
export function upstreamRequestId(
  format: WireFormat,
  headers: readonly string[],
  echo: CredentialEcho | null,
): string | null {
  for (const name of HEADERS[format]) {
    const id = headerValue(headers, name)?.trim() ?? '';
    if (REQUEST_ID.test(id)) return echo?.isIn(id) === true ? null : id;
  }
  return null;
}
