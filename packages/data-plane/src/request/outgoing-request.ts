import type { IncomingMessage } from 'node:http';
import { withoutParameters } from './consumer-key';
import type { UploadBody } from './upload-body';
import { upstreamHeaders } from './upstream-headers';

/** The upstream request before a candidate sets its model. */
export interface OutgoingRequest {
  readonly method: string;
  /** Below the endpoint's URL, without a leading slash. */
  readonly path: string;
  /** `?…` or empty, without a consumer key. */
  readonly query: string;
  /** Alternating names and values. */
  readonly headers: readonly string[];
}

/** The upstream request for one candidate. */
export interface SentRequest extends Omit<OutgoingRequest, 'method'> {
  /** A streaming body can be sent only once, so such a request has one candidate. */
  readonly body: Uint8Array | UploadBody | null;
}

/** What is not passed on for an AI API, in requests and in answers. */
export interface StrippedParts {
  /** Consumer headers (lower case) that are dropped, because the gateway sends its own or none. */
  readonly replacedHeaders: { readonly routed: ReadonlySet<string>; readonly unrouted: ReadonlySet<string> };
  /** Query parameters that are dropped: each may carry a credential, or say whose account pays. */
  readonly keyParameters: ReadonlySet<string>;
  /** The headers and parameters that carry a credential, in lower case: a vendor's answer may echo one in a header. */
  readonly credentialNames: readonly string[];
}

/**
 * The upstream form of a consumer's request, without its body.
 *
 * @param path below the AI API's base path, without a leading slash
 * @param query `?…` or empty, as received
 * @param isRouted whether the operation is routed, so that its response is read, at least if it is a failure
 */
export function outgoingRequest(
  request: IncomingMessage,
  { replacedHeaders, keyParameters }: Omit<StrippedParts, 'credentialNames'>,
  path: string,
  query: string,
  isRouted: boolean,
): OutgoingRequest {
  const headers = upstreamHeaders(request, isRouted ? replacedHeaders.routed : replacedHeaders.unrouted);
  if (isRouted) headers.push('accept-encoding', 'identity');
  else if (request.headers['content-length']) headers.push('content-length', request.headers['content-length']);
  return { method: request.method ?? 'GET', path, query: withoutParameters(query, keyParameters), headers };
}
