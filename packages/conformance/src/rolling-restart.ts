import { parseArgs } from 'node:util';
import { runBoundedScript } from './harness/bounded-script';
import { FullStack } from './harness/full-stack';
import { seedFrom } from './harness/seeded-random';
import { retryFaults } from './rolling-restart/retries';
import { faultsOf, runRollingRestart } from './rolling-restart/run-rolling-restart';

/**
 * Restarts two data planes in turn behind nginx with the shipped `deploy/load-balancer.conf`, in traffic, half of it streamed.
 * Each restart begins 1 to 10 s after the one before is ready. First it checks that nginx repeats no request that it has sent.
 * Prints each restart, lost requests, the sum, and what was wrong; exits with 1 if something was, or if the machine was too
 * busy for the rate. Takes about five minutes and needs nginx (on Debian, `apt-get install nginx-light`):
 *
 *   npm run rolling-restart
 *   npm run rolling-restart -- --seed 7 --restarts 12 --rate 200
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    restarts: { type: 'string', default: '12' },
    rate: { type: 'string', default: '200' },
  },
});
const MINUTES_MAX = 30;
const RESTARTS_MAX = 100;
const RATE_MAX = 1_000;
const seed = seedFrom(values.seed);
const restarts = numberOf('restarts', RESTARTS_MAX);
const requestsPerSecond = numberOf('rate', RATE_MAX);
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);

function numberOf(option: 'restarts' | 'rate', max: number): number {
  const number = Number(values[option]);
  if (!(Number.isInteger(number) && number > 0 && number <= max)) {
    throw new Error(`--${option} must be a whole number from 1 to ${max}`);
  }
  return number;
}

void runBoundedScript({
  name: 'rolling-restart',
  minutesMax: MINUTES_MAX,
  start: async (folder) => ({ folder, ...(await FullStack.startWithPostgres()) }),
  run: async ({ folder, stack }, stopping) => {
    print({ seed });
    const wrongRetries = await retryFaults();
    const result = await runRollingRestart(stack, { seed, restarts, requestsPerSecond, folder, stopping, say: print });
    const faults = [...wrongRetries, ...faultsOf(result, requestsPerSecond)];
    print({ seed, ...result, faults });
    return { hasFailed: faults.length > 0 };
  },
  stop: ({ stack }) => stack.stop(),
});
