import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

const GIB = 1024 ** 3;

/** What figures depend on besides the code. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  /** Of this repository; null where it is not one. */
  readonly commit: string | null;
}

/** Must be read before the bench restricts itself to some of the cores. */
export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / GIB),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    commit: commit(),
  };
}

/** The load average of the last minute: how many programs wanted to run. */
export function loadAverage(): number {
  return Number((loadavg()[0] ?? 0).toFixed(1));
}

function commit(): string | null {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: join(__dirname, '..'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const isChanged =
      git('status', '--porcelain', '--untracked-files=no', '--', ':/', ':(exclude,top)docs').trim() !== '';
    return `${git('rev-parse', '--short=10', 'HEAD').trim()}${isChanged ? ' with changes' : ''}`;
  } catch {
    return null;
  }
}
