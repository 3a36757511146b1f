import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What waits for the end of each connection. One listener per connection, for pipelined requests can be many. */
const waitingOn = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when an answer is over: sent whole, broken off, or its connection gone. The response's own `close`
 * does not come where the connection ends while the answer still waits for that of an earlier, pipelined request.
 */
export function onAnswerOver({ socket }: IncomingMessage, response: ServerResponse, listener: () => void): void {
  const waiting = waitingOn.get(socket) ?? waitFor(socket);
  const over = () => {
    if (waiting.delete(over)) listener();
  };
  waiting.add(over);
  response.once('close', over);
}

function waitFor(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  waitingOn.set(socket, waiting);
  socket.once('close', () => {
    for (const over of waiting) over();
  });
  return waiting;
}
