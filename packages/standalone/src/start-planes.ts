import { migrateDatabase, startControlPlane } from '@switchyard/control-plane';
import { type DataPlane, fitToOpenFiles, openFilesLimit, startDataPlane } from '@switchyard/data-plane';
import { startPostgres } from '@switchyard/local-services';
import type { Simulator } from '@switchyard/simulator';
import { logNodeWarnings, type LogSink } from '@switchyard/runtime';
import { setTimeout as delay } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import { z } from 'zod';
import type { Closing } from './closing';
import { consoleWarnings } from './console-warnings';
import type { DataFolder } from './data-folder';
import { prepareDemonstration } from './demonstration';
import type { Execute } from './demonstration-configuration';
import { openPublicationStores, type PublicationStores } from './publication-stores';
import type { PlaneSettings, Secrets, Settings } from './settings';
import { startSimulatedUpstream } from './simulated-upstream';
import { LOG_NAME, type Standalone } from './standalone';
import { StartFailure } from './start-failure';

const servedWithinMs = 10_000;
const SERVED_POLL_MS = 20;

export interface PlanesOptions {
  readonly settings: Settings;
  readonly folder: DataFolder;
  readonly secrets: Secrets;
  readonly planes: PlaneSettings;
  /** Gets what is to be closed. */
  readonly closing: Closing;
  readonly logSink: LogSink;
  /** Called with one line if a service that they need stops unexpectedly. */
  readonly onFailure: (line: string) => void;
  /** Called with each step as it begins. */
  readonly onStep: (step: string) => void;
}

/** Starts what the settings do not provide, and both planes. @throws an error whose message is one line */
export async function startPlanes(options: PlanesOptions): Promise<Standalone> {
  const { settings, folder, secrets, planes, closing, logSink, onFailure, onStep } = options;
  const log = pino({ name: LOG_NAME, level: planes.dataPlane.logLevel }, logSink);
  logNodeWarnings(log);
  if (settings.natsUrl !== null) onStep('connecting to NATS');
  const stores = await openPublicationStores(settings.natsUrl, log);
  closing.add(() => stores.close());
  if (settings.databaseUrl === null) onStep('starting the database');
  const databaseUrl = settings.databaseUrl ?? (await startEmbeddedPostgres(folder, closing, onFailure));
  // Connections that the control plane has just closed may still report the end of the embedded Postgres.
  closing.add(() => (log.level = 'silent'));
  onStep('preparing the database');
  await migrateDatabase(databaseUrl, log);
  onStep('starting the control plane');
  let { playgroundUrl } = planes.controlPlane;
  const controlPlane = await startControlPlane({
    settings: { ...planes.controlPlane, databaseUrl },
    playgroundUrl: () => playgroundUrl,
    stores,
    messageBus: stores.messageBus,
    usageQueue: stores.usageQueue,
    log,
    hasProcessMetrics: true,
  });
  closing.add(() => controlPlane.close());
  // The control plane takes in what the data plane reports last.
  closing.add(() => stores.settleUsage());
  onStep('starting the data plane');
  const dataPlane = await startGateway(planes, stores, folder.file('usage'), log);
  closing.add(() => dataPlane.close());
  playgroundUrl ??= dataPlane.url;

  let simulator: Simulator | null = null;
  const startSimulator = async (earlierPort: number | null): Promise<Simulator> => {
    simulator ??= await startSimulatedUpstream(settings.simulatorPort, earlierPort);
    return simulator;
  };
  closing.add(() => simulator?.close());
  if (settings.simulatorPort !== null) await startSimulator(null);
  const execute: Execute = (document, variables) => controlPlane.execute(document, variables);
  const warnings = consoleWarnings(planes.controlPlane);
  const demonstration = await prepareDemonstration({
    execute,
    file: folder.file('demonstration.json'),
    wanted: settings.demonstration,
    openAiApiKey: settings.openAiApiKey,
    startSimulator,
  }).catch((error: unknown) => {
    if (error instanceof StartFailure) throw error;
    // The demonstration is not essential.
    warnings.push(`Could not set up the demonstration: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  });
  onStep('waiting until the data plane serves the configuration');
  warnings.push(...(await untilServed(execute, dataPlane)));
  return {
    controlPlaneUrl: controlPlane.url,
    consoleUrl: controlPlane.consoleUrl,
    signInLink: () => controlPlane.signInLink(),
    dataPlaneUrl: dataPlane.url,
    adminUrl: dataPlane.adminUrl,
    adminToken: secrets.adminToken,
    dataFolder: folder.path,
    demonstration,
    simulatorUrl: simulatorUrl(simulator),
    warnings,
    drainSeconds: planes.controlPlane.drainSeconds,
    close: () => closing.close(),
  };
}

/** A separate function, because the compiler does not see that a callback sets the variable. */
function simulatorUrl(simulator: Simulator | null): string | null {
  return simulator?.url ?? null;
}

async function startEmbeddedPostgres(
  folder: DataFolder,
  closing: Closing,
  onFailure: (line: string) => void,
): Promise<string> {
  const postgres = await startPostgres({
    directory: folder.file('postgres'),
    durable: true,
    onUnexpectedEnd: (error) => onFailure(error.message),
  });
  closing.add(() => postgres.stop());
  return postgres.url;
}

async function startGateway(
  { dataPlane: configured }: PlaneSettings,
  stores: PublicationStores,
  usageFolder: string,
  log: Logger,
): Promise<DataPlane> {
  const { limits: settings, warning } = fitToOpenFiles(configured, openFilesLimit());
  // On a laptop, the lowered limits do not matter.
  if (warning !== null) log.info(warning);
  try {
    // The control plane of this process publishes the table anew at each start.
    const kept = { dataFolder: undefined, tableWaitMs: 0, shutdownDelayMs: 0 };
    const { messageBus, usageQueue } = stores;
    const reports = { messageBus, usageQueue, usageFolder, hasProcessMetrics: true };
    return await startDataPlane({ ...settings, ...kept, stores, ...reports, log });
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
    const name = port === settings.port ? 'SWITCHYARD_DATA_PLANE_PORT' : 'SWITCHYARD_DATA_PLANE_ADMIN_PORT';
    const reason =
      code === 'EADDRINUSE'
        ? 'the address is in use. Stop the process that uses it, or'
        : `the address is not available (${code}):`;
    throw new StartFailure(`Cannot listen on ${settings.host}:${port}: ${reason} set ${name} to another port.`);
  }
}

/** Waits until the data plane serves the committed revision, so that the printed command works at once. */
async function untilServed(execute: Execute, { id }: DataPlane): Promise<string[]> {
  const answerSchema = z.object({
    controlPlane: z.object({ committedRevision: z.number(), publicationProblem: z.string().nullable() }),
    dataPlane: z
      .object({ appliedRevision: z.number().nullable(), rejection: z.object({ reason: z.string() }).nullable() })
      .nullable(),
  });
  const query = `query ($id: ID!) {
    controlPlane { committedRevision publicationProblem }
    dataPlane(id: $id) { appliedRevision rejection { reason } }
  }`;
  const deadlineMs = performance.now() + servedWithinMs;
  for (;;) {
    const { controlPlane, dataPlane } = answerSchema.parse(await execute(query, { id }));
    if (dataPlane?.appliedRevision === controlPlane.committedRevision) return [];
    const reason = dataPlane?.rejection?.reason ?? controlPlane.publicationProblem;
    if (dataPlane?.rejection || performance.now() > deadlineMs) {
      return [
        `The data plane does not serve revision ${controlPlane.committedRevision} yet${reason ? `: ${reason}` : ''}`,
      ];
    }
    await delay(SERVED_POLL_MS);
  }
}
