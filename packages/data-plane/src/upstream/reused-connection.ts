import { type buildConnector, buildConnector as connectorOf, errors } from 'undici';

/** How many bytes a connection had received when it failed with this error. undici's own errors say so themselves. */
const receivedBytes = new WeakMap<Error, number>();

/** The same connector, except that `hadServed` knows the errors of its connections. */
export function notingFailures(
  connector: buildConnector.connector | buildConnector.BuildOptions,
): buildConnector.connector {
  const connect = typeof connector === 'function' ? connector : connectorOf(connector);
  return (options, callback) => {
    connect(options, (...result: buildConnector.CallbackArgs) => {
      const [, socket] = result;
      // One listener per connection, so that a request costs nothing. It runs before undici's, which was added later.
      socket?.once('error', (error) => receivedBytes.set(error, socket.bytesRead));
      callback(...result);
    });
  };
}

/** Whether the connection that failed with this error had received anything before, such as the answer to a request. */
export function hadServed(error: Error): boolean {
  const received = error instanceof errors.SocketError ? error.socket?.bytesRead : receivedBytes.get(error);
  return (received ?? 0) > 0;
}
