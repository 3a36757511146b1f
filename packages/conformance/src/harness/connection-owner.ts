import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * Finds which of these processes has the other end of a connection, by the inode of its socket. Linux only.
 *
 * @returns null if none has
 */
export function connectionOwner({ localPort = 0, remotePort = 0 }: Socket, pids: readonly number[]): number | null {
  const line = tcpTable().find(
    ([, local, remote]) => local?.endsWith(`:${hex(remotePort)}`) && remote?.endsWith(`:${hex(localPort)}`),
  );
  const socket = `socket:[${line?.[9]}]`;
  return pids.find((pid) => filesOf(pid).includes(socket)) ?? null;
}

/** Whether a process listens on a port. */
export function hasListener(pid: number, port: number): boolean {
  const LISTEN = '0A';
  const files = new Set(filesOf(pid));
  return tcpTable().some(([, local, , state, , , , , , inode]) => {
    const isPort = Number.parseInt(local?.split(':')[1] ?? '', 16) === port;
    return isPort && state === LISTEN && files.has(`socket:[${inode}]`);
  });
}

function tcpTable(): string[][] {
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((each) => each.trim().split(/\s+/));
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** What a process has open; nothing if it has ended. */
function filesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${name}`);
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
