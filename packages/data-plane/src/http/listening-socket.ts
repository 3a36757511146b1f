import { lookup } from 'node:dns/promises';
import net, { type AddressInfo } from 'node:net';
import { getSystemErrorMap } from 'node:util';

/** A socket of the system that processes share. Each that listens on it accepts connections from the one queue that it has. */
export interface SocketHandle {
  /** @returns 0, or the system's error */
  getsockname(address: Partial<AddressInfo>): number;
  close(): void;
}

/** A socket that this process holds for others, and accepts nothing on. While it is held, the port stays open without them. */
export interface ListeningSocket {
  readonly handle: SocketHandle;
  readonly port: number;
  /** Gives it up: connections are refused once the others have done so too. */
  close(): void;
}

/**
 * What Node's own `cluster` module makes such sockets with. That one closes them as soon as no worker has them, and a `net.Server`
 * would accept connections here.
 */
const { _createServerHandle: createHandle } = net as unknown as {
  readonly _createServerHandle: (
    address: string,
    port: number,
    addressType: number,
    fd: null,
    flags: number,
  ) => SocketHandle | number;
};

/**
 * Binds a socket to a port. Whoever gets its handle can listen on it (`listenOn`).
 *
 * @param port 0 for any free port
 * @throws an error like that of `listen`, such as EADDRINUSE
 */
export async function openListeningSocket(port: number, host: string): Promise<ListeningSocket> {
  const { address, family } = await lookup(host);
  const handle = createHandle(address, port, family, null, 0);
  if (typeof handle === 'number') throw listenError(handle, address, port);
  const bound: Partial<AddressInfo> = {};
  // Only this tells that the port is in use.
  const error = handle.getsockname(bound);
  if (error !== 0 || bound.port === undefined) {
    handle.close();
    throw listenError(error, address, port);
  }
  return { handle, port: bound.port, close: () => handle.close() };
}

function listenError(errno: number, address: string, port: number): Error {
  const [code, text] = getSystemErrorMap().get(errno) ?? ['UNKNOWN', 'unknown error'];
  const message = `listen ${code}: ${text} ${address}:${port}`;
  return Object.assign(new Error(message), { errno, code, syscall: 'listen', address, port });
}
