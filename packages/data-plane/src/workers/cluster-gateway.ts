import type { EndpointFault, SharedSuspension } from '@switchyard/contract';
import { SYSTEM_CLOCK } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { TERMINAL_EVENT_MS_MAX } from '../answer/exchange';
import type { ReportedHealth } from '../fleet/reported-health';
import type { Gateway, GatewayListener } from '../gateway/gateway';
import { type ListeningSocket, openListeningSocket } from '../http/listening-socket';
import type { TableJournal } from '../journal/table-journal';
import type { SharedLimits } from '../load/worker-share';
import type { MetricDetail } from '../metrics/metric-families';
import type { ObjectLabels } from '../metrics/series-book';
import { mergeHealth } from './merge-health';
import { MergedMetrics } from './merged-metrics';
import { surplusConnections } from './surplus-connections';
import { ToldSuspensions } from './told-suspensions';
import type { Answer, FromWorker, ListenError, ToWorker, WorkerDelta } from './worker-message';
import { WorkerPool } from './worker-pool';
import { forkWorker, type OnWorkerMessage, type WorkerProcess } from './worker-process';
import { WorkerTables } from './worker-tables';

export interface ClusterGatewayOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** How long workers let requests finish, from when they are told to drain, in ms. */
  readonly drainMsMax: number;
  /** How long they may take after that before they are ended; `DRAIN_GRACE_MS` by default. */
  readonly drainGraceMs?: number;
  /** The limits of each worker. */
  readonly workerLimits: readonly SharedLimits[];
  /** Where workers read the table; null if nothing is kept. */
  readonly file: {
    readonly path: string;
    readonly journal: Pick<TableJournal, 'durable' | 'table' | 'onChange'>;
  } | null;
  /** Writes log lines of workers: one process writes all lines, so that none comes in the middle of another. */
  readonly writeLog: (lines: string) => void;
  /** As the workers have it. */
  readonly metricDetail?: MetricDetail | undefined;
  readonly log: Logger;
}

/** As often as workers tell how many connections they have. */
const BALANCE_INTERVAL_MS = 1_000;
/** For the last bytes of answers, and to end, after the time that requests have to finish. */
const DRAIN_GRACE_MS = TERMINAL_EVENT_MS_MAX + 2_000;

/**
 * Serves requests in workers, each a process with its own table and a share of the limits. This process serves none. It holds the
 * listening socket, so that the port stays open while workers are replaced, and consumers wait for the next one. Each worker
 * accepts connections by itself: those that a primary hands over are lost if the worker dies meanwhile.
 */
export class ClusterGateway implements Gateway<string> {
  readonly target: WorkerTables<WorkerProcess>;
  readonly metrics: MergedMetrics<WorkerProcess>;
  readonly #options: ClusterGatewayOptions;
  readonly #listener: GatewayListener;
  readonly #pool: WorkerPool<WorkerProcess>;
  readonly #unlisten: () => void;
  readonly #balancing: NodeJS.Timeout;
  readonly #load = new Map<WorkerProcess, Pick<WorkerDelta, 'requestsInFlight' | 'connections'>>();
  readonly #health = new Map<WorkerProcess, ReportedHealth>();
  readonly #listening = new Set<WorkerProcess>();
  /** Those that are ending connections. */
  readonly #ending = new Set<WorkerProcess>();
  /** Of those that start: resolves when they serve what is current, or cannot. */
  readonly #starting = new Map<WorkerProcess, PromiseWithResolvers<void>>();
  /** The answers of those that were asked to listen. */
  readonly #asked = new Map<WorkerProcess, Promise<Answer<'LISTEN'> | null>>();
  readonly #suspensions = new ToldSuspensions();
  /** Up to when those that serve have told what their requests used, in ms since the epoch. */
  readonly #usageToldAtMs = new Map<WorkerProcess, number>();
  /** Those that drain, and have told what their requests used up to the last one. */
  readonly #hasToldAll = new WeakSet<WorkerProcess>();
  /** Null until it listens, and once it drains. */
  #socket: ListeningSocket | null = null;
  /** Whether a worker accepts requests, or did. */
  #isOpen = false;

  constructor(options: ClusterGatewayOptions, listener: GatewayListener) {
    this.#options = options;
    this.#listener = listener;
    this.metrics = new MergedMetrics(options.metricDetail, (objects) => this.#findGone(objects));
    const { file, log } = options;
    this.target = new WorkerTables({
      file:
        file === null
          ? null
          : { path: file.path, durable: () => file.journal.durable, table: () => file.journal.table },
      log,
    });
    this.#unlisten = file?.journal.onChange(() => this.target.noteKept()) ?? (() => undefined);
    this.#pool = new WorkerPool({
      count: options.workerLimits.length,
      fork: (index) => this.#fork(index),
      untilServing: async (worker) => this.#starting.get(worker)?.promise,
      onEnded: (worker) => this.#forget(worker),
      log,
    });
    // The others start when the first one serves: until then the processors have enough to do.
    this.#pool.start(1);
    this.#balancing = setInterval(() => this.#balance(), BALANCE_INTERVAL_MS).unref();
  }

  get requestsInFlight(): number {
    return [...this.#load.values()].reduce((sum, { requestsInFlight }) => sum + requestsInFlight, 0);
  }

  get isRunning(): boolean {
    return this.target.workers.size > 0;
  }

  get isListening(): boolean {
    return this.#listening.size > 0;
  }

  get storageProblem(): string | null {
    return this.target.storageProblem;
  }

  async health(): Promise<ReportedHealth> {
    return mergeHealth([...this.#health.values()]);
  }

  endpointFaults(): readonly EndpointFault[] {
    return this.target.endpointFaults;
  }

  suspendReported(suspensions: readonly SharedSuspension[]): void {
    this.#tellAll({ kind: 'SUSPEND_REPORTED', suspensions });
  }

  async listen(): Promise<number> {
    const socket = await openListeningSocket(this.#options.port, this.#options.host);
    this.#socket = socket;
    for (;;) {
      const first = await this.target.untilWorker();
      const answer = await this.#listenAt(first, socket);
      if (answer === null) {
        this.target.leave(first);
        continue;
      }
      if (answer.kind === 'NOT_LISTENING') throw listenError(answer.error);
      this.#isOpen = true;
      this.#pool.start();
      await Promise.all(Array.from(this.target.workers, (worker) => this.#openPort(worker)));
      return socket.port;
    }
  }

  stopWaiting(): void {
    void this.close();
  }

  async drain(): Promise<void> {
    clearInterval(this.#balancing);
    this.#pool.retire();
    // Workers accept until each has had its delay. While this process held the socket too, the system would go on making
    // connections when the last worker has stopped, and nobody would accept them.
    this.#closeSocket();
    const workers = [...this.#pool.running];
    for (const worker of workers) void worker.send({ kind: 'DRAIN' });
    const { drainMsMax, drainGraceMs = DRAIN_GRACE_MS } = this.#options;
    const end = setTimeout(() => this.#endUndrained(), drainMsMax + drainGraceMs);
    await Promise.all(workers.map(({ ended }) => ended));
    clearTimeout(end);
  }

  async close(): Promise<void> {
    clearInterval(this.#balancing);
    this.#unlisten();
    this.#closeSocket();
    this.target.close();
    await this.#pool.close();
  }

  #closeSocket(): void {
    this.#socket?.close();
    this.#socket = null;
  }

  #endUndrained(): void {
    for (const worker of this.#pool.running) {
      const { index, pid: workerPid } = worker;
      const message = 'shutting down: a worker has not exited in time; killing it';
      this.#options.log.error({ worker: index, workerPid }, message);
      worker.kill();
    }
  }

  #fork(index: number): WorkerProcess {
    const onMessage: OnWorkerMessage = (message) => this.#receive(worker, message);
    const worker: WorkerProcess = forkWorker(index, onMessage, this.#options.log);
    this.#starting.set(worker, Promise.withResolvers());
    return worker;
  }

  #receive(worker: WorkerProcess, message: FromWorker): void {
    switch (message.kind) {
      case 'READY':
        return void this.#start(worker);
      case 'SUSPENDED':
        this.#suspensions.note(message.suspension);
        return this.#tellAll({ kind: 'SUSPEND_LIKE_SIBLING', suspension: message.suspension }, worker);
      case 'SUSPENDED_FOR_PEERS':
        return this.#listener.onSuspended(message.suspensions);
      case 'DELTA':
        return this.#takeIn(worker, message.delta);
      case 'USAGE':
        return this.#listener.onUsage?.(message.content);
      case 'USAGE_TOLD':
        return this.#noteTold(worker, message.atMs, message.isLast);
      case 'METRICS':
        return this.metrics.note(worker, message.metrics);
      case 'LOG':
        return this.#options.writeLog(message.text);
      default:
    }
  }

  async #start(worker: WorkerProcess): Promise<void> {
    const { workerLimits } = this.#options;
    const { index } = worker;
    const limits = workerLimits[index];
    if (limits === undefined) throw new Error(`there is no worker ${index}`);
    await worker.send({ kind: 'START', start: { index, workers: workerLimits.length, limits } });
    const hasJoined = await this.target.join(worker);
    this.#starting.get(worker)?.resolve();
    this.#starting.delete(worker);
    if (!hasJoined) return;
    for (const suspension of this.#suspensions.current([...this.#health.values()])) {
      await worker.send({ kind: 'SUSPEND_LIKE_SIBLING', suspension });
    }
    await this.#openPort(worker);
  }

  #noteTold(worker: WorkerProcess, atMs: number, isLast: boolean): void {
    if (isLast) this.#hasToldAll.add(worker);
    if (isLast) this.#usageToldAtMs.delete(worker);
    else this.#usageToldAtMs.set(worker, atMs);
    this.#tellOfUsage();
  }

  #tellOfUsage(): void {
    this.#listener.onUsageTold?.(Math.min(...this.#usageToldAtMs.values()));
  }

  #takeIn(worker: WorkerProcess, { keyUses, health, ...load }: WorkerDelta): void {
    this.#load.set(worker, load);
    for (const [consumerKeyId, usedAtMs] of keyUses) this.#listener.onKeyUsed(consumerKeyId, usedAtMs);
    if (health === null) return;
    this.#health.set(worker, health);
    this.#listener.onHealthChanged();
  }

  /** Has workers with too many connections end some. */
  #balance(): void {
    const workers = [...this.#listening];
    const surplus = surplusConnections(workers.map((worker) => this.#load.get(worker)?.connections ?? 0));
    for (const [index, worker] of workers.entries()) {
      const count = surplus[index] ?? 0;
      if (count > 0 || this.#ending.has(worker)) void worker.send({ kind: 'END_CONNECTIONS', count });
      if (count > 0) this.#ending.add(worker);
      else this.#ending.delete(worker);
    }
  }

  #forget(worker: WorkerProcess): void {
    const toldAtMs = this.#usageToldAtMs.get(worker);
    this.#usageToldAtMs.delete(worker);
    if (toldAtMs !== undefined) {
      this.#listener.onWorkerLost?.({ index: worker.index, toldAtMs, endedAtMs: SYSTEM_CLOCK.wallMs() });
      this.#tellOfUsage();
    }
    this.target.leave(worker);
    this.#starting.delete(worker);
    this.#listening.delete(worker);
    this.#asked.delete(worker);
    this.#load.delete(worker);
    this.metrics.forget(worker);
    this.#ending.delete(worker);
    if (this.#health.delete(worker)) this.#listener.onHealthChanged();
  }

  /** This process has no names. Any worker that serves the current table knows. */
  async #findGone(objects: readonly ObjectLabels[]): Promise<readonly number[] | null> {
    for (const worker of this.target.workers) {
      const answer = await worker.ask({ kind: 'FIND_GONE', objects });
      if (answer !== null) return answer.places;
    }
    return null;
  }

  /** @param origin who knows it already */
  #tellAll(message: ToWorker, origin?: WorkerProcess): void {
    for (const worker of this.target.workers) if (worker !== origin) void worker.send(message);
  }

  /** Has a worker that is up to date accept requests, once others do. */
  async #openPort(worker: WorkerProcess): Promise<void> {
    if (!this.#isOpen || this.#socket === null) return;
    const answer = await this.#listenAt(worker, this.#socket);
    if (answer?.kind !== 'NOT_LISTENING') return;
    this.#options.log.error({ worker: worker.index, ...answer.error }, 'a worker cannot listen for consumers');
    worker.kill();
  }

  /** Asks it once. @returns null if it has ended */
  #listenAt(worker: WorkerProcess, { handle }: ListeningSocket): Promise<Answer<'LISTEN'> | null> {
    const asked = this.#asked.get(worker) ?? worker.ask({ kind: 'LISTEN' }, handle);
    this.#asked.set(worker, asked);
    return asked.then((answer) => {
      if (answer?.kind === 'LISTENING' && worker.isRunning) {
        this.#listening.add(worker);
        // From now on it serves requests, of which it may tell nothing before it ends. One that drains already has told all.
        if (!this.#hasToldAll.has(worker)) this.#usageToldAtMs.set(worker, SYSTEM_CLOCK.wallMs());
        this.#tellOfUsage();
      }
      return answer;
    });
  }
}

/** The listener's error, as it was in the worker. */
function listenError({ message, ...members }: ListenError): Error {
  return Object.assign(new Error(message), members);
}
