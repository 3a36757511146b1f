import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeSignal } from './close-signal';

let server: Server;
afterEach(() => void server.close());

/** Sends a request to a server that does not answer it, and returns the signal of its answer. */
async function unanswered() {
  const { promise, resolve } = Promise.withResolvers<AbortSignal>();
  server = createServer((_request, response) => resolve(closeSignal(response)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  client.on('error', () => undefined);
  client.end();
  return { client, signal: await promise };
}

test('aborts the signal when the client disconnects before the response, and not before', async () => {
  const { client, signal } = await unanswered();
  expect(signal.aborted).toBe(false);
  client.destroy();
  await once(signal, 'abort');
  expect(signal.aborted).toBe(true);
});
