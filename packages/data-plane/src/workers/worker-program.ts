import { SYSTEM_CLOCK } from '@switchyard/runtime';
import { RECORDS_PER_SECOND_MAX } from '../accounting/kept-records';
import { UsageAccrual } from '../accounting/usage-accrual';
import { UsageReporter } from '../accounting/usage-reporter';
import { type GatewayOptions, LocalGateway } from '../gateway/local-gateway';
import { LAST_RESORTS_MAX, LAST_RESORTS_PER_CONSUMER } from '../health/last-resort-room';
import type { SocketHandle } from '../http/listening-socket';
import { shareOf } from '../load/worker-share';
import { GoneSeries } from '../metrics/gone-series';
import { MetricReports } from './metric-reports';
import { SiblingReports } from './sibling-reports';
import { WorkerDeltas } from './worker-deltas';
import { WorkerTable } from './worker-table';
import type { FromWorker, ToWorker, WorkerStart } from './worker-message';

export interface WorkerProgramOptions {
  /** What the gateway of a data plane with one process has. */
  readonly gateway: GatewayOptions;
  readonly start: WorkerStart;
  /** Resolves when the message is on its way. */
  readonly send: (message: FromWorker) => Promise<void>;
  /** Called when there is a table to serve. */
  readonly onFirstTable: () => void;
  /** How many lines its log has dropped since the start. */
  readonly logLinesDropped: () => number;
}

/** A worker: serves requests by the revisions that the primary gives it, until it is told to drain. */
export class WorkerProgram {
  readonly #options: WorkerProgramOptions;
  readonly #gateway: LocalGateway;
  readonly #table: WorkerTable;
  readonly #deltas: WorkerDeltas;
  readonly #usage: UsageReporter;
  readonly #metricReports: MetricReports;
  readonly #goneSeries: GoneSeries;
  #hasTable = false;
  /** Whether the last request has ended. */
  #isDrained = false;

  constructor(options: WorkerProgramOptions) {
    const { gateway, start, send } = options;
    const { index, workers, limits } = start;
    this.#options = options;
    const accrual = new UsageAccrual(shareOf(RECORDS_PER_SECOND_MAX, index, workers));
    const siblings = new SiblingReports({
      describe: (suspension) => this.#gateway.siblingSuspension(suspension),
      send: (suspension) => void send({ kind: 'SUSPENDED', suspension }),
    });
    this.#gateway = new LocalGateway(
      {
        ...gateway,
        ...limits,
        healthShare: {
          firstTicket: index,
          lastResorts: {
            all: shareOf(LAST_RESORTS_MAX, index, workers),
            perConsumer: shareOf(LAST_RESORTS_PER_CONSUMER, index, workers),
          },
        },
      },
      {
        onKeyUsed: (consumerKeyId, usedAtMs) => this.#deltas.noteKeyUsed(consumerKeyId, usedAtMs),
        onHealthChanged: () => this.#deltas.noteHealth(),
        onSuspended: (suspensions) => void send({ kind: 'SUSPENDED_FOR_PEERS', suspensions }),
        onSuspendedNow: (suspension) => siblings.note(suspension),
        onRequestEnded: (request) => accrual.onRequestEnded(request),
      },
    );
    this.#usage = new UsageReporter({
      accrual,
      send: (content) => send({ kind: 'USAGE', content }),
      onReported: (atMs) => send({ kind: 'USAGE_TOLD', atMs, isLast: this.#isDrained }),
    });
    this.#deltas = new WorkerDeltas({
      requestsInFlight: () => this.#gateway.requestsInFlight,
      connections: () => this.#gateway.connections(),
      health: () => this.#gateway.health(),
      send: (delta) => send({ kind: 'DELTA', delta }),
    });
    const { metrics } = this.#gateway;
    this.#metricReports = new MetricReports({
      book: metrics.book,
      logLinesDropped: options.logLinesDropped,
      figures: () => this.#gateway.figures(),
      unavailableTargets: () => metrics.unavailableTargets(),
      send: (told) => send({ kind: 'METRICS', metrics: told }),
    });
    // The primary keeps what this worker has told of what is gone.
    this.#goneSeries = new GoneSeries({
      book: metrics.book,
      findGone: metrics.findGone,
      keptMs: 0,
      mayGo: (series) => series.isTold,
      onDropped: () => metrics.forgetSeries(),
      nowMs: () => SYSTEM_CLOCK.monotonicMs(),
    });
    this.#table = new WorkerTable({
      target: this.#gateway.target,
      endpointFaults: () => this.#gateway.endpointFaults(),
      log: gateway.log,
    });
  }

  /** Does what the primary asks, and answers it. @param socket what LISTEN is about */
  async receive(message: ToWorker, socket?: SocketHandle): Promise<void> {
    const answer = await this.#handle(message, socket);
    if (answer !== null) await this.#options.send(answer);
  }

  /** Lets requests finish, tells the primary what they did, and frees everything. */
  async drain(): Promise<void> {
    await this.#gateway.drain();
    await this.#deltas.close();
    this.#isDrained = true;
    await this.#usage.close();
    this.#goneSeries.close();
    await this.#metricReports.close();
    await this.#gateway.close();
  }

  async #handle(message: ToWorker, socket?: SocketHandle): Promise<FromWorker | null> {
    switch (message.kind) {
      case 'LOAD_FILE':
        return this.#table.loadFile(message.path);
      case 'ENTRIES':
        this.#table.receive(message.entries);
        return null;
      case 'PREPARE':
        return this.#table.prepare(message.revision);
      case 'APPLY':
        return this.#apply();
      case 'DISCARD':
        this.#table.discard();
        return null;
      case 'LISTEN':
        return this.#listen(socket);
      case 'END_CONNECTIONS':
        this.#gateway.endConnections(message.count);
        return null;
      case 'SUSPEND_LIKE_SIBLING':
        this.#gateway.suspendLikeSibling(message.suspension);
        return null;
      case 'SUSPEND_REPORTED':
        this.#gateway.suspendReported(message.suspensions);
        return null;
      case 'FIND_GONE':
        return { kind: 'GONE', places: (await this.#gateway.metrics.findGone(message.objects)) ?? [] };
      case 'DRAIN':
      case 'START':
        return null;
    }
  }

  async #apply(): Promise<FromWorker> {
    const applied = await this.#table.apply();
    if (!this.#hasTable) this.#options.onFirstTable();
    this.#hasTable = true;
    return applied;
  }

  async #listen(socket: SocketHandle | undefined): Promise<FromWorker> {
    try {
      return { kind: 'LISTENING', port: await this.#gateway.listen(socket) };
    } catch (error) {
      const { message, code, address, port } = error as NodeJS.ErrnoException & ListenFields;
      return { kind: 'NOT_LISTENING', error: { message, code, address, port } };
    }
  }
}

interface ListenFields {
  readonly address?: string;
  readonly port?: number;
}
