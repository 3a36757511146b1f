import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { pause } from '@switchyard/runtime';
import { figureOf } from './figure';
import type { Results } from './figures-table';
import type { ScaledStack } from './scaled-stack';

const KIB_PER_MB = 1_000_000 / 1_024;

/** Starts further data planes, one after the other, without a probe: until `/readyz` answers 200, and the memory then. */
export async function measureStarts(scaled: ScaledStack): Promise<Results> {
  return scaled.watch.restWhile(() => measureStartsAlone(scaled));
}

async function measureStartsAlone({ stack, sizes }: ScaledStack): Promise<Results> {
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (let start = 0; start < sizes.starts; start += 1) {
    const startedAtMs = performance.now();
    const { program } = await stack.startDataPlane();
    seconds.push((performance.now() - startedAtMs) / 1_000);
    await pause(sizes.settleMs);
    megabytes.push(residentMegabytes(program.pid));
    await program.stop();
  }
  return new Map([
    ['start', figureOf(seconds)],
    ['memory', figureOf(megabytes)],
  ]);
}

/** @throws Error where there is no `/proc` */
function residentMegabytes(pid: number): number {
  const kib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return kib / KIB_PER_MB;
}
