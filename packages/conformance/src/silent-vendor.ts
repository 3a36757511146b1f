import { runBoundedScript } from './harness/bounded-script';
import { percentile } from './scale/figure';
import { measurePair, startBesideSilence } from './silent-vendor/measure-beside-silence';

/**
 * Measures what a vendor that accepts and stays silent costs the other AI APIs of a data plane: 200 permits, 1,000 connections
 * that wait for the silent one, and another AI API at 50 requests/s. Five pairs, each measured right beside its quiet half;
 * prints each pair and the median of the ratios. Exits with 1 if a request of the other AI API was refused.
 *
 *   npm run silent-vendor
 */
const PAIRS = 5;
const MINUTES_MAX = 15;

void runBoundedScript({
  name: 'silent-vendor',
  minutesMax: MINUTES_MAX,
  start: startBesideSilence,
  run: async (gateway, stopping) => {
    const ratios: number[] = [];
    let hasFailed = false;
    for (let pair = 0; pair < PAIRS; pair += 1) {
      stopping.throwIfAborted();
      const { quiet, beside, refused } = await measurePair(gateway, pair % 2 === 1);
      ratios.push(beside.p99Ms / quiet.p99Ms);
      process.stdout.write(`${JSON.stringify({ quiet, beside, refused, p99Ratio: ratios.at(-1) })}\n`);
      const statuses = new Set([...Object.keys(quiet.statuses), ...Object.keys(beside.statuses)]);
      if (statuses.size !== 1 || !statuses.has('200')) hasFailed = true;
    }
    process.stdout.write(`${JSON.stringify({ p99RatioMedian: percentile(ratios, 0.5), ratios })}\n`);
    return { hasFailed };
  },
  stop: (gateway) => gateway.stop(),
});
