import { type Backoff, pause } from '@switchyard/runtime';
import type { Logger } from 'pino';
import type { WorkerEnd, WorkerProcess } from './worker-process';

/** A worker that lives as long was no failure to start. */
const STABLE_AFTER_MS = 10_000;
/** The first replacement starts at once. */
const RESTART_BACKOFF: Backoff = { firstMs: 200, mostMs: 10_000 };
/** A worker process, as far as a pool is concerned. */
export type PooledWorker = Pick<WorkerProcess, 'index' | 'pid' | 'isRunning' | 'ended' | 'kill'>;

export interface WorkerPoolOptions<W extends PooledWorker> {
  readonly count: number;
  /** Starts a worker. May throw: the system may be short of memory or processes. */
  readonly fork: (index: number) => W;
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
  #started = 0;

  constructor(options: WorkerPoolOptions<W>) {
    this.#options = options;
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
    while (!this.#closing.signal.aborted) {
      const startedAtMs = nowMs();
      const end = await this.#runOne(index);
      if (this.#closing.signal.aborted) return;
      deaths = nowMs() - startedAtMs < STABLE_AFTER_MS ? deaths + 1 : 0;
      const restartInMs = Math.round(restartDelayMs(deaths, random()));
      const message = 'err' in end ? 'cannot start a worker; trying again' : 'a worker ended; starting another one';
      log.error({ worker: index, ...end, restartInMs }, message);
      if (restartInMs > 0) await wait(restartInMs, this.#closing.signal);
    }
  }

  /** Resolves when the worker has ended. @returns how, for the log */
  async #runOne(index: number): Promise<EndFields> {
    const { fork, onEnded } = this.#options;
    let worker: W;
    try {
      worker = fork(index);
    } catch (error) {
      return { err: error };
    }
    this.#running.add(worker);
    const { code, signal } = await worker.ended;
    this.#running.delete(worker);
    onEnded(worker);
    return { pid: worker.pid, code, signal };
  }
}

type EndFields = { readonly err: unknown } | (WorkerEnd & { readonly pid: number | undefined });

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
