import { percentile, runBoundedScript } from '@switchyard/conformance';
import { measureSuspensions } from './workers/measure-suspensions';
import { type Measured, measurePair, startGateways } from './workers/measure-workers';

/**
 * Measures what a second worker costs and how evenly two of them serve: CPU per request of a data plane with one and with two
 * workers, the primary included, at the same rate; beside it, what a second process costs the bare proxy in Node's own cluster.
 * Five pairs, each half right beside the other in alternating order; prints each pair and the medians of the ratios. Then how long
 * a suspension by one worker takes to reach the other, alone and beside two programs that never rest. Exits with 1 if the data
 * plane's ratio is over 1.15, a worker serves less than 40 %, or suspensions take more than 5 ms (median, alone) or 25 ms (p99,
 * beside the two).
 *
 *   npm run workers [-- <requests per second>]
 *
 * The rate is about two fifths of what one worker can do. Far below that, where nobody needs two, two event loops wake for about
 * each request, and Node's own cluster costs a third more than one process.
 */
const REQUESTS_PER_SECOND = 2_400;
const PAIRS = 5;
const MINUTES_MAX = 15;
const CPU_RATIO_MAX = 1.15;
const SHARE_MIN = 0.4;
const SUSPENSION_MS_MAX = 5;
const SUSPENSION_MS_MAX_WHEN_BUSY = 25;

function smallestShare({ requestsOfWorkers }: Measured): number {
  const total = requestsOfWorkers.reduce((sum, requests) => sum + requests, 0);
  return Math.min(...requestsOfWorkers) / total;
}

function cpuRatio({ one, two }: { readonly one: Measured; readonly two: Measured }): number {
  return two.cpuMicrosPerRequest / one.cpuMicrosPerRequest;
}

function requestedRate(): number {
  const [, , argument] = process.argv;
  const rate = argument === undefined ? REQUESTS_PER_SECOND : Number(argument);
  if (Number.isInteger(rate) && rate > 0) return rate;
  throw new Error(`"${argument}" is not a number of requests per second; write: npm run workers -- 800`);
}

void runBoundedScript({
  name: 'workers',
  minutesMax: MINUTES_MAX,
  start: () => startGateways(requestedRate()),
  run: async (gateways, stopping) => {
    const ratios: number[] = [];
    const ratiosOfBareNode: number[] = [];
    const shares: number[] = [];
    let failures = 0;
    for (let pair = 0; pair < PAIRS; pair += 1) {
      for (const measured of [gateways.switchyard, gateways.bareNode]) {
        stopping.throwIfAborted();
        const { one, two } = await measurePair(gateways, measured, pair % 2 === 1);
        failures += one.failures + two.failures;
        const ratio = cpuRatio({ one, two });
        process.stdout.write(`${JSON.stringify({ of: measured.name, cpuRatio: ratio, one, two })}\n`);
        if (measured === gateways.bareNode) ratiosOfBareNode.push(ratio);
        else {
          ratios.push(ratio);
          shares.push(smallestShare(two));
        }
      }
    }
    const cpuRatioMedian = percentile(ratios, 0.5);
    const smallestShareMedian = percentile(shares, 0.5);
    const medians = {
      cpuRatioMedian,
      cpuRatioMedianOfBareNode: percentile(ratiosOfBareNode, 0.5),
      smallestShareMedian,
    };
    process.stdout.write(`${JSON.stringify({ ...medians, ratios, ratiosOfBareNode, shares })}\n`);
    const alone = await measureSuspensions(false);
    const whenBusy = await measureSuspensions(true);
    process.stdout.write(`${JSON.stringify({ suspensionsMs: { alone, whenBusy } })}\n`);
    const areLate =
      alone.atTheOtherWorker.p50.value > SUSPENSION_MS_MAX ||
      whenBusy.atTheOtherWorker.p99.value > SUSPENSION_MS_MAX_WHEN_BUSY;
    const isDear = cpuRatioMedian > CPU_RATIO_MAX || smallestShareMedian < SHARE_MIN;
    return { hasFailed: failures > 0 || isDear || areLate };
  },
  stop: (gateways) => gateways.stop(),
});
