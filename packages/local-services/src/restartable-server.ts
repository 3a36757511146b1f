import { retry, type RetryOptions, until } from '@switchyard/runtime';
import { freePort } from './free-port';
import { lastWordsIn, LocalServiceError, storeReasonIn } from './local-service-error';
import type { ServerCommand } from './server-command';
import { ServerProcess } from './server-process';

const START_TIMEOUT_MS = 60_000;
const PROBE_INTERVAL_MS = 20;
const PROBE_TIMEOUT_MS = 2_000;
const HALT_GRACE_MS = 15_000;
const STARTS_MAX = 10;
const START_AGAIN_BACKOFF = { firstMs: 200, mostMs: 200 };

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

  /** Starts on the given port, or on a free one; if another program takes that first, on the next free one. */
  static async start(recipe: ServerRecipe, port?: number): Promise<RestartableServer> {
    const attempt = async () => {
      const chosen = port ?? (await freePort());
      return new RestartableServer(recipe, chosen, await startedServer(recipe, chosen));
    };
    return retry(attempt, startOptions(recipe, port === undefined ? recipe.portTaken : null));
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
    const { name } = this.#recipe;
    if (this.isRunning) throw new Error(`${name} is running: halt() or kill() it before restart()`);
    this.#run = await retry(() => startedServer(this.#recipe, this.port), startOptions(this.#recipe, null));
    this.#isToEnd = false;
    this.#watch(this.#run);
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

/** Another start may do where another program has the port, or the remains of a killed predecessor are still there. */
function startOptions({ name, predecessorPresent }: ServerRecipe, portTaken: RegExp | null): RetryOptions {
  const patterns = [predecessorPresent, portTaken];
  return {
    what: `start ${name}`,
    backoff: START_AGAIN_BACKOFF,
    failuresMax: STARTS_MAX,
    isRetryable: (error) => patterns.some((pattern) => pattern?.test(outputIn(error)) ?? false),
  };
}

/** What the server wrote, of a `LocalServiceError`. */
function outputIn(error: unknown): string {
  return error instanceof LocalServiceError && error.cause instanceof Error ? error.cause.message : '';
}

/** Starts the server and waits until it answers. @throws LocalServiceError where it does not; it has ended then */
async function startedServer(recipe: ServerRecipe, port: number): Promise<ServerProcess> {
  const run = new ServerProcess(recipe.command(port));
  const answers = async () => {
    if (!run.hasEnded) await recipe.probe(port, PROBE_TIMEOUT_MS);
    return true;
  };
  let reason = '';
  try {
    await until(answers, 'it answers', { withinMs: START_TIMEOUT_MS, everyMs: PROBE_INTERVAL_MS });
    // Where another server has the port, that one may have answered while ours is about to fail.
    if (!run.hasEnded) return run;
  } catch (error) {
    reason = ` (${error instanceof Error ? error.message : String(error)})`;
  }
  await run.end('SIGKILL', 0);
  await run.drainOutput();
  throw endError(`${recipe.name} did not start on port ${port}${reason}`, run.output, recipe.portTaken);
}
