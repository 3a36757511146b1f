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

/** How to start, probe and stop a kind of server. */
export interface ServerRecipe {
  /** For messages, such as `Postgres`. */
  readonly name: string;
  command(port: number): ServerCommand;
  /** Resolves if the server on this port is ready, and rejects if it is not. */
  probe(port: number, timeoutMs: number): Promise<void>;
  /** The signal for a clean shutdown that does not wait for clients. */
  readonly haltSignal: NodeJS.Signals;
  /** Matches the output of a server that exited because another program uses its port. */
  readonly portTaken: RegExp;
  /** Matches the output of a server that exited because of what a killed predecessor left behind. */
  readonly predecessorPresent: RegExp | null;
  /** Called if the server exits without having been stopped here. */
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

  /** Shuts down cleanly; without effect if the server has exited. */
  async halt(): Promise<void> {
    this.#isToEnd = true;
    await this.#run.end(this.#recipe.haltSignal, HALT_GRACE_MS);
  }

  /** Ends the server as abruptly as a power cut would. */
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
      this.#recipe.onUnexpectedEnd?.(endError(`${this.#recipe.name} ended unexpectedly`, run.output));
    });
  }
}

/** The error for a server that exited, with the reason from its output. */
function endError(what: string, output: string, portTaken: RegExp | null = null): LocalServiceError {
  const isPortTaken = portTaken?.test(output) ?? false;
  const reason = isPortTaken ? 'another program uses that port' : (storeReasonIn(output) ?? lastWordsIn(output));
  return new LocalServiceError(`${what}: ${reason}`, { cause: new Error(`It wrote:\n${output}`) });
}

/** Another start can succeed if a program took the port, or a killed predecessor left something behind. */
function startOptions({ name, predecessorPresent }: ServerRecipe, portTaken: RegExp | null): RetryOptions {
  const patterns = [predecessorPresent, portTaken];
  return {
    what: `start ${name}`,
    backoff: START_AGAIN_BACKOFF,
    failuresMax: STARTS_MAX,
    isRetryable: (error) => patterns.some((pattern) => pattern?.test(outputIn(error)) ?? false),
  };
}

/** The server's output from a `LocalServiceError`. */
function outputIn(error: unknown): string {
  return error instanceof LocalServiceError && error.cause instanceof Error ? error.cause.message : '';
}

/** Starts the server and waits until it is ready. @throws LocalServiceError if it does not become ready; it is stopped then */
async function startedServer(recipe: ServerRecipe, port: number): Promise<ServerProcess> {
  const run = new ServerProcess(recipe.command(port));
  const answers = async () => {
    if (!run.hasEnded) await recipe.probe(port, PROBE_TIMEOUT_MS);
    return true;
  };
  let reason = '';
  try {
    await until(answers, 'it answers', { withinMs: START_TIMEOUT_MS, everyMs: PROBE_INTERVAL_MS });
    // If another server has the port, that one may have answered while ours is about to fail.
    if (!run.hasEnded) return run;
  } catch (error) {
    reason = ` (${error instanceof Error ? error.message : String(error)})`;
  }
  await run.end('SIGKILL', 0);
  await run.drainOutput();
  throw endError(`${recipe.name} did not start on port ${port}${reason}`, run.output, recipe.portTaken);
}
