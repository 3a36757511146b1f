import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The callbacks that wait for each connection to end. One listener per connection, because there may be many pipelined
 * requests.
 */
const waitingOn = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once when an answer is over: sent, broken off, or its connection closed. When a connection ends, Node 26
 * also closes answers that are queued behind that of an earlier, pipelined request. Node 20 forgot them, so this also
 * listens for the end of the connection.
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
