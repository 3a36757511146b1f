import { seriesOf } from '../report/scenario-result';
import { switchyard } from '../variants/switchyard';
import { SMALL_TABLE } from '../variants/switchyard-table';
import { saturatedWindows } from './saturated-windows';
import { type Scenario, withVariants } from './workbench';

const ANSWER_BYTES = 1_000;
const LOAD = { requestBytes: 1_000, connections: 16 };
const NO_POLICY = 'no policy';
const TARGETS = 4;

const VARIANTS = (
  [
    ['NONE', NO_POLICY],
    ['ROUND_ROBIN', 'round robin'],
    ['WEIGHTED_ROUND_ROBIN', 'weighted round robin'],
    ['FAILOVER', 'failover'],
  ] as const
).map(([policy, name]) => switchyard({ ...SMALL_TABLE, targets: TARGETS, policy }, name));

export const POLICIES: Scenario = {
  name: 'policies',
  title: 'What the routing policies cost',
  method: `Switchyard with each kind of policy over ${TARGETS} targets that all answer, and without a policy, where requests go to
the AI API's default endpoint. Saturated by requests of 1 KB, as above.`,
  run: (bench) =>
    withVariants(bench, { kind: 'completion', bytes: ANSWER_BYTES }, VARIANTS, async (running) => {
      const windows = await saturatedWindows(bench, running, LOAD, 'policy');
      const series = seriesOf(windows, ({ cpuMicrosecondsPerRequest }) => cpuMicrosecondsPerRequest);
      return { baseline: NO_POLICY, metrics: [{ name: '1 KB', unit: 'µs of CPU per request', series }] };
    }),
};
