import { type Backoff, pause, Slots } from '@switchyard/runtime';
import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import type { WorkerEnd, WorkerProcess } from './worker-process';

/** A worker that lives as long was no failure to start. */
const STABLE_AFTER_MS = 10_000;
/** The first replacement starts at once. */
const RESTART_BACKOFF: Backoff = { firstMs: 200, mostMs: 10_000 };
/** Even with one processor, so that one that hangs at its start does not hold up all others. */
const STARTS_MIN = 2;
/** A worker process, as far as a pool is concerned. */
export type PooledWorker = Pick<WorkerProcess, 'index' | 'pid' | 'isRunning' | 'ended' | 'kill'>;

export interface WorkerPoolOptions<W extends PooledWorker> {
  readonly count: number;
  /** Starts a worker. May throw: the system may be short of memory or processes. */
  readonly fork: (index: number) => W;
  /** Resolves when the worker serves, if it ever does. */
  readonly untilServing: (worker: W) => Promise<unknown>;
  /**
   * How many may start at a time; as many as there are processors by default. When all have died, the first to serve then does
   * so after the time that one start takes: if all started at once, none would serve until they all do.
   */
  readonly startsMax?: number;
  readonly onEnded: (worker: W) => void;
  readonly log: Logger;
  /** Monotonic, in ms. */
  readonly nowMs?: () => number;
  /** A random number from 0 to 1. */
  readonly random?: () => number;
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Keeps as many workers running as there should be: one that dies is replaced at once, or later if that happens again and again. */
export class WorkerPool<W extends PooledWorker> {
  readonly #options: WorkerPoolOptions<W>;
  readonly #running = new Set<W>();
  readonly #closing = new AbortController();
  readonly #starts: Slots;
  #started = 0;

  constructor(options: WorkerPoolOptions<W>) {
    this.#options = options;
    this.#starts = new Slots(options.startsMax ?? Math.max(availableParallelism(), STARTS_MIN));
    process.once('exit', this.#killAll);
  }

  /** Starts workers until so many have been started, by default all. */
  start(count: number = this.#options.count): void {
    while (this.#started < count && !this.#closing.signal.aborted) {
      void this.#keep(this.#started);
      this.#started += 1;
    }
  }

  /** The workers that have not ended. */
  get running(): Iterable<W> {
    return this.#running;
  }

  /** Replaces no worker from now on. */
  retire(): void {
    this.#closing.abort();
  }

  /** Ends the workers that still run, at once. */
  async close(): Promise<void> {
    this.retire();
    process.off('exit', this.#killAll);
    this.#killAll();
    await Promise.all(Array.from(this.#running, ({ ended }) => ended));
  }

  // One that hangs does not notice that this process ends.
  readonly #killAll = (): void => {
    for (const worker of this.#running) worker.kill();
  };

  async #keep(index: number): Promise<void> {
    const { log, nowMs = () => performance.now(), random = Math.random } = this.#options;
    const wait = this.#options.pause ?? pause;
    let deaths = 0;
    for (;;) {
      const leaveStart = await this.#starts.enter();
      if (this.#closing.signal.aborted) return leaveStart();
      const startedAtMs = nowMs();
      const end = await this.#runOne(index, leaveStart);
      if (this.#closing.signal.aborted) return;
      deaths = nowMs() - startedAtMs < STABLE_AFTER_MS ? deaths + 1 : 0;
      const restartInMs = Math.round(restartDelayMs(deaths, random()));
      const message = 'err' in end ? 'cannot start a worker; retrying' : 'a worker exited; starting another one';
      log.error({ worker: index, ...end, restartInMs }, message);
      if (restartInMs > 0) await wait(restartInMs, this.#closing.signal);
    }
  }

  /**
   * Resolves when the worker has ended.
   *
   * @param onStarted called when it serves, or has ended
   * @returns how it has ended, for the log
   */
  async #runOne(index: number, onStarted: () => void): Promise<EndFields> {
    const { fork, untilServing, onEnded } = this.#options;
    let worker: W;
    try {
      worker = fork(index);
    } catch (error) {
      onStarted();
      return { err: error };
    }
    void Promise.race([untilServing(worker), worker.ended]).then(onStarted);
    this.#running.add(worker);
    const { code, signal } = await worker.ended;
    this.#running.delete(worker);
    onEnded(worker);
    return { workerPid: worker.pid, code, signal };
  }
}

type EndFields = { readonly err: unknown } | (WorkerEnd & { readonly workerPid: number | undefined });

/**
 * How long the next worker waits.
 *
 * @param deaths how many workers in a row have died soon after their start
 * @param random from 0 to 1
 */
function restartDelayMs(deaths: number, random: number): number {
  if (deaths < 2) return 0;
  const { firstMs, mostMs } = RESTART_BACKOFF;
  return Math.min(firstMs * 2 ** (deaths - 2), mostMs) * (0.5 + random / 2);
}
