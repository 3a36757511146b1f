import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * Finds which of these processes has the other end of a connection, by the inode of its socket. Linux only.
 *
 * @returns null if none has
 */
export function connectionOwner({ localPort = 0, remotePort = 0 }: Socket, pids: Iterable<number>): number | null {
  const inode = inodeOf(`:${hex(remotePort)} [0-9A-F]{8}:${hex(localPort)} [0-9A-F]{2} `);
  for (const pid of pids) if (inode !== null && hasSocket(pid, inode)) return pid;
  return null;
}

/** Whether a process listens on a port. */
export function hasListener(pid: number, port: number): boolean {
  const LISTEN = '0A';
  const inode = inodeOf(`:${hex(port)} [0-9A-F]{8}:0000 ${LISTEN} `);
  return inode !== null && hasSocket(pid, inode);
}

/** The inode of the socket in the line of the table that has these columns. The table is long, so it is not cut into lines. */
function inodeOf(columns: string): string | null {
  const line = new RegExp(`${columns}(?:\\S+ +){5}(\\d+) `);
  return line.exec(readFileSync('/proc/net/tcp', 'utf8'))?.[1] ?? null;
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** False if the process has ended. */
function hasSocket(pid: number, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((name) => linkOf(`/proc/${pid}/fd/${name}`) === `socket:[${inode}]`);
  } catch {
    return false;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
