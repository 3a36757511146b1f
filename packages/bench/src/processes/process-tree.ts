import { type ProcessStat, readAllProcesses, TICKS_PER_SECOND } from './process-stat';

const PAGE_BYTES = 4_096;
const MICROSECONDS_PER_TICK = 1_000_000 / TICKS_PER_SECOND;

/** A process with all its descendants; empty if it does not run. */
export function treeOf(root: number, processes: readonly ProcessStat[]): ProcessStat[] {
  const children = Map.groupBy(processes, ({ parentPid }) => parentPid);
  const tree = processes.filter(({ pid }) => pid === root);
  // Grows while it is walked: each process appends its children.
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/**
 * The CPU time that a program and everything it started have used so far, user and system, in µs.
 *
 * A child that ends in between is not lost: the kernel adds its time to its parent's when it is waited for.
 *
 * @throws Error if the program does not run
 */
export function cpuMicroseconds(root: number): number {
  return sumOf(root, ({ cpuTicks }) => cpuTicks) * MICROSECONDS_PER_TICK;
}

/** The resident memory of a program and everything it started, in bytes. @throws Error if the program does not run */
export function residentBytes(root: number): number {
  return sumOf(root, ({ residentPages }) => residentPages) * PAGE_BYTES;
}

/** Their process ids, the root's first. */
export function pidsOf(root: number): number[] {
  return treeOf(root, readAllProcesses()).map(({ pid }) => pid);
}

function sumOf(root: number, value: (process: ProcessStat) => number): number {
  const tree = treeOf(root, readAllProcesses());
  if (tree.length === 0) throw new Error(`process ${root} no longer runs`);
  return tree.reduce((sum, process) => sum + value(process), 0);
}
