import type { IncomingMessage } from 'node:http';
import type { Dispatcher } from 'undici';
import type { UpstreamCall } from '../upstream/upstream-call';
import type { UpstreamPools } from '../upstream/upstream-pools';
import type { Candidate } from './route-plan';

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

/** Sends a request to a candidate, with that endpoint's credential and no other. */
export function dispatchCall(
  pools: UpstreamPools,
  { endpoint, send }: Candidate,
  { method }: OutgoingRequest,
  call: UpstreamCall,
): void {
  const { path, query, headers, body } = send();
  // What the dispatcher refuses outright, it reports to the call like any other failure.
  const options: Dispatcher.DispatchOptions = {
    method: method as Dispatcher.HttpMethod,
    path: `${endpoint.basePath}/${path}${withParameter(query, endpoint.queryParameter)}`,
    headers: [...headers, ...endpoint.headers],
    body: body as Dispatcher.DispatchOptions['body'] & {},
  };
  pools.get(endpoint.origin, endpoint.connectTimeoutMs).dispatch(options, call);
  // The dispatcher keeps a call that is over until a socket is free for it; the body need not wait there.
  void call.outcome.then(() => {
    options.body = null;
  });
}

function withParameter(query: string, parameter: string | null): string {
  if (parameter === null) return query;
  return query === '' ? `?${parameter}` : `${query}&${parameter}`;
}
