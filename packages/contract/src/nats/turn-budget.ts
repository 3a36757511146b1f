import type { NatsConnection } from 'nats';
import { Socket } from 'node:net';
import { sliceEnd } from '../kernel/time-slices';

/**
 * Bounds how long the messages of one connection hold the event loop. The library handles whatever the socket has, and
 * Node reads a socket up to 32 times per turn, 64 KiB each: thousands of messages. Neither the flow control of JetStream
 * (2 MiB at least) nor its limits help: 2.9 loses messages of a feed of last values that waits for acknowledgements
 * (`max_ack_pending`). So reading pauses for the rest of a turn once messages, and loops in the same turn, have
 * taken a slice of it (`sliceEnd`). One chunk that Node has read already still follows.
 */
export class TurnBudget {
  readonly #connection: NatsConnection;
  #isPaused = false;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  /** To be called before a message is handled, for each large one and every few small ones. */
  spend(): void {
    if (this.#isPaused || performance.now() < sliceEnd()) return;
    this.#isPaused = true;
    const socket = socketOf(this.#connection);
    socket?.pause();
    setImmediate(() => {
      this.#isPaused = false;
      socket?.resume();
    });
  }
}

/** The library does not offer its socket; `transport` and `socket` are private to it. */
function socketOf(connection: NatsConnection): Socket | null {
  const { protocol } = connection as NatsConnection & { protocol?: { transport?: { socket?: unknown } } };
  const socket = protocol?.transport?.socket;
  return socket instanceof Socket ? socket : null;
}
