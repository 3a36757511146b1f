import {
  DRAIN_SECONDS,
  type EndpointFault,
  type PrivateEndpoints,
  type SealingKey,
  type SharedSuspension,
} from '@switchyard/contract';
import { SampledLog, SYSTEM_CLOCK } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { UsageMeter } from '../accounting/usage-meter';
import { type ReportedHealth, reportHealth } from '../fleet/reported-health';
import { type SiblingSuspension, siblingSuspension, suspendLikeSibling } from '../fleet/sibling-suspension';
import { suspendReported } from '../fleet/suspend-reported';
import { UnsentSuspensions } from '../fleet/unsent-suspensions';
import type { PolicyStateShare } from '../health/policy-state';
import { type CausedSuspension, type HealthListener, PolicyStates } from '../health/policy-states';
import { logSuspension } from '../health/suspension-log';
import { AllowedOrigins } from '../http/allowed-origins';
import type { SocketHandle } from '../http/listening-socket';
import { CONSUMER_TIMEOUTS } from '../load/consumer-timeouts';
import { GatewayServer, type GatewayServerLimits } from '../server/gateway-server';
import { StreamUsageRefusals } from '../route/stream-usage-refusals';
import { AccessLog, type AccessLogSetting } from '../server/access-log';
import { LocalTable } from '../table/local-table';
import type { ReadContent } from '../table/read-entry';
import { RoutingTable } from '../table/routing-table';
import { EventLoopDelay } from '../metrics/event-loop-delay';
import { goneObjects } from '../metrics/gone-objects';
import type { MetricDetail } from '../metrics/metric-families';
import { ownUse, type ProcessFigures } from '../metrics/process-figures';
import { RequestMetrics } from '../metrics/request-metrics';
import { unavailableTargets } from '../metrics/target-availability';
import type { Proxies } from '../upstream/proxies';
import { publicOnly } from '../upstream/public-only';
import { UpstreamPools } from '../upstream/upstream-pools';
import type { Gateway, GatewayListener, GatewayMetrics } from './gateway';

/** Omitted limits have the defaults in `docs/limits.md`. */
export interface GatewayOptions extends GatewayServerLimits {
  /** Opens the credentials of endpoints. */
  readonly sealingKey: SealingKey;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly requestBodyBytesMax: number;
  readonly socketsPerOriginMax?: number;
  /** How long `drain` still serves, so that load balancers learn that it is not ready; 0 by default. */
  readonly shutdownDelayMs?: number;
  /** How long `drain` lets requests finish; `DRAIN_SECONDS` by default. */
  readonly drainMs?: number;
  /** The proxies on the way to vendors; none by default. */
  readonly proxies?: Proxies;
  /** Whether connections to vendors may go to private addresses; allowed by default. */
  readonly privateEndpoints?: PrivateEndpoints;
  /** Origins of web pages that may call the gateway, or `*`; none by default. */
  readonly allowedOrigins?: readonly string[];
  /** What this process has, if others of the data plane serve requests too. */
  readonly healthShare?: PolicyStateShare;
  /** Which requests are logged; `ACCESS_LOG_DEFAULT` by default. */
  readonly accessLog?: AccessLogSetting;
  /** What metrics tell apart besides; nothing by default. */
  readonly metricDetail?: MetricDetail;
  readonly log: Logger;
}

/** Serves requests in this process. */
export class LocalGateway implements Gateway<ReadContent> {
  readonly target: LocalTable;
  readonly metrics: GatewayMetrics;
  readonly #options: GatewayOptions;
  readonly #table: RoutingTable;
  readonly #pools: UpstreamPools;
  readonly #server: GatewayServer;
  readonly #unsent: UnsentSuspensions;
  readonly #eventLoopDelay = new EventLoopDelay();
  #isListening = false;

  constructor(options: GatewayOptions, listener: GatewayListener) {
    const { sealingKey, log } = options;
    const { onRequestEnded } = listener;
    this.#options = options;
    const sampledLog = new SampledLog(log);
    this.#pools = new UpstreamPools({
      socketsPerOriginMax: options.socketsPerOriginMax,
      proxies: options.proxies,
      ...(options.privateEndpoints === 'deny' ? publicOnly(sampledLog) : {}),
    });
    this.#unsent = new UnsentSuspensions({ send: listener.onSuspended, nowMs: () => SYSTEM_CLOCK.monotonicMs() });
    const metrics = new RequestMetrics(options.metricDetail);
    this.metrics = {
      book: metrics.book,
      processes: async () => [{ worker: 0, ...(await this.figures()) }],
      unavailableTargets: () => unavailableTargets(this.#table, SYSTEM_CLOCK.monotonicMs()),
      findGone: (objects) => goneObjects(this.#table, objects),
      forgetSeries: () => metrics.forgetSeries(),
    };
    const healthListener: HealthListener = {
      onSuspended: (suspension) => {
        if (suspension.hasNewReason) metrics.noteSuspension(suspension.cause);
        logSuspension(sampledLog, SYSTEM_CLOCK, suspension);
        this.#unsent.note(suspension);
        listener.onSuspendedNow?.(suspension);
      },
      onHealthChanged: listener.onHealthChanged,
    };
    const policyStates = new PolicyStates(healthListener, options.healthShare);
    this.#table = new RoutingTable(policyStates, {
      onEndpointsReplaced: (before, now) => this.#pools.replace(before, now),
    });
    this.target = new LocalTable(this.#table, sealingKey);
    const context = {
      table: this.#table,
      pools: this.#pools,
      clock: SYSTEM_CLOCK,
      meter: new UsageMeter(this.#table),
      streamUsageRefusals: new StreamUsageRefusals(),
      requestBodyBytesMax: options.requestBodyBytesMax,
      consumerTimeouts: CONSUMER_TIMEOUTS,
      allowedOrigins: new AllowedOrigins(options.allowedOrigins),
      onKeyUsed: listener.onKeyUsed,
      requestSinks: [
        new AccessLog(log, sampledLog, options.accessLog),
        metrics,
        ...(onRequestEnded === undefined ? [] : [{ onRequestEnded }]),
      ],
      log,
      sampledLog,
    };
    this.#server = new GatewayServer(context, options);
  }

  get requestsInFlight(): number {
    return this.#server.load.requestsInFlight;
  }

  get isListening(): boolean {
    return this.#isListening;
  }

  get isRunning(): boolean {
    return true;
  }

  get storageProblem(): null {
    return null;
  }

  health(): Promise<ReportedHealth> {
    return reportHealth(this.#table, SYSTEM_CLOCK);
  }

  endpointFaults(): readonly EndpointFault[] {
    return this.#table.endpointFaults();
  }

  suspendReported(suspensions: readonly SharedSuspension[]): void {
    for (const each of suspensions) suspendReported(this.#table, each, SYSTEM_CLOCK.monotonicMs());
  }

  /** What the other processes of this data plane are told of a suspension; null if it has ended. */
  siblingSuspension(suspension: CausedSuspension): SiblingSuspension | null {
    return siblingSuspension(this.#table, suspension, SYSTEM_CLOCK.monotonicMs());
  }

  /** Suspends what another process of this data plane has suspended. */
  suspendLikeSibling(suspension: SiblingSuspension): void {
    suspendLikeSibling(this.#table, suspension, SYSTEM_CLOCK.monotonicMs());
  }

  /** What this process uses to serve requests. */
  async figures(): Promise<ProcessFigures> {
    return {
      ...ownUse(),
      eventLoopDelaySeconds: this.#eventLoopDelay.worstSeconds(),
      connections: await this.connections(),
    };
  }

  /** How many consumers are connected. */
  connections(): Promise<number> {
    return this.#server.connections();
  }

  /** Ends so many connections, each after its next answer. */
  endConnections(count: number): void {
    this.#server.endConnections(count);
  }

  /** @param socket where to listen, if another process has bound it; by default at the port that the options have */
  async listen(socket?: SocketHandle): Promise<number> {
    const { port, host } = this.#options;
    const opened = await (socket === undefined ? this.#server.listen(port, host) : this.#server.listenOn(socket));
    this.#isListening = true;
    return opened;
  }

  stopWaiting(): void {
    // It waits for nobody.
  }

  async drain(): Promise<void> {
    const { drainMs = DRAIN_SECONDS * 1_000, shutdownDelayMs } = this.#options;
    await this.#server.drain(drainMs, shutdownDelayMs);
  }

  async close(): Promise<void> {
    this.#unsent.close();
    this.#eventLoopDelay.stop();
    await this.#pools.destroy();
  }
}
