import { cpuMicroseconds, residentBytes } from '../processes/process-tree';
import { type Metric, seriesOf } from '../report/scenario-result';
import type { RunningUpstream } from '../upstream/start-upstream';
import { newDataFolder, startDataPlane, switchyard, SWITCHYARD_NAME } from '../variants/switchyard';
import { type PublishedTable, publishTable, SMALL_TABLE } from '../variants/switchyard-table';
import type { RunningVariant, Variant } from '../variants/variant';
import { measureRounds, type Scenario, withUpstream, type Workbench } from './workbench';

const ANSWER_BYTES = 1_000;
const MICROSECONDS_PER_MS = 1_000;
const BYTES_PER_MB = 1_000_000;
/** Nobody listens there. */
const NATS_IS_DOWN = 'nats://127.0.0.1:1';

interface StartFigures {
  readonly startMs: number;
  readonly cpuMs: number | null;
  readonly megabytes: number | null;
}

export const START_UP: Scenario = {
  name: 'start-up',
  title: 'How long a start takes',
  method: `From starting the program to its first answer, with the CPU and the memory that its process tree has used by then. Switchyard
starts with a small routing table, with a large one from NATS, and with the large one from its data folder while NATS is down.`,
  run: (bench) =>
    withUpstream(bench, { kind: 'completion', bytes: ANSWER_BYTES }, async (upstream) => {
      bench.say('publishing a large routing table');
      const table = await publishTable({ ...SMALL_TABLE, ...bench.profile.large }, upstream.origin, bench.cleanUps);
      try {
        const variants = [
          ...bench.gateways.filter(({ name }) => name !== SWITCHYARD_NAME),
          switchyard(),
          ...(await largeVariants(bench, table, upstream)),
        ];
        const figures = await measureRounds(bench, 'start', variants, async (variant) =>
          measureStart(await variant.start({ ...bench, upstream })),
        );
        return { baseline: null, metrics: metricsOf(figures) };
      } finally {
        await table.stop();
      }
    }),
};

async function largeVariants(
  bench: Workbench,
  table: PublishedTable,
  upstream: RunningUpstream,
): Promise<readonly Variant[]> {
  const { aiApis, keys } = bench.profile.large;
  const size = `${aiApis.toLocaleString('en-US')} AI APIs, ${keys.toLocaleString('en-US')} keys`;
  const setting = { ...bench, upstream };
  const filledFolder = await newDataFolder(setting);
  await (await startDataPlane('the first start', table, filledFolder, setting)).stop();
  const fromNats = `${SWITCHYARD_NAME}, ${size}`;
  const fromFolder = `${fromNats}, from its folder`;
  return [
    {
      name: fromNats,
      start: async (each) => startDataPlane(fromNats, table, await newDataFolder(each), each),
    },
    {
      name: fromFolder,
      start: (each) => startDataPlane(fromFolder, { ...table, natsUrl: NATS_IS_DOWN }, filledFolder, each),
    },
  ];
}

async function measureStart(variant: RunningVariant): Promise<StartFigures> {
  const { pid, startMs } = variant;
  try {
    const cpuMs = pid === null ? null : cpuMicroseconds(pid) / MICROSECONDS_PER_MS;
    return { startMs, cpuMs, megabytes: pid === null ? null : residentBytes(pid) / BYTES_PER_MB };
  } finally {
    await variant.stop();
  }
}

function metricsOf(figures: ReadonlyMap<Variant, readonly StartFigures[]>): Metric[] {
  return [
    { name: 'first answer', unit: 'ms', series: seriesOf(figures, ({ startMs }) => startMs) },
    { name: 'CPU', unit: 'ms', series: seriesOf(figures, ({ cpuMs }) => cpuMs) },
    { name: 'memory', unit: 'MB resident', series: seriesOf(figures, ({ megabytes }) => megabytes) },
  ];
}
