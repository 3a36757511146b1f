import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SocketHandle } from './listening-socket';

/**
 * Starts a server's listener.
 *
 * @param port 0 for any free port
 * @returns the port it listens on
 * @throws the listener's error, such as EADDRINUSE
 */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return listening(server, () => server.listen(port, host));
}

/** The same on a socket that another process has bound. */
export function listenOn(server: Server, socket: SocketHandle): Promise<number> {
  return listening(server, () => server.listen(socket));
}

async function listening(server: Server, begin: () => void): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const isListening = () => {
      server.off('error', reject);
      resolve();
    };
    server.once('error', reject).once('listening', isListening);
    begin();
  });
  return (server.address() as AddressInfo).port;
}
