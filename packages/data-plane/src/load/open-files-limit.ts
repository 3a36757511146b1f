import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const SHELL_MS_MAX = 2_000;

/**
 * How many files and sockets this process may have open (RLIMIT_NOFILE). Node raises the soft limit to the hard one when
 * it starts, so the two are equal.
 *
 * @returns null if there is no limit, or it cannot be read
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

/** Node has no getrlimit(2), but a shell inherits the limits of the process that starts it. */
function limitFromShell(): number | null {
  return count(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8', timeout: SHELL_MS_MAX }).stdout?.trim());
}

function count(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
