import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Starts a server's listener.
 *
 * @param port 0 for any free port
 * @returns the port it listens on
 * @throws the listener's error, such as EADDRINUSE
 */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
