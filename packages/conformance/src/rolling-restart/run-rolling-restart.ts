import { join } from 'node:path';
import { pause } from '@switchyard/runtime';
import { makeConfiguration } from '../harness/demo-configuration';
import type { FullStack, Listening } from '../harness/full-stack';
import { reservedPort } from '../harness/reserved-port';
import { SeededRandom } from '../harness/seeded-random';
import { untilServed } from '../harness/served-revision';
import { startNginx } from './local-nginx';
import { LONG_MODEL, type LostRequest, MODEL, SteadyLoad } from './steady-load';

export interface RollingRestartOptions {
  readonly seed: number;
  readonly restarts: number;
  readonly requestsPerSecond: number;
  /** For the data planes' folders. */
  readonly folder: string;
  /** Ends it early. */
  readonly stopping: AbortSignal;
  /** Called after each restart, and at the end with the first requests that were lost for each reason. */
  readonly say: (event: Restart | LostRequest) => void;
}

/** One restart; times are from the start of the load. */
export interface Restart {
  readonly restart: number;
  /** 0 or 1. */
  readonly dataPlane: number;
  /** How long the pause before it was. */
  readonly pauseMs: number;
  readonly beganAtMs: number;
  readonly endedAtMs: number;
  readonly readyAtMs: number;
  readonly lostSoFar: number;
}

export interface RollingRestartResult {
  readonly sent: number;
  /** A busy machine sends fewer than it should. */
  readonly requestsPerSecond: number;
  readonly lost: number;
  /** What nginx logged as errors and how often, without the refused connections that it got over. */
  readonly nginxErrors: Readonly<Record<string, number>>;
}

const DATA_PLANES = 2;
const MS_PER_SECOND = 1_000;
const PAUSE_MS = { least: 1_000, most: 10_000 };
const CONNECTION_REFUSED = '(111: ';
const LOST_TOLD_MAX = 5;
/** Before the first restart and after the last. */
const AROUND_MS = 3_000;

/** With less than this part of the rate, the machine was too busy to say that nothing is lost. */
const RATE_PART_MIN = 0.8;

/** What was wrong in a run at a rate. */
export function faultsOf(
  { lost, requestsPerSecond }: Pick<RollingRestartResult, 'lost' | 'requestsPerSecond'>,
  ratePerSecond: number,
): string[] {
  return [
    ...(lost > 0 ? [`lost ${lost} requests`] : []),
    ...(requestsPerSecond < RATE_PART_MIN * ratePerSecond
      ? [
          `sent only ${requestsPerSecond} of ${ratePerSecond} requests/s: this machine is too slow or too busy for the rate`,
        ]
      : []),
  ];
}

/** How long to wait before each restart, which the seed repeats. */
export function pausesMs(seed: number, restarts: number): number[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: restarts }, () => random.whole(PAUSE_MS.least, PAUSE_MS.most));
}

/**
 * Restarts two data planes in turn behind nginx, in traffic.
 *
 * @throws Error if nginx is not installed, or this machine cannot keep up with the traffic
 */
export async function runRollingRestart(
  stack: FullStack,
  options: RollingRestartOptions,
): Promise<RollingRestartResult> {
  stack.simulator.setBehaviours([
    { match: { model: LONG_MODEL }, answer: { contentChunks: 20, content: 'l'.repeat(200), eventDelayMs: 500 } },
    { answer: { contentChunks: 8, content: 's'.repeat(80), eventDelayMs: 100, delayMs: 20 } },
  ]);
  const { graphql } = await stack.startControlPlane();
  const configuration = await makeConfiguration(graphql, stack.simulator.url, [MODEL, LONG_MODEL]);
  const dataPlanes: RestartableDataPlane[] = [];
  for (let number = 0; number < DATA_PLANES; number += 1) {
    const settings = {
      SWITCHYARD_DATA_PLANE_PORT: String(await reservedPort()),
      SWITCHYARD_DATA_DIR: join(options.folder, String(number)),
      // Empty is not set: the default.
      SWITCHYARD_SHUTDOWN_DELAY_SECONDS: '',
    };
    const running = await stack.startDataPlane(settings);
    await untilServed(running.url, configuration.revision);
    dataPlanes.push({ settings, running });
  }
  const nginx = await startNginx(dataPlanes.map(({ running }) => Number(new URL(running.url).port)));
  const load = new SteadyLoad(nginx.url, configuration, options.requestsPerSecond);
  try {
    await restartInTurn(stack, dataPlanes, load, options);
    const requestsPerSecond = Math.round(load.sent / (load.elapsedMs / MS_PER_SECOND));
    await load.stop();
    for (const lost of Object.values(Object.groupBy(load.lost, ({ reason }) => reason))) {
      for (const one of lost?.slice(0, LOST_TOLD_MAX) ?? []) options.say(one);
    }
    const nginxErrors = kindsOf(await nginx.errors());
    return { sent: load.sent, requestsPerSecond, lost: load.lost.length, nginxErrors };
  } finally {
    await load.stop();
    await nginx.stop();
  }
}

interface RestartableDataPlane {
  readonly settings: Record<string, string>;
  running: Listening;
}

async function restartInTurn(
  stack: FullStack,
  dataPlanes: readonly RestartableDataPlane[],
  load: SteadyLoad,
  { seed, restarts, stopping, say }: RollingRestartOptions,
): Promise<void> {
  const elapsedMs = () => Math.round(load.elapsedMs);
  await pause(AROUND_MS, stopping);
  for (const [restart, pauseMs] of pausesMs(seed, restarts).entries()) {
    await pause(pauseMs, stopping);
    stopping.throwIfAborted();
    const number = restart % dataPlanes.length;
    const [dataPlane] = dataPlanes.slice(number);
    if (dataPlane === undefined) throw new Error('there is no data plane to restart');
    const beganAtMs = elapsedMs();
    await dataPlane.running.program.stop();
    const endedAtMs = elapsedMs();
    dataPlane.running = await stack.startDataPlane(dataPlane.settings);
    const lostSoFar = load.lost.length;
    say({ restart, dataPlane: number, pauseMs, beganAtMs, endedAtMs, readyAtMs: elapsedMs(), lostSoFar });
    load.check();
  }
  await pause(AROUND_MS, stopping);
  stopping.throwIfAborted();
}

/** The lines of an error log, which begin with time, level, process and connection and end with the request. */
function kindsOf(errorLog: string): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const line of errorLog.split('\n')) {
    const kind = line.replace(/^.*?\] \S+ (\*\d+ )?/, '').replace(/, client: .*/, '');
    if (kind !== '' && !kind.includes(CONNECTION_REFUSED)) kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return kinds;
}
