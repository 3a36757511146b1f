import 'reflect-metadata';
import type { ApolloServer } from '@apollo/server';
import type { KeyValueStore, MessageBus, UsageQueue } from '@switchyard/contract';
import { addProcessMetrics, logLinesDropped, OperatorServer, SampledLog } from '@switchyard/runtime';
import express from 'express';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Logger as Log } from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import type { DataSource, Logger as QueryLogger } from 'typeorm';
import { AccountingDuties } from './accounting/intake/accounting-duties';
import { UsageIntake } from './accounting/intake/usage-intake';
import type { Retention } from './accounting/tables/retention';
import { ChangeCorridor } from './change/commit-change';
import { changeWarnings } from './objects/warnings/change-warnings';
import { Authenticator } from './objects/access-tokens/authenticator';
import { AuditTrail } from './history/audit/audit-trail';
import { hearKeyUse } from './objects/consumers/consumer-key-use';
import { endPlaygroundKeys, expireKeysOfOtherAdministratorTokens } from './objects/playground/ended-playground-keys';
import { DataPlaneDirectory } from './fleet/data-planes/data-plane-directory';
import { DataPlaneList } from './fleet/data-planes/data-plane-list';
import { createDataSource } from './wiring/database/data-source';
import { DatabaseProbe } from './kernel/database/database-probe';
import { LastUse } from './kernel/database/last-use';
import { poolCounts } from './kernel/database/pool-counts';
import { ControlPlaneMetrics } from './metrics/control-plane-metrics';
import { openDatabase, requireMigrations } from './wiring/database/open-database';
import { buildGraphqlSchema } from './wiring/build-schema';
import { createLoaders } from './wiring/create-loaders';
import type { LiveContext } from './api/live/live-context';
import type { CreateContext, RequestContext } from './objects/loaders/request-context';
import { createResolverContainer } from './wiring/resolver-container';
import { ConsoleFiles, consoleFolders } from './api/console/console-files';
import { consoleHandlers } from './api/console/console-handlers';
import { ConsoleOrigins } from './api/sessions/console-origins';
import { Sessions } from './api/sessions/sessions';
import { clientAddressBehind } from './api/http/client-address';
import { createGraphqlServer } from './api/http/graphql-server';
import { addRoutes } from './api/http/http-app';
import { listen, listening } from './api/http/listen';
import { operatorPages } from './api/http/operator-pages';
import type { ReadinessParts } from './api/http/readiness';
import { RequestRate, UNAUTHENTICATED_PER_MINUTE_MAX } from './api/http/request-rate';
import { createLiveServer } from './api/live/create-live-server';
import { liveLimits, type LiveLimits } from './api/live/live-limits';
import { asksForWebSocket, type LiveCounts } from './api/live/live-server';
import { createLiveSources } from './api/live/create-live-sources';
import { DatabaseTableSource } from './publication/database-table-source';
import { readCommittedPosition } from './publication/committed-position';
import { PostgresPublicationLease } from './publication/postgres-publication-lease';
import { PublicationLag } from './publication/publication-lag';
import { PublishedHead } from './publication/published-head';
import { refuseUnservable } from './publication/refuse-unservable';
import { type PublicationState, Publisher } from './publication/publisher';
import { StoreProblems } from './publication/store-problems';
import { DatabaseDuties } from './publication/publisher-duties';
import { ENDPOINT_TESTS_PER_MINUTE_MAX } from './fleet/endpoint-tests/endpoint-test-service';
import { EndpointTester } from './fleet/endpoint-tests/endpoint-tester';
import { ChangeEffects } from './fleet/rollouts/change-effects';
import { ChangeWaits } from './fleet/rollouts/change-waits';
import { RolloutQueries } from './fleet/rollouts/rollout-queries';
import { type Settings, settingDefaults } from './settings';
import { type Caller, CONTROL_PLANE } from './kernel/caller/caller';
import { VERSION } from './version';

const MS_PER_SECOND = 1_000;
/**
 * How long a connection may be idle. Longer than the idle timeout of common load balancers, so that the control plane never
 * closes a connection just as a request arrives.
 */
const KEEP_ALIVE_MS = 75_000;
/** Apart from the requests' own: a queue that was long away would take all of those. */
const ACCOUNTING_CONNECTIONS_MAX = 2;

type RequiredSettings = Pick<Settings, 'databaseUrl' | 'host' | 'port' | 'adminPort' | 'adminToken' | 'sealingKey'>;

export interface ControlPlaneOptions {
  /** Omitted settings have the defaults of `readSettings`. */
  readonly settings: RequiredSettings & Partial<Settings>;
  /** The buckets between the planes: over NATS, or in process if both planes are one process. */
  readonly stores: {
    /** `ROUTING_TABLE_BUCKET` */
    readonly routingTable: KeyValueStore;
    /** `DATA_PLANES_BUCKET` */
    readonly dataPlanes: KeyValueStore;
  };
  /** Data planes report used consumer keys on it, and test endpoints; without it, neither happens. */
  readonly messageBus?: MessageBus;
  /** Data planes report usage through it; without it, none is recorded. */
  readonly usageQueue?: UsageQueue;
  readonly log: Log;
  /** Whether its metrics include those of the process, which last as long as the process; false by default. */
  readonly hasProcessMetrics?: boolean;
  readonly now?: () => Date;
  /** The data plane that the playground asks, if it is known only later; the setting by default. */
  readonly playgroundUrl?: () => string | null;
  /** Where the built console may be; by default beside the program. */
  readonly consoleFolders?: readonly string[];
  /** Overrides `liveLimits`, for tests that exceed them. */
  readonly liveLimits?: Partial<LiveLimits>;
  /** Sees every statement; for tests that count them. */
  readonly queryLogger?: QueryLogger;
}

export interface ControlPlane {
  /** Such as `http://127.0.0.1:4000`; GraphQL is at `/graphql`. */
  readonly url: string;
  readonly port: number;
  /** The operators' port, such as `http://127.0.0.1:4001`: `/healthz`, `/readyz`, `/metrics`. */
  readonly adminUrl: string;
  /**
   * Executes a GraphQL document as the control plane itself, which the history records as the actor.
   *
   * @throws Error with the messages of the response's errors
   */
  execute(document: string, variables?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Where browsers open the console. */
  readonly consoleUrl: string;
  /** Returns the address of the console with a secret that signs the administrator in once, within 10 minutes. */
  signInLink(): Promise<string>;
  /** The open connections and subscriptions. */
  liveCounts(): LiveCounts;
  /**
   * Stops accepting requests, closes the connections of subscriptions, lets requests in flight finish, and releases the
   * publication lease. The stores stay open.
   */
  close(): Promise<void>;
}

/**
 * Starts a control plane on a database that has been migrated.
 *
 * @throws StartError if it cannot start: one line for the operator
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { log, now = () => new Date() } = options;
  const sampledLog = new SampledLog(log);
  const settings = { ...settingDefaults, ...options.settings };
  const dataSource = createDataSource(settings.databaseUrl, log, {
    queryLogger: options.queryLogger,
    connectionsMax: settings.databaseConnectionsMax,
    connectTimeoutMs: settings.databaseWaitSeconds * MS_PER_SECOND,
    statementTimeoutMs: settings.statementTimeoutSeconds * MS_PER_SECOND,
  });
  await openDatabase(dataSource, settings.databaseUrl);
  const metrics = new ControlPlaneMetrics(VERSION);
  const corridor = new ChangeCorridor(dataSource, refuseUnservable, changeWarnings, now, (committed) =>
    publication.effects.committed(committed),
  );
  const publication = createPublication(options, dataSource, corridor, metrics, now);
  const databaseProbe = new DatabaseProbe(dataSource);
  const httpServer = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, shouldUpgradeCallback: asksForWebSocket });
  const endpointTester = new EndpointTester({
    bus: options.messageBus ?? null,
    key: settings.sealingKey.endpointTestKey,
    dataPlanes: publication.dataPlanes,
  });
  const administratorMark = settings.sealingKey.administratorMark(settings.adminToken);
  const playgroundUrl = options.playgroundUrl ?? (() => settings.playgroundUrl);
  const container = createResolverContainer({
    dataSource,
    corridor,
    sealingKey: settings.sealingKey,
    privateEndpoints: settings.privateEndpoints,
    publication: publication.state,
    storageProblem: publication.storageProblem,
    dataPlanes: publication.dataPlanes,
    rollouts: publication.rollouts,
    endpointTester,
    endpointTestRate: new RequestRate(ENDPOINT_TESTS_PER_MINUTE_MAX),
    currency: settings.currency,
    retention: settings.retention,
    playgroundUrl,
    administratorMark,
    now,
  });
  const accounting = createAccounting(options, settings.retention, metrics, now);
  const audit = new AuditTrail(dataSource, now, log);
  const use = new LastUse({ dataSource, table: 'access_token', log });
  const keyUse = new LastUse({ dataSource, table: 'consumer_key', log });
  const stopHearing = options.messageBus ? hearKeyUse(options.messageBus, keyUse, now, log) : () => undefined;
  const schema = buildGraphqlSchema(container);
  const graphql = createGraphqlServer({
    schema,
    httpServer,
    audit,
    metrics,
    drainMs: settings.drainSeconds * MS_PER_SECOND,
    log,
    sampledLog,
  });
  const sources = createLiveSources(dataSource, publication, {
    bus: options.messageBus ?? null,
    usageKey: settings.sealingKey.usageKey,
    now,
  });
  const createContext: CreateContext<LiveContext> = (caller, signal) => ({
    caller,
    loaders: createLoaders(dataSource),
    signal,
    live: sources,
  });
  const sessions = new Sessions({ token: settings.adminToken, mark: administratorMark }, dataSource, now, log);
  const origins = new ConsoleOrigins(settings.consoleOrigins);
  const admission = {
    sessions,
    origins,
    authenticator: new Authenticator(settings.adminToken, dataSource, use, now),
    audit,
    callers: new RequestRate(settings.requestsPerMinuteMax),
    unauthenticated: new RequestRate(UNAUTHENTICATED_PER_MINUTE_MAX),
    clientAddress: clientAddressBehind(settings.trustedProxies),
  };
  const limits = { ...liveLimits, ...options.liveLimits };
  const live = createLiveServer({ httpServer, schema, admission, createContext, limits, now, log, sampledLog });
  const readiness = { databaseAnswers: () => databaseProbe.answers(), publication: publication.lagState };
  metrics.readFrom({
    ...publication.metricSources,
    pools: () => ({ requests: poolCounts(dataSource), usage: accounting.pool() }),
    liveCounts: () => live.counts,
    logLinesDropped,
    usageBacklog: async () => (await options.usageQueue?.backlog()) ?? null,
  });
  const operators = createOperatorServer(options, readiness, metrics);
  const close = async () => {
    // Ends waits at once: the server waits for requests in flight before it stops.
    publication.waits.close();
    // Open subscription connections would keep the server open until its timeout.
    await Promise.all([live.close(), graphql.stop()]);
    await publication.close();
    await audit.close();
    sessions.close();
    stopHearing();
    endpointTester.close();
    await use.close();
    await keyUse.close();
    await accounting.close();
    await dataSource.destroy();
    await operators.close();
    sampledLog.endWindow();
  };
  await graphql.start();
  try {
    await requireMigrations(dataSource);
    const app = express();
    addRoutes(app, {
      graphql,
      admission,
      createContext,
      allowedOrigins: settings.allowedOrigins,
      ...readiness,
      onResponse: (status) => metrics.responded(status),
      sampledLog,
      console: consoleHandlers(
        new ConsoleFiles(options.consoleFolders ?? consoleFolders(__dirname)),
        admission,
        playgroundUrl,
        () => endPlaygroundKeys(corridor, now()),
      ),
    });
    httpServer.on('request', app);
    const adminUrl = await operators.listen();
    const { host } = settings;
    const port = await listen(httpServer, { host, port: settings.port, setting: 'SWITCHYARD_CONTROL_PLANE_PORT' });
    const url = `http://${hostInUrl(host)}:${port}`;
    origins.listensOn(url);
    publication.start();
    await accounting.start();
    await audit.purge();
    await sessions.purge();
    await sessions.endOfOtherAdministratorTokens();
    await expireKeysOfOtherAdministratorTokens(dataSource, administratorMark, now());
    await endPlaygroundKeys(corridor, now());
    const execute = executor(graphql, createContext);
    const consoleUrl = origins.all[0] ?? '';
    const signInLink = async () => `${consoleUrl}/#sign-in=${await sessions.createSignInLink()}`;
    return { url, port, adminUrl, consoleUrl, signInLink, execute, liveCounts: () => live.counts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function executor(graphql: ApolloServer<RequestContext>, createContext: CreateContext): ControlPlane['execute'] {
  return async (query, variables = {}) => {
    const caller: Caller = {
      actor: CONTROL_PLANE,
      role: 'ADMIN',
      expiresAt: null,
      correlationId: randomUUID(),
      remoteAddress: null,
    };
    const { body } = await graphql.executeOperation(
      { query, variables },
      { contextValue: createContext(caller, new AbortController().signal) },
    );
    if (body.kind !== 'single') throw new Error('incremental delivery is not supported');
    const { data, errors = [] } = body.singleResult;
    if (errors.length > 0 || !data) throw new Error(errors.map(({ message }) => message).join('; '));
    return data;
  };
}

function createPublication(
  { settings, stores, log }: ControlPlaneOptions,
  dataSource: DataSource,
  corridor: ChangeCorridor,
  metrics: ControlPlaneMetrics,
  now: () => Date,
) {
  const { tableKey, statusKey } = settings.sealingKey;
  // Of this process: two control planes must not use the same.
  const watchName = `control-plane-${randomUUID()}`;
  const head = new PublishedHead(stores.routingTable, tableKey, watchName);
  const directory = new DataPlaneDirectory({ store: stores.dataPlanes, watchName, statusKey, log });
  const lease = new PostgresPublicationLease({
    connectionString: settings.databaseUrl,
    log,
    onCommit: () => publisher.notify(),
  });
  const publisher: Publisher = new Publisher({
    source: new DatabaseTableSource(dataSource, log, (manager) => lease.assertHeld(manager)),
    store: stores.routingTable,
    tableKey,
    head,
    lease,
    duties: new DatabaseDuties(dataSource, corridor, lease, tableKey.id, now),
    appliedPositions: () => directory.appliedPositions(),
    log,
  });
  const lag = new PublicationLag({ head, readCommitted: () => readCommittedPosition(dataSource.manager), log });
  const dataPlanes = new DataPlaneList(directory, head);
  const effects = new ChangeEffects({
    dataPlanes: directory,
    onEffect: (seconds) => metrics.changeInEffect(seconds),
  });
  const waits = new ChangeWaits({ onChange: (listener) => dataPlanes.onChange(listener) });
  // The publisher knows why; the lag, only that.
  const state = (): PublicationState => ({
    ...publisher.state,
    problem: publisher.state.problem ?? lag.problem,
  });
  const storeProblems = new StoreProblems({ stores: [stores.routingTable, stores.dataPlanes], log });
  const metricSources = {
    committedRevision: () => lag.committedRevision,
    publishedRevision: () => publisher.state.publishedRevision,
    isPublisher: () => lease.held,
    hasPublicationProblem: () => state().problem !== null,
    publicationLagSeconds: () => lag.lagSeconds,
    dataPlanes: () => {
      const live = dataPlanes.all().filter((dataPlane) => dataPlane.live);
      return { live: live.length, behind: live.filter(({ upToDate }) => !upToDate).length };
    },
  };
  return {
    publisher,
    state,
    effects,
    metricSources,
    storageProblem: () => storeProblems.problem,
    lagState: () => (publisher.state.problem === null ? lag.state : 'behind'),
    head,
    dataPlanes,
    waits,
    rollouts: new RolloutQueries({ dataSource, head, dataPlanes, waits, log }),
    start: () => {
      publisher.start();
      lag.start();
      storeProblems.start();
    },
    close: async () => {
      lag.close();
      storeProblems.close();
      await publisher.close();
      effects.close();
      directory.close();
      head.close();
    },
  };
}

/** Takes in what data planes report, and keeps its tables in order. */
function createAccounting(
  { usageQueue, log, settings: { databaseUrl, sealingKey } }: ControlPlaneOptions,
  retention: Retention,
  metrics: ControlPlaneMetrics,
  now: () => Date,
) {
  const dataSource = createDataSource(databaseUrl, log, {
    connectionsMax: ACCOUNTING_CONNECTIONS_MAX,
    hasEntities: false,
  });
  const duties = new AccountingDuties(dataSource, retention, now, log);
  const { usageKey } = sealingKey;
  let intake: UsageIntake | null = null;
  return {
    pool: () => poolCounts(dataSource),
    start: async () => {
      await dataSource.initialize();
      duties.start();
      if (usageQueue) intake = new UsageIntake({ dataSource, queue: usageQueue, usageKey, retention, metrics, log });
    },
    close: async () => {
      await intake?.close();
      await duties.close();
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}

/** The operators' port. */
function createOperatorServer(
  { settings: { host, adminPort }, hasProcessMetrics = false, log }: ControlPlaneOptions,
  readiness: ReadinessParts,
  metrics: ControlPlaneMetrics,
) {
  if (hasProcessMetrics) addProcessMetrics(metrics.registry, collectDefaultMetrics);
  const server = new OperatorServer(
    operatorPages(readiness, () => metrics.text()),
    (path, err) => log.error({ path, err }, 'internal error at the port for operators'),
  );
  return {
    /** @returns its URL. @throws StartError */
    listen: async () => {
      const address = { host, port: adminPort, setting: 'SWITCHYARD_CONTROL_PLANE_ADMIN_PORT' };
      const port = await listening(address, (...where) => server.listen(...where));
      return `http://${hostInUrl(host)}:${port}`;
    },
    close: () => server.close(),
  };
}

/** A URL has an IPv6 address in brackets (RFC 3986, section 3.2.2). */
function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
