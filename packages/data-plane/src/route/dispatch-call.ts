import type { Dispatcher } from 'undici';
import type { UpstreamCall } from '../upstream/upstream-call';
import type { UpstreamPools } from '../upstream/upstream-pools';
import type { OutgoingRequest, SentRequest } from '../request/outgoing-request';
import type { Candidate } from './route-plan';

/** Sends a request to a candidate, with the credential of its endpoint. */
export function dispatchCall(
  pools: UpstreamPools,
  { endpoint }: Candidate,
  { method }: OutgoingRequest,
  { path, query, headers, body }: SentRequest,
  call: UpstreamCall,
): void {
  // An error thrown by the dispatcher is handled like any other failure.
  const options: Dispatcher.DispatchOptions = {
    method: method as Dispatcher.HttpMethod,
    path: `${endpoint.basePath}/${path}${withParameter(query, endpoint.queryParameter)}`,
    headers: [...headers, ...endpoint.headers],
    body: body as Dispatcher.DispatchOptions['body'] & {},
  };
  pools.get(endpoint.origin, endpoint.connectTimeoutMs).dispatch(options, call);
  // The dispatcher keeps a cancelled call until a socket is free, but its body need not stay in memory.
  void call.outcome.then(() => {
    options.body = null;
  });
}

function withParameter(query: string, parameter: string | null): string {
  if (parameter === null) return query;
  return query === '' ? `?${parameter}` : `${query}&${parameter}`;
}
