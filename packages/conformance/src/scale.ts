import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { FullStack } from './harness/full-stack';
import { figuresTable } from './scale/figures-table';
import { runScale } from './scale/run-scale';
import { FULL, QUICK } from './scale/sizes';

/**
 * Measures the built programs with 10,000 AI APIs on one provider and 100,000 consumer keys, and prints each figure with its
 * bound and the state before. Takes about ten minutes; figures from a busy machine mean nothing:
 *
 *   npm run scale
 *   npm run scale -- --quick     tiny numbers, to see that the script works
 */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const sizes = values.quick ? QUICK : FULL;
const INTERRUPTED = 130;

const startedAtMs = performance.now();
const say = (what: string) =>
  process.stderr.write(`${String(Math.round((performance.now() - startedAtMs) / 1_000)).padStart(4)} s  ${what}\n`);

function machine(): string {
  const load = loadavg()[0]?.toFixed(1);
  return `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, load average ${load}`;
}

async function stop(stack: FullStack, folder: string): Promise<void> {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}

async function scale(): Promise<void> {
  say(machine());
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-scale-'));
  const { stack } = await FullStack.startWithPostgres();
  let cleaning: Promise<void> | null = null;
  const clean = () => (cleaning ??= stop(stack, folder));
  const giveUp = (why: string, exitCode: number) => {
    say(why);
    void clean().finally(() => process.exit(exitCode));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => giveUp('interrupted', INTERRUPTED));
  setTimeout(() => giveUp(`not done within ${sizes.totalMsMax / 60_000} minutes`, 1), sizes.totalMsMax).unref();
  try {
    const results = await runScale(stack, folder, sizes, say);
    say(machine());
    process.stdout.write(`${figuresTable(results)}\n`);
  } finally {
    await clean();
  }
}

scale().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
