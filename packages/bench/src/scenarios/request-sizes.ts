import { type Metric, seriesOf } from '../report/scenario-result';
import { BARE_NODE } from '../variants/bare-node';
import type { RequestSize } from './profile';
import { saturatedWindows } from './saturated-windows';
import { type Scenario, withVariants } from './workbench';

export const REQUEST_SIZES: Scenario = {
  name: 'request-sizes',
  title: 'What a request costs, by size',
  method: `\`wrk\` saturates each gateway over 16 connections (4 for 1 MB) with chat completions of this size; answers have 1 KB
unless stated otherwise. nginx and haproxy only add the vendor's key; bare Node does the minimum that a proxy on
Node and undici must do; Switchyard authenticates the consumer, routes by round robin over two models and writes the model's
name into the body; Portkey forwards to one provider.`,
  run: async (bench) => {
    const { requestSizes } = bench.profile;
    const byAnswer = Map.groupBy(requestSizes, ({ answerBytes }) => answerBytes);
    const metrics: Metric[] = [];
    for (const [bytes, sizes] of byAnswer) {
      await withVariants(bench, { kind: 'completion', bytes }, bench.gateways, async (running) => {
        for (const size of sizes) {
          const windows = await saturatedWindows(bench, running, size, size.name);
          metrics.push(
            metricOf(
              size,
              seriesOf(windows, (window) => window.cpuMicrosecondsPerRequest),
            ),
          );
        }
      });
    }
    return { baseline: BARE_NODE.name, metrics };
  },
};

function metricOf({ name }: RequestSize, series: Metric['series']): Metric {
  return { name, unit: 'µs of CPU per request', series };
}
