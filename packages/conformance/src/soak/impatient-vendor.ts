import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A vendor that closes idle connections without notice: no `Keep-Alive` hint, and no `connection: close`. */
export interface ImpatientVendor {
  readonly url: string;
  /** How many connections it has closed while they were idle. */
  readonly closedIdle: () => number;
  close(): Promise<void>;
}

const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 0,
  model: 'impatient',
  choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

/** @param idleMs how long a connection may be idle: as long as the requests are apart, so that closing races with sending */
export async function startImpatientVendor(idleMs: number): Promise<ImpatientVendor> {
  let closed = 0;
  const timers = new Map<Socket, NodeJS.Timeout>();
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const { socket } = request;
    if (!timers.has(socket)) socket.once('close', () => timers.delete(socket));
    clearTimeout(timers.get(socket));
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length });
      response.end(ANSWER);
      const close = () => {
        closed += 1;
        socket.destroy();
      };
      timers.set(socket, setTimeout(close, idleMs));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    closedIdle: () => closed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
