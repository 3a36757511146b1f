import type { Dispatcher } from 'undici';
import { DecodingHandler } from '../upstream/decoding-handler';
import type { UpstreamCall } from '../upstream/upstream-call';
import type { HeldMemory } from '../load/held-memory';
import type { UpstreamPools } from '../upstream/upstream-pools';
import { BodyPieces, isSentInPieces } from '../request/body-pieces';
import type { OutgoingRequest, SentRequest } from '../request/outgoing-request';
import type { Candidate } from './route-plan';

/** Sends a request to a candidate, with the credential of its endpoint. */
export function dispatchCall(
  pools: UpstreamPools,
  { endpoint, framing }: Pick<Candidate, 'endpoint' | 'framing'>,
  { method }: OutgoingRequest,
  { path, query, headers, body }: SentRequest,
  call: UpstreamCall,
  isRouted: boolean,
  memory: HeldMemory,
): void {
  const isBuffered = body === null || body instanceof Uint8Array;
  const inPieces = body instanceof Uint8Array && isSentInPieces(body) ? new BodyPieces(body) : null;
  const length = inPieces === null ? [] : ['content-length', String(inPieces.length)];
  // An error thrown by the dispatcher is handled like any other failure.
  const options: Dispatcher.DispatchOptions = {
    method: method as Dispatcher.HttpMethod,
    path: `${endpoint.basePath}/${path}${withParameter(query, endpoint.queryParameter)}`,
    headers: [...headers, ...length, ...endpoint.headers],
    body: (inPieces ?? body) as Dispatcher.DispatchOptions['body'] & {},
  };
  const handler = new DecodingHandler(call, { framing, isRouted }, memory);
  if (isBuffered) {
    call.canResend(() => pools.dispatchOnFresh(endpoint, options, handler));
  }
  pools.dispatch(endpoint, options, handler);
  // The dispatcher keeps a cancelled call until a socket is free, but its body need not stay in memory.
  void call.outcome.then(() => {
    options.body = null;
  });
}

function withParameter(query: string, parameter: string | null): string {
  if (parameter === null) return query;
  return query === '' ? `?${parameter}` : `${query}&${parameter}`;
}
