import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What waits for the end of each connection. One listener per connection, for pipelined requests can be many. */
const waitingOn = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when an answer is over: sent whole, broken off, or its connection gone. Node 26 closes
 * the answers too that wait for that of an earlier, pipelined request when their connection ends; Node 20 forgot them, so
 * the connection's own end is listened to as well.
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
