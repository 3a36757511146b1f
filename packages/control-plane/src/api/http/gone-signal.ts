import type { ServerResponse } from 'node:http';

/** Aborted when the client goes away before it has its answer, and when it has it. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}
