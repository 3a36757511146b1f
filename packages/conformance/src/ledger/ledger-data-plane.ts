import type { Socket } from 'node:net';
import { connectionOwner } from '../harness/connection-owner';
import { untilWorkers, workerPids } from '../harness/consumer-connection';
import type { FullStack, Listening } from '../harness/full-stack';

const WORKERS = 2;

/** A worker that was killed. */
export interface KilledWorker {
  readonly dataPlane: number;
  readonly pid: number;
  /** In ms since the epoch. */
  readonly atMs: number;
}

/** A data plane with two workers, which keeps its folder when it starts again. */
export class LedgerDataPlane {
  readonly #stack: FullStack;
  readonly #settings: Record<string, string>;
  /** The workers that one of is to be killed, once requests are sent. */
  #workers: readonly number[] = [];
  #running: Listening | null = null;
  readonly #connections = new Set<Socket>();
  /** The worker that has a connection. */
  readonly #owners = new WeakMap<Socket, number>();

  /**
   * @param number counts the data planes of a run from 0
   * @param settings beside those of the folder and of the workers
   */
  constructor(
    stack: FullStack,
    readonly number: number,
    folder: string,
    settings: Record<string, string> = {},
  ) {
    this.#stack = stack;
    const workers = String(WORKERS);
    this.#settings = { SWITCHYARD_DATA_DIR: folder, SWITCHYARD_DATA_PLANE_WORKERS: workers, ...settings };
  }

  /** Where it takes new requests; null while it does not. */
  get url(): string | null {
    return this.#running?.url ?? null;
  }

  async start(): Promise<void> {
    const started = await this.#stack.startDataPlane(this.#settings);
    await untilWorkers({ ...started, basePath: '', liveKey: '' }, WORKERS);
    this.#running = started;
  }

  /** Ends it as an operator would; requests that it has go on to their end. @returns the exit code */
  async terminate(): Promise<number | null> {
    const running = this.#running;
    this.#running = null;
    return running === null ? null : running.program.stop();
  }

  /** From now on notes which worker has which connection: one of them is to be killed. */
  trackWorkers(): void {
    this.#workers = workerPids(this.#serving.program);
  }

  /** Notes a connection, until it is closed. */
  noteConnection(socket: Socket): void {
    if (this.#connections.has(socket)) return;
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
  }

  /** Kills one of its workers, which another one replaces. */
  killWorker(choose: (pids: readonly number[]) => number): KilledWorker {
    // A request without a response may be at any worker.
    for (const socket of this.#connections) this.workerOf(socket);
    const pid = choose(this.#workers);
    process.kill(pid, 'SIGKILL');
    this.#workers = [];
    return { dataPlane: this.number, pid, atMs: Date.now() };
  }

  /** The worker that has the other end of a consumer's connection; null if that is not known. */
  workerOf(socket: Socket): number | null {
    const known = this.#owners.get(socket);
    if (known !== undefined || this.#workers.length === 0) return known ?? null;
    const owner = connectionOwner(socket, this.#workers);
    if (owner !== null) this.#owners.set(socket, owner);
    return owner;
  }

  get #serving(): Listening {
    if (this.#running === null) throw new Error(`data plane ${this.number} does not run`);
    return this.#running;
  }
}
