import { runBoundedScript } from './harness/bounded-script';
import { percentile } from './scale/figure';
import { type Measured, measurePair, startGateways } from './workers/measure-workers';

/**
 * Measures what a second worker costs and how evenly two of them serve: CPU per request of a data plane with one and with two
 * workers, the primary included, at the same rate. Five pairs, each half right beside the other in alternating order; prints each
 * pair and the median of the ratios. Exits with 1 if the ratio is over 1.15, or a worker serves less than 40 %.
 *
 *   npm run workers
 */
const PAIRS = 5;
const MINUTES_MAX = 15;
const CPU_RATIO_MAX = 1.15;
const SHARE_MIN = 0.4;

function smallestShare({ requestsOfWorkers }: Measured): number {
  const total = requestsOfWorkers.reduce((sum, requests) => sum + requests, 0);
  return Math.min(...requestsOfWorkers) / total;
}

void runBoundedScript({
  name: 'workers',
  minutesMax: MINUTES_MAX,
  start: startGateways,
  run: async (gateways, stopping) => {
    const ratios: number[] = [];
    const shares: number[] = [];
    let failures = 0;
    for (let pair = 0; pair < PAIRS; pair += 1) {
      stopping.throwIfAborted();
      const { one, two } = await measurePair(gateways, pair % 2 === 1);
      ratios.push(two.cpuMicrosPerRequest / one.cpuMicrosPerRequest);
      shares.push(smallestShare(two));
      process.stdout.write(`${JSON.stringify({ one, two, cpuRatio: ratios.at(-1) })}\n`);
      failures += one.failures + two.failures;
    }
    const cpuRatioMedian = percentile(ratios, 0.5);
    const smallestShareMedian = percentile(shares, 0.5);
    process.stdout.write(`${JSON.stringify({ cpuRatioMedian, ratios, smallestShareMedian, shares })}\n`);
    return { hasFailed: failures > 0 || cpuRatioMedian > CPU_RATIO_MAX || smallestShareMedian < SHARE_MIN };
  },
  stop: (gateways) => gateways.stop(),
});
