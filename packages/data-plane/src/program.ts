import {
  DATA_PLANES_BUCKET,
  DATA_PLANES_LIMITS,
  NatsKeyValueStore,
  NatsMessageBus,
  NatsUsageQueue,
  openNats,
  ROUTING_TABLE_BUCKET,
} from '@switchyard/contract';
import { flushLogs, logNodeWarnings, openLogSink, stopSignal } from '@switchyard/runtime';
import { type Logger, pino } from 'pino';
import cluster from 'node:cluster';
import { type DataPlane, type DataPlaneOptions, runDataPlane, startDataPlane } from './data-plane';
import { endWithoutDisk, hasFileOperations } from './end-without-disk';
import { prepareFirstTable } from './first-table-preparation';
import { fitWorkersToOpenFiles } from './load/fit-to-open-files';
import { openFilesLimit } from './load/open-files-limit';
import type { SharedLimits } from './load/worker-share';
import { PROGRAM_NAME } from './program-name';
import { readSettings, type Settings, settingsWarning } from './settings';
import { runWorker } from './worker';
import { ClusterGateway } from './workers/cluster-gateway';
import { isOwnWorker } from './workers/worker-process';

/** For everything else after the time that requests have to finish. */
const CLOSE_MS_MAX = 10_000;

const FOREIGN_CLUSTER =
  'another program has forked this one as a worker of its cluster, as pm2 does in cluster mode. A data plane forks its own ' +
  'workers: start it as an ordinary process, and set SWITCHYARD_DATA_PLANE_WORKERS to the number of workers.';

/** Runs the data plane as a program, over NATS. If it cannot start, it prints one line and exits with code 1. */
export async function runProgram(environment: NodeJS.ProcessEnv): Promise<void> {
  if (cluster.isWorker && isOwnWorker(environment)) return runWorker(environment);
  try {
    if (cluster.isWorker) throw new Error(FOREIGN_CLUSTER);
    const settings = readSettings(environment);
    const { limits, warning: loweredLimits } = fitWorkersToOpenFiles(settings, settings.workers, openFilesLimit());
    const sink = openLogSink(1, { name: PROGRAM_NAME });
    const log = pino({ name: PROGRAM_NAME, level: settings.logLevel }, sink);
    logNodeWarnings(log);
    const misspelt = settingsWarning(environment);
    if (misspelt !== null) log.warn(misspelt);
    await run(settings, limits, log, (lines) => sink.write(lines));
    // Only now, because a start that fails prints one line.
    if (loweredLimits !== null) log.warn(loweredLimits);
  } catch (error) {
    flushLogs();
    process.stderr.write(`Could not start: ${explain(error)}\n`);
    process.exitCode = 1;
    // The channel to the other program would keep this process alive.
    if (cluster.isWorker) process.exit();
  }
}

/** @param workerLimits those of each worker */
async function run(
  settings: Settings,
  workerLimits: readonly SharedLimits[],
  log: Logger,
  writeLog: (lines: string) => void,
): Promise<void> {
  const nats = openNats(settings.natsUrl, { name: 'switchyard-data-plane', log });
  const starting = new AbortController();
  const drainMsMax = settings.shutdownDelayMs + settings.drainMs;
  const stopped = stopSignal();
  void stopped.then((signal) => {
    starting.abort(new StoppedEarly(signal));
    // The process must end, whatever delays the shutdown.
    endWithoutDisk();
    setTimeout(() => process.exit(1), drainMsMax + CLOSE_MS_MAX).unref();
  });
  const options: DataPlaneOptions = {
    ...settings,
    ...workerLimits[0],
    signal: starting.signal,
    stores: {
      routingTable: new NatsKeyValueStore(nats, ROUTING_TABLE_BUCKET, { log }),
      dataPlanes: new NatsKeyValueStore(nats, DATA_PLANES_BUCKET, { log, limits: DATA_PLANES_LIMITS }),
    },
    messageBus: new NatsMessageBus(nats, { log }),
    usageQueue: new NatsUsageQueue(nats, { log }),
    onFirstTable: prepareFirstTable(),
    hasProcessMetrics: true,
    log,
  };
  const dataPlane = await start(options, workerLimits, drainMsMax, writeLog).catch(async (error: unknown) => {
    await nats.close();
    if (!(error instanceof StoppedEarly)) throw error;
    log.info({ signal: error.signal }, 'shut down before there was a routing table');
    return null;
  });
  if (dataPlane === null) return endNow();
  const { id, url, adminUrl } = dataPlane;
  log.info({ id, url, adminUrl, workers: settings.workers }, 'listening');

  void stopped.then(async (signal) => {
    log.info({ signal }, 'shutting down: waiting for requests to finish');
    await dataPlane.close();
    await nats.close();
    log.info('shut down');
    endNow();
  });
}

/** Ends the process as soon as nothing keeps it alive any more but a disk that hangs. */
function endNow(): void {
  if (hasFileOperations()) process.exit();
}

/** With one worker, this process serves the requests; with more, this is the primary, and each of them is a process. */
async function start(
  options: DataPlaneOptions,
  workerLimits: readonly SharedLimits[],
  drainMsMax: number,
  writeLog: (lines: string) => void,
): Promise<DataPlane> {
  const { log } = options;
  if (workerLimits.length === 1) return startDataPlane(options);
  return runDataPlane(options, (listener, kept) => {
    const file = kept === null ? null : { path: kept.folder.tableFile, journal: kept.journal };
    const { host, port, metricDetail } = options;
    return new ClusterGateway({ host, port, drainMsMax, workerLimits, file, writeLog, metricDetail, log }, listener);
  });
}

/** The program was told to stop while it started. */
class StoppedEarly extends Error {
  override readonly name = 'StoppedEarly';
  constructor(readonly signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
  }
}

function explain(error: unknown): string {
  const { code, message, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return `Cannot listen on ${address}:${port}: the address is in use. Stop the process that uses it, or set SWITCHYARD_DATA_PLANE_PORT or SWITCHYARD_DATA_PLANE_ADMIN_PORT to another port.`;
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return `Cannot listen on ${address}:${port} (${code}). Check SWITCHYARD_HOST, SWITCHYARD_DATA_PLANE_PORT and SWITCHYARD_DATA_PLANE_ADMIN_PORT.`;
  }
  return message;
}
