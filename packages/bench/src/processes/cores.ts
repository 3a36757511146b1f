import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { pidsOf } from './process-tree';

/** Which cores the gateway under test has, and which everything else has: load, upstream, databases. */
export interface Cores {
  /** In the form that `taskset --cpu-list` takes, such as `1` or `2,3`. */
  readonly gateway: string;
  readonly rest: string;
  /** False if there is one core only, which both share. */
  readonly areApart: boolean;
}

/** Numbers in the kernel's list format, such as `0-3,8`. @throws Error if it is no such list */
export function parseCpuList(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) throw new Error(`not a list of cores: ${text}`);
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
  });
}

/** Gives the gateway the last cores that this process may use, and leaves at least one to the rest if there are two. */
export function divideCores(allowed: readonly number[], gatewayCores = 1): Cores {
  const count = Math.min(gatewayCores, allowed.length - 1);
  if (count < 1) return { gateway: allowed.join(','), rest: allowed.join(','), areApart: false };
  return { gateway: allowed.slice(-count).join(','), rest: allowed.slice(0, -count).join(','), areApart: true };
}

/** All cores that were divided, those of the rest first. */
export function allCores({ gateway, rest, areApart }: Cores): number[] {
  return areApart ? [...parseCpuList(rest), ...parseCpuList(gateway)] : parseCpuList(rest);
}

/** The cores that this process may use. @throws Error where there is no `/proc` */
export function allowedCores(): number[] {
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return parseCpuList(list);
}

/** Moves a running program with all its threads and descendants to these cores; what they start later stays there too. */
export async function moveToCores(pid: number, cores: string): Promise<void> {
  for (const each of pidsOf(pid)) {
    await promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(each)]);
  }
}
