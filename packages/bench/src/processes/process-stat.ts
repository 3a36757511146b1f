import { readdirSync, readFileSync } from 'node:fs';

/** What `/proc/<pid>/stat` says of a process (proc_pid_stat(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  /** User and system time of its threads, and of its children that have ended and were waited for. */
  readonly cpuTicks: number;
  readonly residentPages: number;
}

/** Ticks per second of the times in `/proc`: `USER_HZ`, which is 100 on every architecture that Node runs on. */
export const TICKS_PER_SECOND = 100;

/** @throws Error if the text does not come from such a file */
export function parseProcessStat(text: string): ProcessStat {
  // The second field is the command's name in parentheses, which may itself contain blanks and parentheses.
  const afterName = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(afterName[number - 3]);
  const stat = {
    pid: Number.parseInt(text, 10),
    parentPid: field(4),
    cpuTicks: field(14) + field(15) + field(16) + field(17),
    residentPages: field(24),
  };
  if (Object.values(stat).some((value) => !Number.isInteger(value))) {
    throw new Error(`unexpected content of /proc/<pid>/stat: ${text.slice(0, 200)}`);
  }
  return stat;
}

/** All processes that run now, without those that end while they are read. @throws Error where there is no `/proc` */
export function readAllProcesses(): ProcessStat[] {
  const stats: ProcessStat[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = readIfRunning(`/proc/${name}/stat`);
    if (text !== null) stats.push(parseProcessStat(text));
  }
  return stats;
}

function readIfRunning(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
