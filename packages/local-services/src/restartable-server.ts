import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port';
import { lastWordsIn, LocalServiceError, storeReasonIn } from './local-service-error';
import type { ServerCommand } from './server-command';
import { ServerProcess } from './server-process';

const START_TIMEOUT_MS = 60_000;
const PROBE_INTERVAL_MS = 20;
const PROBE_TIMEOUT_MS = 2_000;
const HALT_GRACE_MS = 15_000;
const STARTS_MAX = 10;
const START_AGAIN_AFTER_MS = 100;

/** What a kind of server needs, so that it can be started, watched and ended. */
export interface ServerRecipe {
  /** For messages, such as `Postgres`. */
  readonly name: string;
  command(port: number): ServerCommand;
  /** Resolves when the server on this port answers as one that is ready, rejects while it does not. */
  probe(port: number, timeoutMs: number): Promise<void>;
  /** The signal on which the server ends cleanly, without waiting for its clients. */
  readonly haltSignal: NodeJS.Signals;
  /** In the output of a server that ended because somebody else has its port. */
  readonly portTaken: RegExp;
  /** In the output of a server that ended because the remains of a killed predecessor are still there. */
  readonly predecessorPresent: RegExp | null;
  /** Told when the server ends although nobody here has ended it. */
  readonly onUnexpectedEnd: ((error: LocalServiceError) => void) | undefined;
}

/** A server that keeps its port and its store from one run to the next. */
export class RestartableServer {
  readonly #recipe: ServerRecipe;
  readonly port: number;
  #run: ServerProcess;
  #isToEnd = false;

  private constructor(recipe: ServerRecipe, port: number, run: ServerProcess) {
    this.#recipe = recipe;
    this.port = port;
    this.#run = run;
    this.#watch(run);
  }

  /** Starts on the given port, or on a free one; somebody may be faster at a free one, then the next is tried. */
  static async start(recipe: ServerRecipe, port?: number): Promise<RestartableServer> {
    for (let start = 1; ; start += 1) {
      const chosen = port ?? (await freePort());
      const run = new ServerProcess(recipe.command(chosen));
      const failure = await readiness(recipe, chosen, run);
      if (failure === null) return new RestartableServer(recipe, chosen, run);
      const isInTheWay = recipe.predecessorPresent?.test(run.output) ?? false;
      const isWorthAnother = isInTheWay || (port === undefined && recipe.portTaken.test(run.output));
      if (!isWorthAnother || start === STARTS_MAX) throw failure;
      if (isInTheWay) await delay(START_AGAIN_AFTER_MS);
    }
  }

  get isRunning(): boolean {
    return !this.#run.hasEnded;
  }

  /** A clean end; nothing happens to a server that has ended already. */
  async halt(): Promise<void> {
    this.#isToEnd = true;
    await this.#run.end(this.#recipe.haltSignal, HALT_GRACE_MS);
  }

  /** The end that a power cut would give it. */
  async kill(): Promise<void> {
    this.#isToEnd = true;
    await this.#run.end('SIGKILL', HALT_GRACE_MS);
  }

  /** Starts again on the same port and store. */
  async restart(): Promise<void> {
    const { name, predecessorPresent } = this.#recipe;
    if (this.isRunning) throw new Error(`${name} is running: halt() or kill() it before restart()`);
    for (let start = 1; ; start += 1) {
      this.#run = new ServerProcess(this.#recipe.command(this.port));
      const failure = await readiness(this.#recipe, this.port, this.#run);
      if (failure === null) {
        this.#isToEnd = false;
        return this.#watch(this.#run);
      }
      const isWorthAnother = predecessorPresent?.test(this.#run.output) ?? false;
      if (!isWorthAnother || start === STARTS_MAX) throw failure;
      await delay(START_AGAIN_AFTER_MS);
    }
  }

  #watch(run: ServerProcess): void {
    void run.ended.then(async () => {
      if (this.#isToEnd) return;
      await run.drainOutput();
      this.#recipe.onUnexpectedEnd?.(endError(`${this.#recipe.name} has ended`, run.output));
    });
  }
}

/** What is said of a server that has ended, with the reason that it wrote. */
function endError(what: string, output: string, portTaken: RegExp | null = null): LocalServiceError {
  const isPortTaken = portTaken?.test(output) ?? false;
  const reason = isPortTaken ? 'another program uses that port' : (storeReasonIn(output) ?? lastWordsIn(output));
  return new LocalServiceError(`${what}: ${reason}`, { cause: new Error(`It wrote:\n${output}`) });
}

/** Waits until the server answers: null; or what is to be thrown, with the server's last words, and it has ended. */
async function readiness(recipe: ServerRecipe, port: number, run: ServerProcess): Promise<Error | null> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let lastProbe: unknown = null;
  while (!run.hasEnded && performance.now() < deadline) {
    try {
      await recipe.probe(port, PROBE_TIMEOUT_MS);
      // Where another server has the port, that one may have answered while ours is about to fail.
      if (!run.hasEnded) return null;
    } catch (error) {
      lastProbe = error;
      await Promise.race([run.ended, delay(PROBE_INTERVAL_MS)]);
    }
  }
  const reason = run.hasEnded ? '' : ` within ${START_TIMEOUT_MS} ms (${String(lastProbe)})`;
  await run.end('SIGKILL', 0);
  await run.drainOutput();
  return endError(`${recipe.name} did not start on port ${port}${reason}`, run.output, recipe.portTaken);
}
