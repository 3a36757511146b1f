import type { Server } from 'node:http';
import { isNativeError } from 'node:util/types';
import { StartError } from '../../kernel/errors/start-error';

/** Why a port cannot be listened on, and what to do about it. @param setting the one that has the port */
const REASONS: Record<string, (setting: string) => string> = {
  EADDRINUSE: (setting) => `the address is in use. Stop the process that uses it, or set ${setting} to another port`,
  EACCES: (setting) => `permission denied. Set ${setting} to a port above 1023`,
  EADDRNOTAVAIL: () => 'this machine does not have that address. Set SWITCHYARD_HOST to an address of this machine',
  ENOTFOUND: () => 'the host name is unknown. Set SWITCHYARD_HOST to an address of this machine',
};

/** Where to listen, and the setting that says so. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly setting: string;
}

/** Starts listening. Returns the port; for port 0, the one that the system chose. @throws StartError */
export function listen(server: Server, address: ListenAddress): Promise<number> {
  return listening(address, async (port, host) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(port, host, resolve);
    await promise;
    server.off('error', reject);
    const bound = server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : port;
  });
}

/** Starts listening with `begin`, which returns the port and throws the listener's error. @throws StartError in its place */
export async function listening(
  { host, port, setting }: ListenAddress,
  begin: (port: number, host: string) => Promise<number>,
): Promise<number> {
  try {
    return await begin(port, host);
  } catch (error) {
    const code: unknown = isNativeError(error) ? Reflect.get(error, 'code') : undefined;
    const reason = typeof code === 'string' ? REASONS[code]?.(setting) : undefined;
    throw new StartError(`Cannot listen on ${host}:${port}${reason === undefined ? '' : `: ${reason}`}.`);
  }
}
