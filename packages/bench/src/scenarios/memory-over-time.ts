import { performance } from 'node:perf_hooks';
import { pause } from '@switchyard/runtime';
import { ClosedLoop } from '../load/closed-loop';
import { chatBody } from '../load/consumer-request';
import { residentBytes } from '../processes/process-tree';
import type { Curve } from '../report/scenario-result';
import { BARE_NODE } from '../variants/bare-node';
import { SWITCHYARD_NAME } from '../variants/switchyard';
import type { RunningVariant } from '../variants/variant';
import { type Scenario, withVariants, type Workbench } from './workbench';

const ANSWER_BYTES = 1_000;
const REQUEST_BYTES = 10_000;
const CONNECTIONS = 16;
const POINTS = 180;
const BYTES_PER_MB = 1_000_000;
const MS_PER_MINUTE = 60_000;

export const MEMORY_OVER_TIME: Scenario = {
  name: 'memory-over-time',
  title: 'Resident memory under sustained load',
  method: `Bare Node and Switchyard share a core, saturated by requests of 10 KB to both. A program that leaks memory keeps growing.`,
  run: (bench) => {
    const variants = bench.gateways.filter(({ name }) => [BARE_NODE.name, SWITCHYARD_NAME].includes(name));
    return withVariants(bench, { kind: 'completion', bytes: ANSWER_BYTES }, variants, async (running) => {
      bench.say(`memory over ${bench.profile.memoryCurveSeconds} s`);
      const series = await Promise.all(running.map((variant) => curveOf(bench, variant)));
      return { baseline: null, metrics: [], curves: { unit: 'MB resident', series } };
    });
  },
};

async function curveOf(
  { profile, cleanUps }: Workbench,
  { name, pid, origin, requests }: RunningVariant,
): Promise<Curve> {
  if (pid === null) throw new Error(`${name} has no process`);
  const load = await ClosedLoop.prepare(origin, requests, chatBody(REQUEST_BYTES), CONNECTIONS, cleanUps);
  const seconds = profile.memoryCurveSeconds;
  const points: { minutes: number; value: number }[] = [];
  const startedAtMs = performance.now();
  const loaded = load.run(seconds);
  let isOver = false;
  const over = () => (isOver = true);
  loaded.then(over, over);
  while (!isOver) {
    const minutes = (performance.now() - startedAtMs) / MS_PER_MINUTE;
    points.push({ minutes: Number(minutes.toFixed(3)), value: residentBytes(pid) / BYTES_PER_MB });
    await pause((seconds * 1_000) / POINTS);
  }
  await loaded;
  return { subject: name, points };
}
