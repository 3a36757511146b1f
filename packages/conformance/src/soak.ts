import { parseArgs } from 'node:util';
import { runBoundedScript } from './harness/bounded-script';
import { runSoak } from './soak/run-soak';

/**
 * A soak of both planes, with accounting: a steady rate of requests of many kinds, each of which may come to one outcome only,
 * while vendors flap and close idle connections, the data plane's wall clock steps, and nobody reads its log for minutes. Prints
 * the memory and sockets of both planes as they go, then what came of the requests, whether memory stayed level, and what the
 * accounts have; exits with 1 if something was not as scripted.
 *
 *   npm run soak -- --minutes 30 --rate 100
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, rate: { type: 'string', default: '100' } },
});
const MINUTES_MAX = 120;
const RATE_MAX = 1_000;
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** For the start, the end, and for idle connections to time out. */
const MORE_MINUTES_MAX = 10;
const minutes = numberOf('minutes', MINUTES_MAX);
const requestsPerSecond = numberOf('rate', RATE_MAX);

function numberOf(option: keyof typeof values, max: number): number {
  const number = Number(values[option]);
  if (!(number > 0 && number <= max)) throw new Error(`--${option} must be a number above 0 and at most ${max}`);
  return number;
}

void runBoundedScript({
  name: 'soak',
  minutesMax: minutes + MORE_MINUTES_MAX,
  start: async (folder) => folder,
  run: async (folder, stopping) => {
    const result = await runSoak({ minutes, requestsPerSecond, folder, stopping, onSample: print });
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return { hasFailed: result.faults().length > 0 };
  },
  stop: async () => undefined,
});
