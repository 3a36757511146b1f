import type { Socket } from 'node:net';
import { errors } from 'undici';

/** How many bytes a connection had received when it failed with this error. undici's own errors say so themselves. */
const receivedBytes = new WeakMap<Error, number>();

/** Lets `hadServed` know the error of this connection. Call before undici gets the connection, so that it is noted first. */
export function noteFailure(socket: Socket): void {
  // One listener per connection, so that a request costs nothing.
  socket.once('error', (error) => receivedBytes.set(error, socket.bytesRead));
}

/** Whether the connection that failed with this error had received anything before, such as the answer to a request. */
export function hadServed(error: Error): boolean {
  const received = error instanceof errors.SocketError ? error.socket?.bytesRead : receivedBytes.get(error);
  return (received ?? 0) > 0;
}
