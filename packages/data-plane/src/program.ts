import {
  DATA_PLANES_BUCKET,
  DATA_PLANES_LIMITS,
  lengthenSlices,
  NatsKeyValueStore,
  NatsMessageBus,
  openNats,
  ROUTING_TABLE_BUCKET,
} from '@switchyard/contract';
import { flushLogs, logNodeWarnings, openLogSink, stopSignal } from '@switchyard/runtime';
import { type Logger, pino } from 'pino';
import { startDataPlane } from './data-plane';
import { fitToOpenFiles } from './load/fit-to-open-files';
import { openFilesLimit } from './load/open-files-limit';
import { readSettings, type Settings, settingsWarning } from './settings';
import { holdYoungGeneration } from './young-generation';

const NAME = 'data-plane';
/** For everything else after the time that requests have to finish. */
const CLOSE_MS_MAX = 10_000;

/** Runs the data plane as a program, over NATS. If it cannot start, it prints one line and exits with code 1. */
export async function runProgram(environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    const { limits: settings, warning: loweredLimits } = fitToOpenFiles(readSettings(environment), openFilesLimit());
    const log = pino({ name: NAME, level: settings.logLevel }, openLogSink(1, { name: NAME }));
    logNodeWarnings(log);
    const misspelt = settingsWarning(environment);
    if (misspelt !== null) log.warn(misspelt);
    await run(settings, log);
    // Only now, because a start that fails prints one line.
    if (loweredLimits !== null) log.warn(loweredLimits);
  } catch (error) {
    flushLogs();
    process.stderr.write(`Could not start: ${explain(error)}\n`);
    process.exitCode = 1;
  }
}

async function run(settings: Settings, log: Logger): Promise<void> {
  const nats = openNats(settings.natsUrl, { name: 'switchyard-data-plane', log });
  const starting = new AbortController();
  const stopped = stopSignal();
  void stopped.then((signal) => {
    starting.abort(new StoppedEarly(signal));
    // The process must end, whatever delays the shutdown.
    setTimeout(() => process.exit(1), settings.shutdownDelayMs + settings.drainMs + CLOSE_MS_MAX).unref();
  });
  const dataPlane = await startDataPlane({
    ...settings,
    signal: starting.signal,
    stores: {
      routingTable: new NatsKeyValueStore(nats, ROUTING_TABLE_BUCKET, { log }),
      dataPlanes: new NatsKeyValueStore(nats, DATA_PLANES_BUCKET, { log, limits: DATA_PLANES_LIMITS }),
    },
    messageBus: new NatsMessageBus(nats, { log }),
    onFirstTable: prepareFirstTable(),
    log,
  }).catch(async (error: unknown) => {
    await nats.close();
    if (!(error instanceof StoppedEarly)) throw error;
    log.info({ signal: error.signal }, 'shut down before there was a routing table');
    return null;
  });
  if (dataPlane === null) return;
  log.info({ id: dataPlane.id, url: dataPlane.url, adminUrl: dataPlane.adminUrl }, 'listening');

  void stopped.then(async (signal) => {
    log.info({ signal }, 'shutting down: waiting for requests to finish');
    await dataPlane.close();
    await nats.close();
    log.info('shut down');
  });
}

/** Until there is a table no request waits, and a large one is taken in sooner. @returns ends that */
function prepareFirstTable(): () => void {
  const ends = [holdYoungGeneration(), lengthenSlices()];
  return () => ends.forEach((end) => end());
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
