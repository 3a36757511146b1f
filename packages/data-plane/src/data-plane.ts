import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import {
  DRAIN_SECONDS,
  type KeyValueStore,
  type MessageBus,
  type PrivateEndpoints,
  type SealingKey,
} from '@switchyard/contract';
import { SampledLog, SYSTEM_CLOCK } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { AllowedOrigins } from './http/allowed-origins';
import { AdminServer } from './server/admin-server';
import { GatewayServer, type GatewayServerLimits } from './server/gateway-server';
import { serveFirstTable } from './first-table';
import { listen } from './http/listen';
import { type KeptTable, openKeptTable } from './journal/kept-table';
import { PolicyStates } from './health/policy-states';
import { PeerSuspensions } from './fleet/peer-suspensions';
import { KeyUseReporter } from './fleet/key-use-reporter';
import { CONSUMER_TIMEOUTS } from './load/consumer-timeouts';
import { RoutingTable } from './table/routing-table';
import { TableFollower } from './table/table-follower';
import { reportHealth } from './fleet/reported-health';
import { StatusReporter } from './fleet/status-reporter';
import { type PrivateAddressRefused, publicConnector, publicHostCheck } from './upstream/public-connector';
import type { Proxies } from './upstream/proxies';
import { UpstreamPools } from './upstream/upstream-pools';
import type { ConnectTerms } from './upstream/upstream-way';
import { VERSION } from './version';

/** Omitted limits have the defaults in `docs/limits.md`. */
export interface DataPlaneOptions extends GatewayServerLimits {
  /** The bucket of the routing table, and that of the data planes' statuses. */
  readonly stores: { readonly routingTable: KeyValueStore; readonly dataPlanes: KeyValueStore };
  /** Carries suspensions between data planes, and key use to the control plane; best effort. */
  readonly messageBus?: MessageBus;
  readonly sealingKey: SealingKey;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly adminPort: number;
  readonly requestBodyBytesMax: number;
  readonly socketsPerOriginMax?: number;
  /** How long `close` still serves, so that load balancers learn that it is not ready; 0 by default. */
  readonly shutdownDelayMs?: number;
  /** How long `close` lets requests finish; `DRAIN_SECONDS` by default. */
  readonly drainMs?: number;
  /** The proxies on the way to vendors; none by default. */
  readonly proxies?: Proxies;
  /** Whether connections to vendors may go to private addresses; allowed by default. */
  readonly privateEndpoints?: PrivateEndpoints;
  /** Origins of web pages that may call the gateway, or `*`; none by default. */
  readonly allowedOrigins?: readonly string[];
  /** The folder with what must survive a restart: its id and its routing table; nothing survives by default. */
  readonly dataFolder?: string | undefined;
  /** How old a table from that folder may be to be served while NATS is away; any age by default. */
  readonly tableAgeMsMax?: number;
  /** How long the port for consumers stays closed at most while there is no table; 0 by default. */
  readonly tableWaitMs?: number;
  /** Ends a start that waits for a table. */
  readonly signal?: AbortSignal;
  /** Called when there is a table to serve. */
  readonly onFirstTable?: () => void;
  readonly log: Logger;
}

/** A running gateway. */
export interface DataPlane {
  readonly id: string;
  /** Base URLs for consumers and operators, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly adminUrl: string;
  /** Serves on for `shutdownDelayMs`, lets requests and streams finish for `drainMs`, and frees all resources. */
  close(): Promise<void>;
}

/**
 * Starts a data plane, which follows the routing table and serves requests. The port for consumers opens when there is a table
 * to serve, or after `tableWaitMs`; that for operators opens at once.
 *
 * @throws the listener's error if a port is not available, FolderInUseError if another program has the folder, the signal's
 *   reason once it is aborted; nothing is left running
 */
export async function startDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { stores, sealingKey, host, log } = options;
  const sampledLog = new SampledLog(log);
  const pools = new UpstreamPools({
    socketsPerOriginMax: options.socketsPerOriginMax,
    proxies: options.proxies,
    ...(options.privateEndpoints === 'deny' ? publicOnly(sampledLog) : {}),
  });
  const policyStates = new PolicyStates({
    onSuspended: (suspension) => peers?.note(suspension),
    onHealthChanged: () => reporter.noteHealth(),
  });
  const table = new RoutingTable(policyStates, {
    onEndpointsReplaced: (before, now) => pools.replace(before, now),
  });
  const { messageBus } = options;
  const keyUse = messageBus === undefined ? null : new KeyUseReporter({ bus: messageBus });
  const context = {
    table,
    pools,
    clock: SYSTEM_CLOCK,
    requestBodyBytesMax: options.requestBodyBytesMax,
    consumerTimeouts: CONSUMER_TIMEOUTS,
    allowedOrigins: new AllowedOrigins(options.allowedOrigins),
    onKeyUsed: (consumerKeyId: string, nowMs: number) => keyUse?.note(consumerKeyId, nowMs),
    log,
    sampledLog,
  };
  const server = new GatewayServer(context, options);
  let isOpen = false;
  let draining = false;
  let rejectionReason = (): string | null => null;
  let currentAtMs = (): number | null => null;
  const admin = new AdminServer({
    table: () => ({ revision: table.position?.revision ?? null, currentAtMs: currentAtMs() }),
    notReadyReason: () => {
      if (draining) return 'shutting down';
      if (table.position !== null) return isOpen ? null : 'starting: looking for a newer routing table in NATS';
      const rejected = rejectionReason();
      if (rejected !== null) return `no routing table yet: the one in NATS was rejected: ${rejected}`;
      return 'no routing table yet: check that NATS and a control plane are running';
    },
  });
  await requireFreePort(options.port, host);
  const adminPort = await admin.listen(options.adminPort, host);
  const adminUrl = `http://${urlHost(host)}:${adminPort}`;
  log.info({ adminUrl }, 'listening for operators');
  const opened = await openKept(options).catch(async (error: unknown) => {
    await admin.close();
    throw error;
  });
  const folderProblem = typeof opened === 'string' ? opened : null;
  const kept = typeof opened === 'string' ? null : opened;
  const id = kept?.folder.id ?? randomUUID();
  const peers =
    messageBus === undefined
      ? null
      : new PeerSuspensions({ bus: messageBus, dataPlaneId: id, table, nowMs: () => SYSTEM_CLOCK.monotonicMs(), log });
  const follower = new TableFollower({
    store: stores.routingTable,
    watchName: id,
    table,
    sealingKey,
    journal: kept?.journal ?? null,
    log,
  });
  rejectionReason = () => follower.rejection?.reason ?? null;
  currentAtMs = () => follower.currentAtMs;
  const unlistenFirst = follower.onChange(() => {
    if (table.position === null) return;
    unlistenFirst();
    options.onFirstTable?.();
  });
  const reporter: StatusReporter = new StatusReporter({
    store: stores.dataPlanes,
    statusKey: sealingKey.statusKey,
    identity: { id, host: hostname(), version: VERSION, startedAt: new Date().toISOString() },
    follower,
    storageProblem: () => folderProblem ?? kept?.journal.problem ?? null,
    requestsInFlight: () => server.load.requestsInFlight,
    health: () => reportHealth(table, SYSTEM_CLOCK),
    endpointFaults: () => table.endpointFaults(),
    log,
  });

  const end = async () => {
    await reporter.close();
    follower.close();
    peers?.close();
    keyUse?.close();
    await Promise.all([admin.close(), pools.destroy()]);
    await kept?.close();
  };
  let port: number;
  try {
    await serveFirstTable(follower, kept, options);
    port = await server.listen(options.port, host);
    isOpen = true;
  } catch (error) {
    await end();
    throw error;
  }
  return {
    id,
    url: `http://${urlHost(host)}:${port}`,
    adminUrl,
    async close() {
      draining = true;
      await server.drain(options.drainMs ?? DRAIN_SECONDS * 1_000, options.shutdownDelayMs);
      await end();
    },
  };
}

/** The consumers' port opens late, but whoever starts the program wants to know at once that it is taken. */
async function requireFreePort(port: number, host: string): Promise<void> {
  const probe = createServer();
  await listen(probe, port, host);
  await new Promise((resolve) => probe.close(resolve));
}

async function openKept({ dataFolder, log }: DataPlaneOptions): Promise<KeptTable | string | null> {
  return dataFolder === undefined ? null : openKeptTable(dataFolder, log);
}

/** Lets connections go to public addresses only. */
function publicOnly(sampledLog: SampledLog) {
  const onRefused = ({ host, address, message }: PrivateAddressRefused) =>
    sampledLog.write('refused connection', 'warn', 'connection to endpoint refused', () => ({
      host,
      address,
      reason: message,
    }));
  return {
    connectorFor: (terms: ConnectTerms) => publicConnector({ ...terms, onRefused }),
    checkHost: publicHostCheck({ onRefused }),
  };
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
