import { performance } from 'node:perf_hooks';
import { percentile } from '@switchyard/conformance';
import { cpuMicroseconds } from '../processes/process-tree';
import { type Metric, seriesOf } from '../report/scenario-result';
import { startControlPlane } from '../variants/control-plane';
import { type Operation, usualOperations } from './operations';
import { measureRounds, type Scenario, type Workbench } from './workbench';

const CLIENTS = 8;
const WARM_UP_RUNS = 3;
const MICROSECONDS_PER_MS = 1_000;

interface OperationFigures {
  readonly medianMs: number;
  readonly cpuMs: number;
  readonly perSecond: number;
}

export const CONTROL_PLANE: Scenario = {
  name: 'control-plane',
  title: 'Ten common operations of the control plane',
  method: `GraphQL over HTTP, with Postgres and NATS, on a configuration of 50 providers. First one client alone: the time of a call, and the
CPU of the control plane (without Postgres) per call. Then ${CLIENTS} clients at once: calls per second in total.`,
  run: async (bench) => {
    const controlPlane = await startControlPlane(bench);
    try {
      const counts = new Map<Operation, number>();
      const run = async (operation: Operation) => {
        const count = counts.get(operation) ?? 0;
        counts.set(operation, count + 1);
        await operation.run(count);
      };
      const operations = await usualOperations(controlPlane.graphql);
      const figures = await measureRounds(bench, 'control plane', operations, (operation) =>
        measureOperation(bench, () => run(operation), controlPlane.pid),
      );
      return { baseline: null, metrics: metricsOf(figures) };
    } finally {
      await controlPlane.stop();
    }
  },
};

async function measureOperation(
  { profile }: Workbench,
  run: () => Promise<void>,
  controlPlane: number,
): Promise<OperationFigures> {
  for (let count = 0; count < WARM_UP_RUNS; count += 1) await run();
  const cpuBefore = cpuMicroseconds(controlPlane);
  const alone = await repeat(run, profile.operationSeconds);
  const cpuMs = (cpuMicroseconds(controlPlane) - cpuBefore) / MICROSECONDS_PER_MS / alone.length;
  const startedAtMs = performance.now();
  const together = await Promise.all(Array.from({ length: CLIENTS }, () => repeat(run, profile.operationSeconds)));
  const perSecond = (together.flat().length * 1_000) / (performance.now() - startedAtMs);
  return { medianMs: percentile(alone, 0.5), cpuMs, perSecond };
}

/** Does it again and again, at least once. @returns how long each took, in ms */
async function repeat(run: () => Promise<void>, seconds: number): Promise<number[]> {
  const endMs = performance.now() + seconds * 1_000;
  const times: number[] = [];
  do {
    const startedAtMs = performance.now();
    await run();
    times.push(performance.now() - startedAtMs);
  } while (performance.now() < endMs);
  return times;
}

function metricsOf(figures: ReadonlyMap<Operation, readonly OperationFigures[]>): Metric[] {
  return [
    { name: 'one call', unit: 'ms', series: seriesOf(figures, ({ medianMs }) => medianMs) },
    { name: 'CPU', unit: 'ms', series: seriesOf(figures, ({ cpuMs }) => cpuMs) },
    { name: `${CLIENTS} clients`, unit: 'calls per second', series: seriesOf(figures, ({ perSecond }) => perSecond) },
  ];
}
