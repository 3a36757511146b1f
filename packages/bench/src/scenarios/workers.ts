import { seriesOf } from '../report/scenario-result';
import { switchyard, SWITCHYARD_NAME } from '../variants/switchyard';
import { SMALL_TABLE } from '../variants/switchyard-table';
import { saturatedWindows } from './saturated-windows';
import { type Scenario, withGatewayCores, withVariants } from './workbench';

const ANSWER_BYTES = 1_000;
const LOAD = { requestBytes: 1_000, connections: 64 };
const ONE = `${SWITCHYARD_NAME}, 1 worker`;
const WORKERS_MAX = 2;

const VARIANTS = [
  switchyard(SMALL_TABLE, ONE, 1),
  switchyard(SMALL_TABLE, `${SWITCHYARD_NAME}, ${WORKERS_MAX} workers`, WORKERS_MAX),
];

export const WORKERS: Scenario = {
  name: 'workers',
  title: 'What workers cost, and what they gain',
  method: `A data plane with one worker and one with ${WORKERS_MAX} and their primary, saturated by requests of 1 KB over
${LOAD.connections} connections. With at least three cores, the gateway has two of them. With two cores it has one, so that
workers can only cost something: then only the CPU per request is meaningful.`,
  run: (bench) =>
    withGatewayCores(bench, WORKERS_MAX, (withCores) =>
      withVariants(withCores, { kind: 'completion', bytes: ANSWER_BYTES }, VARIANTS, async (running) => {
        const windows = await saturatedWindows(withCores, running, LOAD, 'workers');
        return {
          baseline: ONE,
          metrics: [
            {
              name: 'CPU',
              unit: 'µs of CPU per request',
              series: seriesOf(windows, ({ cpuMicrosecondsPerRequest }) => cpuMicrosecondsPerRequest),
            },
            {
              name: 'rate',
              unit: 'requests per second',
              series: seriesOf(windows, ({ requestsPerSecond }) => requestsPerSecond),
            },
          ],
        };
      }),
    ),
};
