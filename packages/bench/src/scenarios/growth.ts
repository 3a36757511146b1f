import { seriesOf } from '../report/scenario-result';
import { switchyard } from '../variants/switchyard';
import { SMALL_TABLE } from '../variants/switchyard-table';
import { formatFigure } from '../report/format-figure';
import { saturatedWindows } from './saturated-windows';
import { type Scenario, withVariants } from './workbench';

const ANSWER_BYTES = 1_000;
const LOAD = { requestBytes: 1_000, connections: 16 };
const { aiApis, keys, targets } = SMALL_TABLE;
const SMALL = `${aiApis} AI APIs, ${keys} keys, ${targets} targets`;

export const GROWTH: Scenario = {
  name: 'growth',
  title: 'What a request costs as the configuration grows',
  method: `Switchyard with a small configuration, and with one that is larger in one respect. Requests of 1 KB go to all AI APIs in
turn, with up to 10,000 different keys. Saturated, as above.`,
  run: (bench) => {
    const { large } = bench.profile;
    const grown = (['aiApis', 'keys', 'targets'] as const).map((member) => {
      const name = `${formatFigure(large[member])} ${{ aiApis: 'AI APIs', keys: 'keys', targets: 'targets' }[member]}`;
      return switchyard({ ...SMALL_TABLE, [member]: large[member] }, name);
    });
    bench.say('publishing large routing tables');
    const variants = [switchyard(SMALL_TABLE, SMALL), ...grown];
    return withVariants(bench, { kind: 'completion', bytes: ANSWER_BYTES }, variants, async (running) => {
      const windows = await saturatedWindows(bench, running, LOAD, 'growth');
      const series = seriesOf(windows, ({ cpuMicrosecondsPerRequest }) => cpuMicrosecondsPerRequest);
      return { baseline: SMALL, metrics: [{ name: '1 KB', unit: 'µs of CPU per request', series }] };
    });
  },
};
