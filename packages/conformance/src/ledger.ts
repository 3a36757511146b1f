import { parseArgs } from 'node:util';
import { runBoundedScript } from './harness/bounded-script';
import { FullStack } from './harness/full-stack';
import { seedFrom } from './harness/seeded-random';
import { runLedger } from './ledger/run-ledger';

/**
 * Sends requests in all formats (plain and streamed, with tools and images, some failing over, sent again, cut, or left by their
 * consumers) to two data planes with two workers each, while control plane, Postgres and NATS are killed, one data plane is
 * stopped and one worker is killed. Then holds the tokens, costs, attempts and resends that GraphQL reports against what the
 * vendors received and sent. Only what the killed worker had open, or had finished since its last report, may be missing.
 * Prints the seed, each fault, the ledger, the gap with its requests, and what does not balance; exits with 1 if anything does
 * not:
 *
 *   npm run ledger
 *   npm run ledger -- --seed 7              the same requests and faults again
 *   npm run ledger -- --requests 1000       fewer requests
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    requests: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '60' },
  },
});
const REQUESTS_MIN = 200;
const REQUESTS_MAX = 100_000;
const RATE_MAX = 500;
const SECONDS_PER_MINUTE = 60;
/** For the start, the services' absences and the end. */
const MORE_MINUTES = 12;
/** How many times as long a busy machine may take as the rate says. */
const SLOWNESS_MAX = 6;
/** Of failovers and resends there are fewer than requests. */
const CALLS_PER_REQUEST_MAX = 3;

const seed = seedFrom(values.seed);
const requests = wholeNumber('requests', REQUESTS_MIN, REQUESTS_MAX);
const requestsPerSecond = wholeNumber('rate', 1, RATE_MAX);
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);

function wholeNumber(option: 'requests' | 'rate', least: number, most: number): number {
  const number = Number(values[option]);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${option} must be a whole number from ${least} to ${most}`);
}

print({ seed, requests, requestsPerSecond });
void runBoundedScript({
  name: 'ledger',
  minutesMax: MORE_MINUTES + (SLOWNESS_MAX * requests) / requestsPerSecond / SECONDS_PER_MINUTE,
  start: async (folder) => ({
    folder,
    ...(await FullStack.startWithPostgres({ recordedRequestsMax: CALLS_PER_REQUEST_MAX * requests })),
  }),
  run: async ({ folder, stack, postgres }, stopping) => {
    const options = { seed, requests, requestsPerSecond, folder, stopping, say: print };
    const { text, faults } = await runLedger(stack, postgres, options);
    process.stdout.write(`${text}\n\n`);
    for (const fault of faults) process.stdout.write(`DIFFERS: ${fault}\n`);
    print({ seed, balances: faults.length === 0, faults: faults.length });
    return { hasFailed: faults.length > 0 };
  },
  stop: ({ stack }) => stack.stop(),
});
