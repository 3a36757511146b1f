import type { Server } from 'node:http';
import { isNativeError } from 'node:util/types';
import { StartError } from '../../kernel/errors/start-error';

const IN_THE_WAY: Record<string, string> = {
  EADDRINUSE: 'is in use: stop what uses it, or set SWITCHYARD_CONTROL_PLANE_PORT to another port',
  EACCES: 'may not be used by this user: set SWITCHYARD_CONTROL_PLANE_PORT to a port above 1023',
  EADDRNOTAVAIL: 'is no address of this machine: set SWITCHYARD_HOST to one',
  ENOTFOUND: 'is no address of this machine: set SWITCHYARD_HOST to one',
};

/** Begins to listen. Returns the port, which the system has chosen where 0 was asked for. @throws StartError */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    const code: unknown = isNativeError(error) ? Reflect.get(error, 'code') : undefined;
    const reason = typeof code === 'string' ? IN_THE_WAY[code] : undefined;
    throw new StartError(`The address ${host}:${port} ${reason ?? 'cannot be listened on'}.`);
  }
  server.off('error', reject);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
