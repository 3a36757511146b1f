import type { Server } from 'node:http';
import { isNativeError } from 'node:util/types';
import { StartError } from '../../kernel/errors/start-error';

const REASONS: Record<string, string> = {
  EADDRINUSE:
    'the address is in use. Stop the process that uses it, or set SWITCHYARD_CONTROL_PLANE_PORT to another port',
  EACCES: 'permission denied. Set SWITCHYARD_CONTROL_PLANE_PORT to a port above 1023',
  EADDRNOTAVAIL: 'this machine does not have that address. Set SWITCHYARD_HOST to an address of this machine',
  ENOTFOUND: 'the host name is unknown. Set SWITCHYARD_HOST to an address of this machine',
};

/** Starts listening. Returns the port; for port 0, the one that the system chose. @throws StartError */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    const code: unknown = isNativeError(error) ? Reflect.get(error, 'code') : undefined;
    const reason = typeof code === 'string' ? REASONS[code] : undefined;
    throw new StartError(`Cannot listen on ${host}:${port}${reason === undefined ? '' : `: ${reason}`}.`);
  }
  server.off('error', reject);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
