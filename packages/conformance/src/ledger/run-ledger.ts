import { join } from 'node:path';
import type { LocalPostgres } from '@switchyard/local-services';
import { pause, until } from '@switchyard/runtime';
import type { FullStack } from '../harness/full-stack';
import { KillableControlPlane } from '../harness/killable-control-plane';
import { SeededRandom } from '../harness/seeded-random';
import { untilServed } from '../harness/served-revision';
import { carryOutFaults } from './carry-out-faults';
import { Consumers } from './consumers';
import { ledgerFaults } from './fault-schedule';
import { LedgerConfiguration } from './ledger-configuration';
import { LedgerDataPlane } from './ledger-data-plane';
import { judgedRequests, judgeLedger, type LedgerResult } from './judge-ledger';
import { plannedRequests } from './planned-requests';
import { type Period, reportedGaps, reportedLedger } from './reported-ledger';

export interface RunOptions {
  readonly seed: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** For what the data planes keep. */
  readonly folder: string;
  /** Ends the run early. */
  readonly stopping: AbortSignal;
  readonly say: (step: object) => void;
}

/** So many consumers send at a time. */
const LANES = 48;
/** After the last request usage is reported within this time, however long the services were away before. */
const REPORTED_WITHIN_MS = 120_000;
/** A batch whose acknowledgement was lost is delivered again within this time: it must not count twice. */
const REDELIVERED_WITHIN_MS = 35_000;
/** A data plane that is told to stop takes requests for a while: some are on their way. */
const DATA_PLANE_SETTINGS = { SWITCHYARD_SHUTDOWN_DELAY_SECONDS: '1' };
const HOUR_MS = 3_600_000;

/** Sends requests of all kinds while services and programs die, and holds what is reported against what vendors saw. */
export async function runLedger(stack: FullStack, postgres: LocalPostgres, options: RunOptions): Promise<LedgerResult> {
  const { seed, requests, requestsPerSecond, folder, stopping, say } = options;
  const random = new SeededRandom(seed);
  const planned = plannedRequests(random, requests);
  const schedule = ledgerFaults(random, requests);
  const from = new Date();
  const controlPlane = new KillableControlPlane(stack);
  await controlPlane.start();
  const configuration = await LedgerConfiguration.make(await controlPlane.reachable(), stack.simulator);
  const dataPlane = (number: number) =>
    new LedgerDataPlane(stack, number, join(folder, `data-plane-${number}`), DATA_PLANE_SETTINGS);
  const [stopped, bereft] = [dataPlane(0), dataPlane(1)];
  const dataPlanes = [stopped, bereft];
  await Promise.all(dataPlanes.map((each) => each.start()));
  for (const { url } of dataPlanes) if (url !== null) await untilServed(url, configuration.revision);

  bereft.trackWorkers();

  const failed = new AbortController();
  const ending = AbortSignal.any([stopping, failed.signal]);
  const pace = { lanes: LANES, requestsPerSecond, stopping: ending };
  const consumers = new Consumers(planned, { configuration, dataPlanes, ...pace });
  const parts = { controlPlane, postgres, nats: stack.nats, stopped, bereft };
  const sending = consumers.sendAll();
  const failing = carryOutFaults(schedule, parts, { consumers, stopping: ending, say });
  try {
    await Promise.all([sending, failing]);
  } finally {
    failed.abort();
    await Promise.allSettled([sending, failing]);
  }
  const [sent, killed] = [await sending, await failing];
  stopping.throwIfAborted();
  say({ sent: sent.length });

  const requestsSent = judgedRequests(sent, stack.simulator.requests());
  const graphql = await controlPlane.reachable();
  const period = (): Period => ({ from, to: new Date(Date.now() + HOUR_MS) });
  const judge = async () =>
    judgeLedger(requestsSent, killed, {
      ledger: await reportedLedger(graphql, configuration, period()),
      gaps: await reportedGaps(graphql, period()),
    });
  const balances = async () => (await judge()).faults.length === 0;
  const waiting = until(balances, 'the ledger balances', { withinMs: REPORTED_WITHIN_MS, everyMs: 1_000 });
  // What is wrong is in the result.
  await waiting.catch(() => undefined);
  await pause(REDELIVERED_WITHIN_MS, stopping);
  return judge();
}
