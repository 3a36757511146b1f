import { availableParallelism, cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { runBoundedScript } from './harness/bounded-script';
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
const MS_PER_MINUTE = 60_000;

const startedAtMs = performance.now();
const say = (what: string) =>
  process.stderr.write(`${String(Math.round((performance.now() - startedAtMs) / 1_000)).padStart(4)} s  ${what}\n`);

function machine(): string {
  const load = loadavg()[0]?.toFixed(1);
  return `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, load average ${load}`;
}

void runBoundedScript({
  name: 'scale',
  minutesMax: sizes.totalMsMax / MS_PER_MINUTE,
  start: async (folder) => {
    say(machine());
    return { folder, ...(await FullStack.startWithPostgres()) };
  },
  run: async ({ folder, stack }, stopping) => {
    const results = await runScale(stack, folder, sizes, say, stopping);
    say(machine());
    process.stdout.write(`${figuresTable(results)}\n`);
    return { hasFailed: false };
  },
  stop: ({ stack }) => stack.stop(),
});
