import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Bag } from '@switchyard/runtime';

/** What waits for each connection to end. One listener per connection, because there may be many pipelined requests. */
const waitingOn = new WeakMap<Socket, Bag<AnswerOver>>();

/**
 * Calls back once when an answer is over: sent, broken off, or its connection closed. When a connection ends, Node 26
 * also closes answers that are queued behind that of an earlier, pipelined request. Node 20 forgot them, so this also
 * listens for the end of the connection.
 */
export function onAnswerOver({ socket }: IncomingMessage, response: ServerResponse, listener: () => void): void {
  const answerOver = new AnswerOver(waitingOn.get(socket) ?? waitFor(socket), listener);
  response.once('close', () => answerOver.note());
}

class AnswerOver {
  readonly #waiting: Bag<AnswerOver>;
  readonly #place: number;
  #listener: (() => void) | null;

  constructor(waiting: Bag<AnswerOver>, listener: () => void) {
    this.#waiting = waiting;
    this.#place = waiting.add(this);
    this.#listener = listener;
  }

  note(): void {
    const listener = this.#listener;
    if (listener === null) return;
    this.#listener = null;
    this.#waiting.remove(this.#place);
    listener();
  }
}

function waitFor(socket: Socket): Bag<AnswerOver> {
  const waiting = new Bag<AnswerOver>();
  waitingOn.set(socket, waiting);
  socket.once('close', () => {
    for (const answerOver of waiting) answerOver.note();
  });
  return waiting;
}
