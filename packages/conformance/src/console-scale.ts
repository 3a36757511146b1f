import { availableParallelism, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { fillConsole } from './console-scale/fill-console';
import { LONG_TASK_MS_MAX, measuredTable, runConsoleScale } from './console-scale/run-console-scale';
import { FULL, QUICK } from './console-scale/sizes';
import { runBoundedScript } from './harness/bounded-script';
import { FullStack } from './harness/full-stack';

/**
 * Uses the console in Chromium with 10,000 AI APIs, 1,000 providers and 100,000 consumer keys, and prints for each action the
 * longest task that held the page up, and when the result was drawn. Takes about ten minutes. A busy machine makes tasks last
 * longer, so that of several rounds the shortest counts, and beside it what the task took of the processor:
 *
 *   npm run console-scale
 *   npm run console-scale -- --rounds 1
 *   npm run console-scale -- --quick     few objects, to see that the script works
 */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } } });
const { rounds, ...sizes } = values.quick ? QUICK : FULL;

const startedAtMs = performance.now();
const say = (what: string) =>
  process.stderr.write(`${String(Math.round((performance.now() - startedAtMs) / 1_000)).padStart(4)} s  ${what}\n`);
const machine = () => `${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)}`;

void runBoundedScript({
  name: 'console-scale',
  minutesMax: sizes.minutesMax,
  start: async () => {
    say(machine());
    return FullStack.startWithPostgres();
  },
  run: async ({ stack }, stopping) => {
    const { url, graphql } = await stack.startControlPlane({ SWITCHYARD_PLAYGROUND_URL: stack.simulator.url });
    await fillConsole(stack, graphql, sizes, say);
    stopping.throwIfAborted();
    const measured = await runConsoleScale(
      { url, token: stack.adminToken },
      Number(values.rounds ?? rounds),
      say,
      stopping,
    );
    say(machine());
    process.stdout.write(`${measuredTable(measured)}\n`);
    return { hasFailed: measured.some(({ dearestTaskMs }) => dearestTaskMs > LONG_TASK_MS_MAX) };
  },
  stop: ({ stack }) => stack.stop(),
});
