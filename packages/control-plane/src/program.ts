import {
  DATA_PLANES_BUCKET,
  DATA_PLANES_LIMITS,
  NatsClient,
  NatsKeyValueStore,
  NatsMessageBus,
  NatsUsageQueue,
  ROUTING_TABLE_BUCKET,
} from '@switchyard/contract';
import { flushLogs, logNodeWarnings, openLogSink, stopSignal } from '@switchyard/runtime';
import { type Logger, pino } from 'pino';
import { readSettings, type Settings, settingsWarning } from './settings';
import { StartError } from './kernel/errors/start-error';

const NAME = 'switchyard-control-plane';
/** For everything else after the time that requests have to finish; then the program exits. */
const CLOSE_MS_MAX = 10_000;
const MS_PER_SECOND = 1_000;

/** Runs the control plane until SIGTERM or SIGINT. If it cannot start, it prints one line and exits with code 1. */
export async function runProgram(environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    const settings = readSettings(environment);
    const log = pino({ name: NAME, level: settings.logLevel }, openLogSink(1, { name: NAME }));
    logNodeWarnings(log);
    const warning = settingsWarning(environment);
    if (warning !== null) log.warn(warning);
    // Only now, so that a start whose settings are refused does not load everything first.
    const { startControlPlane } = await import('./control-plane.js');
    await serve(settings, log, startControlPlane);
  } catch (error) {
    fail('Could not start', error);
  }
}

/** Prints in one line what failed and why, and sets the exit code 1. */
export function fail(what: string, error: unknown): void {
  const reason = error instanceof StartError ? error.message : String(error);
  flushLogs();
  process.stderr.write(`${what}: ${reason.replaceAll('\n', ' ')}\n`);
  process.exitCode = 1;
}

async function serve(
  settings: Settings,
  log: Logger,
  startControlPlane: typeof import('./control-plane').startControlPlane,
): Promise<void> {
  const nats = new NatsClient(settings.natsUrl, { name: 'switchyard-control-plane', log });
  const stores = {
    routingTable: new NatsKeyValueStore(nats, ROUTING_TABLE_BUCKET, { log }),
    dataPlanes: new NatsKeyValueStore(nats, DATA_PLANES_BUCKET, { log, limits: DATA_PLANES_LIMITS }),
  };
  try {
    const controlPlane = await startControlPlane({
      settings,
      stores,
      messageBus: new NatsMessageBus(nats, { log }),
      usageQueue: new NatsUsageQueue(nats, { log }),
      log,
      hasProcessMetrics: true,
    });
    const { url, adminUrl } = controlPlane;
    log.info({ url, adminUrl }, `control plane listening on ${url}/graphql`);
    const signal = await stopSignal();
    log.info({ signal }, 'control plane shutting down');
    setTimeout(() => process.exit(1), settings.drainSeconds * MS_PER_SECOND + CLOSE_MS_MAX).unref();
    await controlPlane.close();
    log.info('control plane shut down');
  } finally {
    await nats.close();
  }
}
