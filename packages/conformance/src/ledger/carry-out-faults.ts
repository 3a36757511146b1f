import type { LocalNats, LocalPostgres } from '@switchyard/local-services';
import { pause, retry, until } from '@switchyard/runtime';
import type { KillableControlPlane } from '../harness/killable-control-plane';
import type { Consumers } from './consumers';
import type { ScheduledFault } from './fault-schedule';
import type { KilledWorker, LedgerDataPlane } from './ledger-data-plane';

export interface FaultyParts {
  readonly controlPlane: KillableControlPlane;
  readonly postgres: LocalPostgres;
  readonly nats: LocalNats;
  /** It is told to stop. */
  readonly stopped: LedgerDataPlane;
  /** It loses a worker. */
  readonly bereft: LedgerDataPlane;
}

export interface FaultsOptions {
  /** In the traffic of these consumers. */
  readonly consumers: Pick<Consumers, 'begun' | 'allow'>;
  readonly stopping: AbortSignal;
  /** Called with each fault when it is over. */
  readonly say: (step: object) => void;
}

const PROGRESS_MS_MAX = 600_000;
const RESTARTING = { what: 'start a service again', backoff: { firstMs: 1_000, mostMs: 5_000 }, failuresMax: 3 };
/** How long NATS is away before a data plane is told to stop: its last batches then wait in its folder. */
const AWAY_BEFORE_STOP_MS = 500;

/** Carries out the faults one after the other. @returns the worker that was killed; null if it did not come to that */
export async function carryOutFaults(
  schedule: readonly ScheduledFault[],
  parts: FaultyParts,
  { consumers, stopping, say }: FaultsOptions,
): Promise<KilledWorker | null> {
  let killed: KilledWorker | null = null;
  for (const [index, { afterRequests, fault }] of schedule.entries()) {
    consumers.allow(afterRequests);
    const isDue = () => stopping.aborted || consumers.begun >= afterRequests;
    await until(isDue, `${afterRequests} requests have begun`, { withinMs: PROGRESS_MS_MAX });
    if (stopping.aborted) return killed;
    const startedAt = new Date().toISOString();
    // On a busy machine faults take long. Requests wait for the next one, so that each has its traffic.
    consumers.allow(schedule[index + 1]?.afterRequests ?? Infinity);
    const outcome = await carryOut();
    say({ startedAt, afterRequests: consumers.begun, ...fault, ...outcome });

    async function carryOut(): Promise<object> {
      const { controlPlane, postgres, nats, stopped, bereft } = parts;
      switch (fault.kind) {
        case 'kill-control-plane':
          await controlPlane.killAndRestart(fault, stopping);
          return {};
        case 'kill-postgres':
          await away(postgres, fault.downMs, stopping);
          return {};
        case 'kill-nats':
          await away(nats, fault.downMs, stopping);
          return {};
        case 'terminate-data-plane':
          return terminate(stopped, fault.isNatsAway ? nats : null, fault.downMs, stopping);
        case 'kill-worker':
          killed = bereft.killWorker((pids) => pids[Math.floor(fault.ticket * pids.length)] ?? 0);
          return { ...killed };
      }
    }
  }
  return killed;
}

async function away(
  service: Pick<LocalPostgres, 'kill' | 'restart'>,
  downMs: number,
  stopping: AbortSignal,
): Promise<void> {
  await service.kill();
  await pause(downMs, stopping);
  // On a machine that is busy with much else a start may take longer than it may.
  await retry(() => service.restart(), RESTARTING);
}

/** @param nats is killed before, and comes back when the data plane has ended */
async function terminate(
  dataPlane: LedgerDataPlane,
  nats: LocalNats | null,
  downMs: number,
  stopping: AbortSignal,
): Promise<object> {
  await nats?.kill();
  if (nats !== null) await pause(AWAY_BEFORE_STOP_MS, stopping);
  const exitCode = await dataPlane.terminate();
  await pause(downMs, stopping);
  await nats?.restart();
  await dataPlane.start();
  return { exitCode };
}
