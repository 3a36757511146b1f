import { pause } from '@switchyard/runtime';
import { ClosedLoop } from '../load/closed-loop';
import { chatBody } from '../load/consumer-request';
import { residentBytes } from '../processes/process-tree';
import { type Metric, seriesOf } from '../report/scenario-result';
import { BARE_NODE } from '../variants/bare-node';
import type { Variant } from '../variants/variant';
import { measureRounds, type Scenario, withVariants, type Workbench } from './workbench';

const ANSWER_BYTES = 1_000;
const REQUEST_BYTES = 10_000;
const CONNECTIONS = 64;
const BYTES_PER_MB = 1_000_000;

interface MemoryFigures {
  readonly started: number;
  readonly loaded: number;
  readonly rested: number;
}

export const MEMORY: Scenario = {
  name: 'memory',
  title: 'Resident memory before and after load',
  method: `Each gateway is restarted, saturated by requests of 10 KB over ${CONNECTIONS} connections, and then left idle. Memory is the
resident set of its process tree, in which a page that processes share counts once for each of them.`,
  run: async (bench) => {
    const figures = await measureRounds(bench, 'memory', bench.gateways, (variant) => measureMemory(bench, variant));
    const metric = (name: string, member: keyof MemoryFigures): Metric => ({
      name,
      unit: 'MB resident',
      series: seriesOf(figures, (one) => one?.[member] ?? null),
    });
    const { loadSeconds, restSeconds } = bench.profile.memory;
    return {
      baseline: BARE_NODE.name,
      metrics: [
        metric('started', 'started'),
        metric(`after ${loadSeconds} s of load`, 'loaded'),
        metric(`${restSeconds} s later`, 'rested'),
      ],
    };
  },
};

async function measureMemory(bench: Workbench, variant: Variant): Promise<MemoryFigures | null> {
  return withVariants(bench, { kind: 'completion', bytes: ANSWER_BYTES }, [variant], async ([running]) => {
    const pid = running?.pid ?? null;
    if (running === undefined || pid === null) return null;
    const megabytes = () => residentBytes(pid) / BYTES_PER_MB;
    const body = chatBody(REQUEST_BYTES);
    const load = await ClosedLoop.prepare(running.origin, running.requests, body, CONNECTIONS, bench.cleanUps);
    const started = megabytes();
    await load.run(bench.profile.memory.loadSeconds);
    const loaded = megabytes();
    await pause(bench.profile.memory.restSeconds * 1_000);
    return { started, loaded, rested: megabytes() };
  });
}
