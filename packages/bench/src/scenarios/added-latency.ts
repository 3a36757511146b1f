import { percentile } from '@switchyard/conformance';
import { chatBody } from '../load/consumer-request';
import { openLoop } from '../load/open-loop';
import { type Metric, type Series, seriesOf } from '../report/scenario-result';
import { DIRECT } from '../variants/direct';
import { firstRequest } from '../variants/variant';
import { closedLoops } from './closed-loops';
import { measureRounds, type Scenario, withVariants } from './workbench';

const ANSWER_BYTES = 1_000;
const REQUEST_BYTES = 1_000;
const REQUESTS_PER_SECOND = 200;
const WARM_UP_CONNECTIONS = 16;
const MICROSECONDS_PER_MS = 1_000;

export const ADDED_LATENCY: Scenario = {
  name: 'added-latency',
  title: 'What a gateway adds to latency',
  method: `${REQUESTS_PER_SECOND} requests of 1 KB per second are sent at fixed times, whether or not earlier ones were answered, and each
is timed from the moment when it should have been sent. What a gateway adds is the difference from the same requests sent straight
to the upstream in the same round.`,
  run: (bench) =>
    withVariants(bench, { kind: 'completion', bytes: ANSWER_BYTES }, [DIRECT, ...bench.gateways], async (running) => {
      const body = chatBody(REQUEST_BYTES);
      const loops = await closedLoops(bench, running, body, WARM_UP_CONNECTIONS);
      const latencies = await measureRounds(bench, 'latency', loops, async ({ variant, load }) => {
        // At the rate of the window compilers would need minutes.
        await load.run(bench.profile.window.warmUpSeconds);
        const samples = await openLoop(variant.origin, firstRequest(variant), body, {
          requestsPerSecond: REQUESTS_PER_SECOND,
          seconds: bench.profile.openLoopSeconds,
        });
        return { p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
      });
      const metrics = (['p50', 'p99'] as const).map((share): Metric => {
        const series = seriesOf(latencies, (latency) => latency[share] * MICROSECONDS_PER_MS);
        return { name: `added at ${share}`, unit: 'µs', series: addedTo(series) };
      });
      // Differences near zero have no meaningful ratios.
      return { baseline: null, metrics };
    }),
};

/** What each adds to the direct way, round by round. */
function addedTo(series: readonly Series[]): Series[] {
  const direct = series.find(({ subject }) => subject === DIRECT.name)?.samples ?? [];
  return series
    .filter(({ subject }) => subject !== DIRECT.name)
    .map(({ subject, samples }) => ({
      subject,
      samples: samples.map((sample, round) => sample - (direct[round] ?? 0)),
    }));
}
