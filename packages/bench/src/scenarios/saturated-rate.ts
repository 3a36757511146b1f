import { seriesOf } from '../report/scenario-result';
import { BARE_NODE } from '../variants/bare-node';
import { saturatedWindows } from './saturated-windows';
import { type Scenario, withVariants } from './workbench';

const ANSWER_BYTES = 1_000;
const LOAD = { requestBytes: 1_000, connections: 64 };

export const SATURATED_RATE: Scenario = {
  name: 'saturated-rate',
  title: 'How many requests one core forwards',
  method: `\`wrk\` sends requests of 1 KB over 64 connections, each sending the next one as soon as the last is answered. On a machine
with two cores, load and upstream share the other core: they, not the gateway, may limit the cheapest gateways.`,
  run: (bench) =>
    withVariants(bench, { kind: 'completion', bytes: ANSWER_BYTES }, bench.gateways, async (running) => {
      const windows = await saturatedWindows(bench, running, LOAD, 'saturated');
      const series = seriesOf(windows, ({ requestsPerSecond }) => requestsPerSecond);
      return { baseline: BARE_NODE.name, metrics: [{ name: '1 KB', unit: 'requests per second', series }] };
    }),
};
