import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const SHELL_MS_MAX = 2_000;

/**
 * How many files and sockets this process may have open (RLIMIT_NOFILE). Node raises the soft limit to the hard one as it
 * starts, so both are the same here.
 *
 * @returns null where there is no limit, or none that can be read
 */
export function openFilesLimit(platform: NodeJS.Platform = process.platform): number | null {
  return platform === 'linux' ? limitFromProc() : limitFromShell();
}

function limitFromProc(): number | null {
  try {
    return count(/^Max open files +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
  } catch {
    return null;
  }
}

/** Node cannot ask the system itself (getrlimit(2)); a shell inherits the limits of the process that starts it. */
function limitFromShell(): number | null {
  return count(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8', timeout: SHELL_MS_MAX }).stdout?.trim());
}

function count(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
