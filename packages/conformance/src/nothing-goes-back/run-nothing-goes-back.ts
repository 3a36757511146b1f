import { join } from 'node:path';
import { pause, until } from '@switchyard/runtime';
import type { FullStack } from '../harness/full-stack';
import { type Change, LASTING_KEY } from './change';
import { ChangedConfiguration } from './changed-configuration';
import { compareTables } from './compare-tables';
import { firstTable } from './expected-table';
import { FaultyNats } from './faulty-nats';
import { KillableControlPlane } from '../harness/killable-control-plane';
import { KillableDataPlane } from './killable-data-plane';
import { Prober } from './prober';
import { followReports } from './reports';
import { RevisionChecker } from './revision-checker';
import { scheduleOf, type ScheduleSize, type Step } from './schedule';

export interface RunOptions {
  readonly seed: number;
  readonly size: ScheduleSize;
  /** For what the run writes. */
  readonly folder: string;
  /** Ends the run early. */
  readonly stopping: AbortSignal;
  /** Called with each step when it is done. */
  readonly say: (step: object) => void;
}

export interface RunResult {
  /** The number of changes that were committed, and how many different revisions answered. */
  readonly changes: number;
  readonly revisionsSeen: number;
  /** Answers by data plane and status. */
  readonly answers: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/** Changes after all faults, each of which every data plane serves before the next one comes. */
export const QUIET_CHANGES = 6;

/** After a store was replaced, the table is written again within seconds; a busy machine needs longer. */
const CATCH_UP_MS_MAX = 240_000;

/**
 * Carries out the schedule of a seed on a stack that has just started, and checks all the while that data planes serve whole
 * revisions only, and none before the one that they reported. Stops all programs but NATS and the upstream.
 *
 * @throws Error if it is stopped
 */
export async function runNothingGoesBack(stack: FullStack, options: RunOptions): Promise<RunResult> {
  const { size, folder, stopping } = options;
  const controlPlane = new KillableControlPlane(stack);
  await controlPlane.start();
  const graphql = await controlPlane.reachable();
  const configuration = await ChangedConfiguration.make(graphql, stack.simulator.url, size.aiApis);
  const checker = new RevisionChecker(configuration.revision, firstTable(size.aiApis));
  const dataPlanes = Array.from(
    { length: size.dataPlanes },
    (_, number) => new KillableDataPlane(stack, number, join(folder, `data-plane-${number}`)),
  );
  await Promise.all(dataPlanes.map((dataPlane) => dataPlane.start()));
  const prober = new Prober(configuration, checker, stack.simulator);

  stopping.throwIfAborted();
  await besides(
    stopping,
    (signal) => [
      prober.match(signal),
      followReports(controlPlane, dataPlanes, checker, signal),
      ...dataPlanes.map((dataPlane) => prober.follow(dataPlane, size.aiApis, signal)),
    ],
    async (signal) => {
      const parts = { controlPlane, configuration, checker, dataPlanes };
      await carryOut(stack, options, parts, signal);
      stopping.throwIfAborted();
      await untilCurrent(parts);
      for (let number = 1; number <= QUIET_CHANGES; number += 1) {
        const aiApi = number % size.aiApis;
        await change(parts, { kind: 'rotate-credential', aiApi, credential: size.changes + number });
        await untilCurrent(parts);
        for (const dataPlane of dataPlanes) await prober.probe(dataPlane, aiApi, LASTING_KEY);
      }
    },
  );
  stopping.throwIfAborted();

  for (const dataPlane of dataPlanes) {
    for (let aiApi = 0; aiApi < size.aiApis; aiApi += 1) {
      for (let key = 0; key < configuration.keyCount(aiApi); key += 1) await prober.probe(dataPlane, aiApi, key);
    }
  }
  prober.matchNow();
  checker.end();
  const differences = await compareTables(stack, controlPlane, dataPlanes, checker.committed);
  return {
    changes: checker.committed - configuration.revision,
    revisionsSeen: checker.revisionsSeen,
    answers: checker.answers,
    faults: [...checker.faults, ...differences],
  };
}

interface Parts {
  readonly controlPlane: KillableControlPlane;
  readonly configuration: ChangedConfiguration;
  readonly checker: RevisionChecker;
  readonly dataPlanes: readonly KillableDataPlane[];
}

/** @returns the revision that it became */
async function change({ controlPlane, configuration, checker }: Parts, action: Change): Promise<number> {
  const revision = await configuration.carryOut(await controlPlane.reachable(), action);
  checker.noteCommitted(revision, action);
  return revision;
}

async function untilCurrent({ checker, dataPlanes }: Parts): Promise<void> {
  const isCurrent = ({ number }: KillableDataPlane) => checker.reportedBy(number) === checker.committed;
  await until(() => dataPlanes.every(isCurrent), 'all data planes have applied the last revision', {
    withinMs: CATCH_UP_MS_MAX,
  });
}

/** Walks the tracks of the schedule beside each other. */
async function carryOut(
  stack: FullStack,
  { seed, size, folder, say }: RunOptions,
  parts: Parts,
  stopped: AbortSignal,
): Promise<void> {
  const { controlPlane, dataPlanes } = parts;
  const schedule = scheduleOf(seed, size);
  const nats = new FaultyNats(stack.nats, folder);
  const failed = new AbortController();
  const signal = AbortSignal.any([stopped, failed.signal]);
  const startedAtMs = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAtMs);
  const walk = async <Action extends object>(
    track: readonly Step<Action>[],
    act: (action: Action) => Promise<object>,
  ) => {
    for (const { atMs, action } of track) {
      await pause(Math.max(0, atMs - elapsedMs()), signal);
      if (signal.aborted) return;
      const beganAtMs = elapsedMs();
      const outcome = await act(action);
      say({ plannedAtMs: atMs, beganAtMs, doneAtMs: elapsedMs(), ...action, ...outcome });
    }
  };
  const changes = walk(schedule.changes, async (action) => {
    if (action.kind === 'kill-control-plane') {
      await controlPlane.killAndRestart(action, signal);
      return {};
    }
    return { revision: await change(parts, action) };
  });
  const natsFaults = walk(schedule.nats, async (fault) => {
    await nats.carryOut(fault, signal);
    return {};
  });
  const kills = schedule.dataPlanes.map((track, number) =>
    walk(track, async (fault) => {
      await dataPlanes[number]?.killAndRestart(fault, signal);
      return {};
    }),
  );
  const tracks = [changes, natsFaults, ...kills];
  try {
    await Promise.all(tracks);
  } finally {
    failed.abort();
    await Promise.allSettled(tracks);
    await nats.deleteCopies();
  }
}

/**
 * Does something while tasks run, and ends all of it before it returns.
 *
 * @param stopping ends all of it early
 * @throws what it, or the first task to fail, throws
 */
async function besides(
  stopping: AbortSignal,
  tasks: (signal: AbortSignal) => readonly Promise<void>[],
  act: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([stopping, ending.signal]);
  const running = tasks(signal);
  const acting = act(signal);
  try {
    await Promise.race([acting, Promise.all(running)]);
  } finally {
    ending.abort();
    await Promise.allSettled([acting, ...running]);
  }
  await Promise.all([acting, ...running]);
}
