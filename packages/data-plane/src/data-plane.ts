import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { KeyValueStore, MessageBus, UsagePublisher } from '@switchyard/contract';
import { addProcessMetrics, logLinesDropped, OperatorServer, SampledLog, SYSTEM_CLOCK } from '@switchyard/runtime';
import { collectDefaultMetrics } from 'prom-client';
import { DataPlaneUsage } from './accounting/data-plane-usage';
import { EndpointTests } from './endpoint-test/endpoint-tests';
import { serveFirstTable, type TooOldTable } from './first-table';
import { KeyUseReporter } from './fleet/key-use-reporter';
import { PeerSuspensions } from './fleet/peer-suspensions';
import { StatusReporter } from './fleet/status-reporter';
import { TrafficReporter } from './fleet/traffic-reporter';
import type { Gateway, GatewayListener } from './gateway/gateway';
import { type GatewayOptions, LocalGateway } from './gateway/local-gateway';
import { requireFreePort } from './http/require-free-port';
import { type KeptTable, openKeptTable } from './journal/kept-table';
import { operatorPages, type Readiness } from './server/operator-pages';
import { DataPlaneMetrics } from './metrics/data-plane-metrics';
import { GoneSeries, SHOWN_WHEN_GONE_MS } from './metrics/gone-series';
import { TableFollower } from './table/table-follower';
import { publicOnly } from './upstream/public-only';
import { unlessAborted } from './unless-aborted';
import { VERSION } from './version';

export interface DataPlaneOptions extends GatewayOptions {
  /** The bucket of the routing table, and that of the data planes' statuses. */
  readonly stores: { readonly routingTable: KeyValueStore; readonly dataPlanes: KeyValueStore };
  /** Where it reports what requests used; nowhere by default. */
  readonly usageQueue?: UsagePublisher;
  /** The folder for what the queue does not have yet; by default below the data folder, and in memory without one. */
  readonly usageFolder?: string;
  /** What that folder may hold; `SPOOL_BYTES_MAX` by default. */
  readonly usageSpoolBytesMax?: number;
  /** Carries suspensions between data planes, key use to the control plane, and tests of endpoints; best effort. */
  readonly messageBus?: MessageBus;
  readonly adminPort: number;
  /** The folder with what must survive a restart: its id and its routing table; nothing survives by default. */
  readonly dataFolder?: string | undefined;
  /** How old a table from that folder may be to be served while NATS is away; any age by default. */
  readonly tableAgeMsMax?: number;
  /** How long the port for consumers stays closed at most while there is no table; 0 by default. */
  readonly tableWaitMs?: number;
  /** Whether its metrics include those of the process, which last as long as the process; false by default. */
  readonly hasProcessMetrics?: boolean;
  /** Ends a start that waits for a table. */
  readonly signal?: AbortSignal;
  /** Called when there is a table to serve. */
  readonly onFirstTable?: () => void;
}

/** A running data plane. */
export interface DataPlane {
  readonly id: string;
  /** Base URLs for consumers and operators, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly adminUrl: string;
  /** Serves on for `shutdownDelayMs`, lets requests and streams finish for `drainMs`, and frees all resources. */
  close(): Promise<void>;
}

/** Makes what serves requests. @param kept what the data folder has; null without one that can be used */
export type OpenGateway<Content> = (listener: GatewayListener, kept: KeptTable | null) => Gateway<Content>;

/** Starts a data plane that serves requests in this process. @throws as `runDataPlane` */
export async function startDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  return runDataPlane(options, (listener) => new LocalGateway(options, listener));
}

/**
 * Starts a data plane, which follows the routing table and has its gateway serve it. The port for consumers opens when there is a
 * table to serve, or after `tableWaitMs`; that for operators opens at once.
 *
 * @throws the listener's error if a port is not available, FolderInUseError if another program has the folder, the signal's
 *   reason once it is aborted; nothing is left running
 */
export async function runDataPlane<Content>(
  options: DataPlaneOptions,
  openGateway: OpenGateway<Content>,
): Promise<DataPlane> {
  const { host, log } = options;
  // It opens late, but whoever starts the program wants to know at once that it is taken.
  await requireFreePort(options.port, host);
  let running: RunningParts<Content> | null = null;
  let phase: Phase = 'STARTING';
  let tooOld: TooOldTable | null = null;
  // Until the folder was read there is nothing to tell.
  let metrics: Pick<DataPlaneMetrics, 'text'> | null = null;
  const pages = operatorPages(
    readiness(() => ({ running, phase, tooOld })),
    async () => metrics?.text() ?? '',
  );
  const admin = new OperatorServer(pages, (path, err) =>
    log.error({ path, err }, 'internal error at the port for operators'),
  );
  const adminUrl = `http://${urlHost(host)}:${await admin.listen(options.adminPort, host)}`;
  log.info({ adminUrl }, 'listening for operators');
  let opened: KeptTable | string | null;
  try {
    opened = await unlessAborted(openKept(options), options.signal);
  } catch (error) {
    await admin.close();
    throw error;
  }
  const kept = typeof opened === 'string' ? null : opened;
  const id = kept?.folder.id ?? randomUUID();
  let usage: DataPlaneUsage | null;
  try {
    usage = await unlessAborted(openUsage(options, id, kept), options.signal);
  } catch (error) {
    await admin.close();
    await kept?.close();
    throw error;
  }
  const parts = runParts(options, openGateway, { id, opened, usage });
  running = parts;
  metrics = createMetrics(parts, options.hasProcessMetrics ?? false);
  const end = async () => {
    await parts.close();
    await admin.close();
    await parts.kept?.close();
  };
  const stopWaiting = () => parts.gateway.stopWaiting();
  options.signal?.addEventListener('abort', stopWaiting, { once: true });
  try {
    const onTooOld = (table: TooOldTable) => (tooOld = table);
    await unlessAborted(serveFirstTable(parts.follower, parts.kept, { ...options, onTooOld }), options.signal);
    const port = await parts.gateway.listen();
    phase = 'SERVING';
    return {
      id: parts.id,
      url: `http://${urlHost(host)}:${port}`,
      adminUrl,
      async close() {
        phase = 'DRAINING';
        await parts.gateway.drain();
        await end();
      },
    };
  } catch (error) {
    await end();
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', stopWaiting);
  }
}

type Phase = 'STARTING' | 'SERVING' | 'DRAINING';

/** What follows the table, serves it, and reports. */
interface RunningParts<Content> {
  readonly id: string;
  readonly kept: KeptTable | null;
  readonly gateway: Gateway<Content>;
  readonly follower: TableFollower<Content>;
  /** Why what is served is not kept for the next start; null if it is, or need not be. */
  readonly storageProblem: () => string | null;
  /** Null if nothing is reported. */
  readonly usage: DataPlaneUsage | null;
  readonly goneSeries: GoneSeries;
  /** Ends everything but the folder. */
  close(): Promise<void>;
}

/** What is opened before anything runs. */
interface OpenedParts {
  readonly id: string;
  /** What the data folder has, or why it cannot be used; null without one. */
  readonly opened: KeptTable | string | null;
  /** Null if nothing is reported. */
  readonly usage: DataPlaneUsage | null;
}

function runParts<Content>(
  options: DataPlaneOptions,
  openGateway: OpenGateway<Content>,
  { id, opened, usage }: OpenedParts,
): RunningParts<Content> {
  const { stores, messageBus, sealingKey, log } = options;
  const folderProblem = typeof opened === 'string' ? opened : null;
  const kept = typeof opened === 'string' ? null : opened;
  const keyUse = messageBus === undefined ? null : new KeyUseReporter({ bus: messageBus });
  const listener: GatewayListener = {
    onKeyUsed: (consumerKeyId, usedAtMs) => keyUse?.note(consumerKeyId, usedAtMs),
    onSuspended: (suspensions) => peers?.report(suspensions),
    onHealthChanged: () => reporter.noteHealth(),
    ...(usage === null ? {} : usageListener(usage)),
  };
  const gateway = openGateway(listener, kept);
  const { target } = gateway;
  const onReported = gateway.suspendReported.bind(gateway);
  const peers =
    messageBus === undefined ? null : new PeerSuspensions({ bus: messageBus, dataPlaneId: id, onReported, log });
  const traffic = usage === null || messageBus === undefined ? null : reportTraffic(options, messageBus, usage, id);
  const tests = messageBus === undefined ? null : endpointTests(options, messageBus, id);
  const journal = kept?.journal ?? null;
  const follower = new TableFollower({ store: stores.routingTable, watchName: id, target, sealingKey, journal, log });
  const unlistenFirst = follower.onChange(() => {
    if (follower.position === null) return;
    unlistenFirst();
    options.onFirstTable?.();
  });
  const storageProblem = () => folderProblem ?? journal?.problem ?? gateway.storageProblem;
  const reporter: StatusReporter = new StatusReporter({
    store: stores.dataPlanes,
    statusKey: sealingKey.statusKey,
    identity: { id, host: hostname(), version: VERSION, startedAt: new Date().toISOString() },
    follower,
    storageProblem,
    usageProblem: () => usage?.spool.problem ?? null,
    requestsInFlight: () => gateway.requestsInFlight,
    health: () => gateway.health(),
    endpointFaults: () => gateway.endpointFaults(),
    log,
  });
  const goneSeries = new GoneSeries({
    book: gateway.metrics.book,
    findGone: gateway.metrics.findGone,
    tableVersion: () => JSON.stringify([follower.position, follower.applied]),
    keptMs: SHOWN_WHEN_GONE_MS,
    onDropped: () => gateway.metrics.forgetSeries(),
    nowMs: () => SYSTEM_CLOCK.monotonicMs(),
  });
  const close = async () => {
    goneSeries.close();
    await reporter.close();
    follower.close();
    peers?.close();
    await tests?.close();
    keyUse?.close();
    await gateway.close();
    // What was counted last is counted as the gateway ends.
    await usage?.close();
    traffic?.close();
  };
  return { id, kept, gateway, follower, storageProblem, usage, goneSeries, close };
}

/** What makes the text for Prometheus. */
function createMetrics<Content>(
  { gateway, follower, storageProblem, usage, goneSeries }: RunningParts<Content>,
  hasProcessMetrics: boolean,
): DataPlaneMetrics {
  const metrics = new DataPlaneMetrics(VERSION, gateway.metrics.book, {
    requestsInFlight: () => gateway.requestsInFlight,
    processes: () => gateway.metrics.processes(),
    unavailableTargets: () => gateway.metrics.unavailableTargets(),
    dropGone: () => goneSeries.sweep(),
    appliedRevision: () => follower.applied?.revision ?? null,
    observedRevision: () => follower.observedRevision,
    isRejected: () => follower.rejection !== null,
    currentAtMs: () => follower.currentAtMs,
    hasStorageProblem: () => storageProblem() !== null,
    endpointFaults: () => gateway.endpointFaults().length,
    logLinesDropped,
    usage: () => usage && usageFigures(usage),
  });
  if (hasProcessMetrics) addProcessMetrics(metrics.registry, collectDefaultMetrics);
  return metrics;
}

function usageFigures({ spool, droppedRecords }: DataPlaneUsage) {
  const { spooledBytes, spoolBytesMax, waitingBatches, droppedBatches } = spool;
  return { spooledBytes, spoolBytesMax, waitingBatches, droppedBatches, droppedRecords };
}

/** Tells control planes what happens, while they ask. */
function reportTraffic(
  { sealingKey: { usageKey } }: DataPlaneOptions,
  bus: MessageBus,
  usage: DataPlaneUsage,
  dataPlaneId: string,
): TrafficReporter {
  const reporter = new TrafficReporter({ bus, usageKey, dataPlaneId, clock: SYSTEM_CLOCK });
  usage.listen((content) => reporter.accrued(content));
  return reporter;
}

function usageListener(usage: DataPlaneUsage): Partial<GatewayListener> {
  return {
    onRequestEnded: (request) => usage.sink.onRequestEnded(request),
    onUsage: (content) => usage.merge(content),
    onUsageTold: (atMs) => usage.noteTold(atMs),
    onWorkerLost: (worker) => usage.noteLostWorker(worker),
  };
}

/** Of this process, also if others serve the requests. */
function endpointTests(options: DataPlaneOptions, bus: MessageBus, dataPlaneId: string): EndpointTests {
  const { sealingKey, proxies, privateEndpoints, log } = options;
  const upstream = { proxies, ...(privateEndpoints === 'deny' ? publicOnly(new SampledLog(log)) : {}) };
  return new EndpointTests({ bus, dataPlaneId, sealingKey, upstream, clock: SYSTEM_CLOCK, log });
}

interface DataPlaneState<Content> {
  /** Null until the data folder was opened. */
  readonly running: RunningParts<Content> | null;
  readonly phase: Phase;
  /** The table in the data folder, if it may not be served. */
  readonly tooOld: TooOldTable | null;
}

/** What the operators' port tells. */
function readiness<Content>(state: () => DataPlaneState<Content>): Readiness {
  return {
    table: () => {
      const follower = state().running?.follower;
      return { revision: follower?.position?.revision ?? null, currentAtMs: follower?.currentAtMs ?? null };
    },
    usageProblem: () => state().running?.usage?.spool.problem ?? null,
    notReadyReason: () => {
      const { running, phase, tooOld } = state();
      if (phase === 'DRAINING') return 'shutting down';
      if (running === null) return 'starting: reading the data folder';
      if (!running.gateway.isRunning) return 'no worker is running: see the log';
      const { position, rejection } = running.follower;
      if (position !== null) {
        if (phase === 'STARTING') return 'starting: looking for a newer routing table in NATS';
        return running.gateway.isListening ? null : 'no worker accepts requests: see the log';
      }
      const inFolder = tooOld === null ? '' : ` the one in the data folder is too old: ${describe(tooOld)};`;
      if (rejection !== null)
        return `no routing table yet:${inFolder} the one in NATS was rejected: ${rejection.reason}`;
      return `no routing table yet:${inFolder} check that NATS and a control plane are running`;
    },
  };
}

function describe({ ageSeconds, ageSecondsMax }: TooOldTable): string {
  return `it was current ${ageSeconds} s ago, and SWITCHYARD_TABLE_MAX_AGE_SECONDS is ${ageSecondsMax}`;
}

async function openKept({ dataFolder, log }: DataPlaneOptions): Promise<KeptTable | string | null> {
  return dataFolder === undefined ? null : openKeptTable(dataFolder, log);
}

async function openUsage(
  { usageQueue: publisher, usageFolder, usageSpoolBytesMax: bytesMax, sealingKey, log }: DataPlaneOptions,
  dataPlaneId: string,
  kept: KeptTable | null,
): Promise<DataPlaneUsage | null> {
  if (publisher === undefined) return null;
  const folder = usageFolder ?? kept?.folder.usageFolder ?? null;
  const { usageKey } = sealingKey;
  return DataPlaneUsage.open({
    folder,
    ...(bytesMax === undefined ? {} : { bytesMax }),
    dataPlaneId,
    usageKey,
    publisher,
    log,
  });
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
