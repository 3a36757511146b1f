import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process holds at one moment. */
export interface ProcessFigures {
  readonly rssMib: number;
  readonly sockets: number;
}

export function processFigures(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const sockets = readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false; // Closed in the meantime.
    }
  });
  return {
    rssMib: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024),
    sockets: sockets.length,
  };
}
