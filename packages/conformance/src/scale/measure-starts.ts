import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pause } from '@switchyard/runtime';
import type { FullStack } from '../harness/full-stack';
import { figureOf } from './figure';
import type { Results } from './figures-table';
import type { ScaledStack } from './scaled-stack';

const KIB_PER_MB = 1_000_000 / 1_024;

/** Nobody listens there. */
const NATS_IS_DOWN = 'nats://127.0.0.1:1';

/**
 * Starts further data planes, one after the other, without a probe: until `/readyz` answers 200, and the memory then. First
 * from NATS, each with a new folder, and then from the last of these folders, while NATS is down.
 */
export async function measureStarts(scaled: ScaledStack): Promise<Results> {
  return scaled.watch.restWhile(() => measureStartsAlone(scaled));
}

async function measureStartsAlone({ stack, sizes, folder }: ScaledStack): Promise<Results> {
  const starts: Start[] = [];
  const storedStarts: Start[] = [];
  const dataFolder = (start: number) => join(folder, `start-${start}`);
  for (let start = 0; start < sizes.starts; start += 1) {
    starts.push(await measureStart(stack, { SWITCHYARD_DATA_DIR: dataFolder(start) }, sizes.settleMs));
  }
  const stored = { SWITCHYARD_DATA_DIR: dataFolder(sizes.starts - 1), NATS_URL: NATS_IS_DOWN };
  for (let start = 0; start < sizes.starts; start += 1) {
    storedStarts.push(await measureStart(stack, stored, sizes.settleMs));
  }
  return new Map([
    ['start', figureOf(starts.map(({ seconds }) => seconds))],
    ['memory', figureOf(starts.map(({ megabytes }) => megabytes))],
    ['stored-start', figureOf(storedStarts.map(({ seconds }) => seconds))],
    ['stored-memory', figureOf(storedStarts.map(({ megabytes }) => megabytes))],
  ]);
}

interface Start {
  readonly seconds: number;
  readonly megabytes: number;
}

async function measureStart(stack: FullStack, settings: Record<string, string>, settleMs: number): Promise<Start> {
  const startedAtMs = performance.now();
  const { program } = await stack.startDataPlane(settings);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  await pause(settleMs);
  const megabytes = residentMegabytes(program.pid);
  await program.stop();
  return { seconds, megabytes };
}

/** @throws Error where there is no `/proc` */
function residentMegabytes(pid: number): number {
  const kib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return kib / KIB_PER_MB;
}
