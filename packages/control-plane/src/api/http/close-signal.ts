import type { ServerResponse } from 'node:http';

/** Aborted when the response closes: it was sent, or the client disconnected before. */
export function closeSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}
