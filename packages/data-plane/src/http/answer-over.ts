import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Bag } from '@switchyard/runtime';

/** The answers that wait for each connection to end. One listener per connection, because there may be many pipelined requests. */
const waitingOn = new WeakMap<Socket, Bag<AnswerOver>>();

/** A request, as far as the end of its answer is kept with it. `CoalescedRequest` satisfies this interface. */
interface Answered {
  readonly socket: Socket;
  /** Null while nobody waits for the end. */
  answerOver: AnswerOver | null;
}

/** The end of an answer, and who waits for it. They share a listener, because every request has more than one of them. */
export class AnswerOver {
  readonly #listeners: (() => void)[] = [];
  readonly #waiting: Bag<AnswerOver>;
  readonly #place: number;
  #isOver = false;

  constructor(socket: Socket, response: ServerResponse) {
    this.#waiting = waitingOn.get(socket) ?? waitFor(socket);
    this.#place = this.#waiting.add(this);
    response.on('close', () => this.end());
  }

  add(listener: () => void): void {
    this.#listeners.push(listener);
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting.remove(this.#place);
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Calls back once when an answer is over: sent, broken off, or its connection closed. When a connection ends, Node 26
 * also closes answers that are queued behind that of an earlier, pipelined request. Node 20 forgot them, so this also
 * listens for the end of the connection.
 */
export function onAnswerOver(request: Answered, response: ServerResponse, listener: () => void): void {
  request.answerOver ??= new AnswerOver(request.socket, response);
  request.answerOver.add(listener);
}

function waitFor(socket: Socket): Bag<AnswerOver> {
  const waiting = new Bag<AnswerOver>();
  waitingOn.set(socket, waiting);
  socket.once('close', () => {
    for (const answer of waiting) answer.end();
  });
  return waiting;
}
