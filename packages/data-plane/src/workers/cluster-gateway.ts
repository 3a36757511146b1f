import type { EndpointFault, SharedSuspension } from '@switchyard/contract';
import type { Logger } from 'pino';
import type { ReportedHealth } from '../fleet/reported-health';
import type { Gateway, GatewayListener } from '../gateway/gateway';
import type { TableJournal } from '../journal/table-journal';
import type { SharedLimits } from '../load/worker-share';
import { mergeHealth } from './merge-health';
import { surplusConnections } from './surplus-connections';
import type { Answer, FromWorker, ListenError, ToWorker, WorkerDelta } from './worker-message';
import { WorkerPool } from './worker-pool';
import { ToldSuspensions } from './told-suspensions';
import { forkWorker, type OnWorkerMessage, type WorkerProcess } from './worker-process';
import { WorkerTables } from './worker-tables';

export interface ClusterGatewayOptions {
  /** The limits of each worker. */
  readonly workerLimits: readonly SharedLimits[];
  /** Where workers read the table; null if nothing is kept. */
  readonly file: { readonly path: string; readonly journal: Pick<TableJournal, 'durable' | 'onChange'> } | null;
  /** Writes log lines of workers: one process writes all lines, so that none comes in the middle of another. */
  readonly writeLog: (lines: string) => void;
  readonly log: Logger;
}

/** As often as workers tell how many connections they have. */
const BALANCE_INTERVAL_MS = 1_000;

/** Serves requests in workers, each a process with its own table and a share of the limits. This process serves none. */
export class ClusterGateway implements Gateway<string> {
  readonly target: WorkerTables<WorkerProcess>;
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
  /** The answers of those that were asked to listen. */
  readonly #asked = new Map<WorkerProcess, Promise<Answer<'LISTEN'> | null>>();
  #isOpen = false;

  constructor(options: ClusterGatewayOptions, listener: GatewayListener) {
    this.#options = options;
    this.#listener = listener;
    const { file, log } = options;
    this.target = new WorkerTables({
      file: file === null ? null : { path: file.path, durable: () => file.journal.durable },
      log,
    });
    this.#unlisten = file?.journal.onChange(() => this.target.noteKept()) ?? (() => undefined);
    this.#pool = new WorkerPool({
      count: options.workerLimits.length,
      fork: (index) => this.#fork(index),
      onEnded: (worker) => this.#forget(worker),
  readonly #suspensions = new ToldSuspensions();
  /** Null until it listens, and once it drains. */
  #socket: ListeningSocket | null = null;
  /** Whether a worker accepts requests, or did. */
      log,
    });
    // The others start when the first one serves: until then the processors have enough to do.
    this.#pool.start(1);
    this.#balancing = setInterval(() => this.#balance(), BALANCE_INTERVAL_MS).unref();
  }

  get requestsInFlight(): number {
    return [...this.#load.values()].reduce((sum, { requestsInFlight }) => sum + requestsInFlight, 0);
  }

  get isListening(): boolean {
    return this.#listening.size > 0;
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
    for (;;) {
      const first = await this.target.untilWorker();
      const answer = await this.#listenAt(first);
      if (answer === null) {
        this.target.leave(first);
        continue;
      }
      if (answer.kind === 'NOT_LISTENING') throw listenError(answer.error);
      this.#isOpen = true;
      this.#pool.start();
      await Promise.all(Array.from(this.target.workers, (worker) => this.#openPort(worker)));
      return answer.port;
    }
  }

  async drain(): Promise<void> {
    clearInterval(this.#balancing);
    this.#pool.retire();
    const workers = [...this.#pool.running];
    for (const worker of workers) void worker.send({ kind: 'DRAIN' });
    await Promise.all(workers.map(({ ended }) => ended));
  }

  async close(): Promise<void> {
    clearInterval(this.#balancing);
    this.#unlisten();
    this.target.close();
    await this.#pool.close();
  }

  #fork(index: number): WorkerProcess {
    const onMessage: OnWorkerMessage = (message) => this.#receive(worker, message);
    const worker: WorkerProcess = forkWorker(index, onMessage, this.#options.log);
    return worker;
  }

  #receive(worker: WorkerProcess, message: FromWorker): void {
    switch (message.kind) {
      case 'READY':
        return void this.#start(worker);
      case 'SUSPENDED':
        return this.#tellAll({ kind: 'SUSPEND_LIKE_SIBLING', suspension: message.suspension }, worker);
      case 'SUSPENDED_FOR_PEERS':
        return this.#listener.onSuspended(message.suspensions);
      case 'DELTA':
        return this.#takeIn(worker, message.delta);
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
    if (!(await this.target.join(worker))) return;
    for (const suspension of this.#suspensions.current()) {
      await worker.send({ kind: 'SUSPEND_LIKE_SIBLING', suspension });
    }
    await this.#openPort(worker);
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
    this.target.leave(worker);
    this.#listening.delete(worker);
    this.#asked.delete(worker);
    this.#load.delete(worker);
    this.#ending.delete(worker);
    if (this.#health.delete(worker)) this.#listener.onHealthChanged();
  }

        this.#suspensions.note(message.suspension);
  /** @param origin who knows it already */
  #tellAll(message: ToWorker, origin?: WorkerProcess): void {
    for (const worker of this.target.workers) if (worker !== origin) void worker.send(message);
  }

  /** Has a worker that is up to date accept requests, once others do. */
  async #openPort(worker: WorkerProcess): Promise<void> {
    if (!this.#isOpen) return;
    const answer = await this.#listenAt(worker);
    if (answer?.kind !== 'NOT_LISTENING') return;
    this.#options.log.error({ worker: worker.index, ...answer.error }, 'a worker cannot listen for consumers');
    worker.kill();
  }

  /** Asks it once. @returns null if it has ended */
  #listenAt(worker: WorkerProcess): Promise<Answer<'LISTEN'> | null> {
    const asked = this.#asked.get(worker) ?? worker.ask({ kind: 'LISTEN' });
    this.#asked.set(worker, asked);
    return asked.then((answer) => {
      if (answer?.kind === 'LISTENING' && worker.isRunning) this.#listening.add(worker);
      return answer;
    });
  }
}

/** The listener's error, as it was in the worker. */
function listenError({ message, ...members }: ListenError): Error {
  return Object.assign(new Error(message), members);
}
