import type { IncomingMessage } from 'node:http';
import { withoutParameters } from './consumer-key';
import { upstreamHeaders } from './upstream-headers';

/** A request as it goes to any candidate, until one of them changes its model. */
export interface OutgoingRequest {
  readonly method: string;
  /** Below the endpoint's URL, without a leading slash. */
  readonly path: string;
  /** `?…` or empty, without a consumer key. */
  readonly query: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

/** A request as it goes to one candidate. */
export interface SentRequest extends Omit<OutgoingRequest, 'method'> {
  /** A body that streams can be sent once only, which is why such a request has one candidate. */
  readonly body: Uint8Array | IncomingMessage | null;
}

/** What is left out of the requests for an AI API. */
export interface StrippedParts {
  /** The consumer's headers (lower case) that are not sent on, because the gateway sends its own or none. */
  readonly replacedHeaders: { readonly routed: ReadonlySet<string>; readonly unrouted: ReadonlySet<string> };
  /** The query parameters that are not sent on: each may carry a consumer key. */
  readonly keyParameters: ReadonlySet<string>;
}

/**
 * The consumer's request as it is sent upstream, apart from its body.
 *
 * @param path below the AI API's base path, without a leading slash
 * @param query `?…` or empty, as it came
 * @param isRouted whether the operation is routed, so that its answer is read, at least where it is a failure
 */
export function outgoingRequest(
  request: IncomingMessage,
  { replacedHeaders, keyParameters }: StrippedParts,
  path: string,
  query: string,
  isRouted: boolean,
): OutgoingRequest {
  const headers = upstreamHeaders(request, isRouted ? replacedHeaders.routed : replacedHeaders.unrouted);
  if (isRouted) headers.push('accept-encoding', 'identity');
  else if (request.headers['content-length']) headers.push('content-length', request.headers['content-length']);
  return { method: request.method ?? 'GET', path, query: withoutParameters(query, keyParameters), headers };
}
