import { parseArgs } from 'node:util';
import { runBoundedScript } from './harness/bounded-script';
import { FullStack } from './harness/full-stack';
import { seedFrom } from './harness/seeded-random';
import { runNothingGoesBack } from './nothing-goes-back/run-nothing-goes-back';
import { FULL, scheduleOf, SHORT } from './nothing-goes-back/schedule';

/**
 * Changes the configuration 300 times in ten minutes, at random, while data planes and the control plane are killed, and NATS
 * goes away, loses its store, or gets an old one back. Checks that data planes serve whole revisions only, and none before the
 * one that they had reported as applied; and that in the end all tables are the one that is compiled from the database. Prints
 * the seed, each step when it is done, and what was wrong; exits with 1 if something was:
 *
 *   npm run nothing-goes-back
 *   npm run nothing-goes-back -- --seed 7     the same steps again
 *   npm run nothing-goes-back -- --plan       prints the steps, and carries out none
 *   npm run nothing-goes-back -- --short      each kind of step, within seconds
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    plan: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
  },
});
const MINUTES_MAX = 20;
const seed = seedFrom(values.seed);
const size = values.short ? SHORT : FULL;
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);

function printPlan(): void {
  const { changes, nats, dataPlanes } = scheduleOf(seed, size);
  const steps = [...changes, ...nats, ...dataPlanes.flat()].toSorted((a, b) => a.atMs - b.atMs);
  for (const { atMs, action } of steps) print({ atMs, ...action });
}

print({ seed });
if (values.plan) {
  printPlan();
} else {
  void runBoundedScript({
    name: 'nothing-goes-back',
    minutesMax: MINUTES_MAX,
    start: async (folder) => ({ folder, ...(await FullStack.startWithPostgres()) }),
    run: async ({ folder, stack }, stopping) => {
      const result = await runNothingGoesBack(stack, { seed, size, folder, stopping, say: print });
      process.stdout.write(`${JSON.stringify({ seed, ...result }, null, 2)}\n`);
      return { hasFailed: result.faults.length > 0 };
    },
    stop: ({ stack }) => stack.stop(),
  });
}
