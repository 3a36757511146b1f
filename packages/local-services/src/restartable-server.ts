import { retry, type RetryOptions, until } from '@switchyard/runtime';
import { freePort } from './free-port';
import { lastErrorIn, LocalServiceError, storeReasonIn } from './local-service-error';
import type { ServerCommand } from './server-command';
import { ServerProcess } from './server-process';

const START_TIMEOUT_MS = 240_000;
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
  /** Resolves if the server on this port is ready; rejects otherwise. */
  probe(port: number, timeoutMs: number): Promise<void>;
  /** Shuts the server down cleanly, without waiting for its clients. */
  readonly haltSignal: NodeJS.Signals;
  /** Matches the output of a server whose port was in use. */
  readonly portTaken: RegExp;
  /** Matches the output of a server that found the remains of a killed predecessor. */
  readonly predecessorPresent: RegExp | null;
  /** Called when the server ends without having been stopped. */
  readonly onUnexpectedEnd: ((error: LocalServiceError) => void) | undefined;
}

/** A server that keeps its port and store across restarts. */
export class RestartableServer {
  readonly #recipe: ServerRecipe;
  readonly port: number;
  #run: ServerProcess;
  #isStopping = false;

  private constructor(recipe: ServerRecipe, port: number, run: ServerProcess) {
    this.#recipe = recipe;
    this.port = port;
    this.#run = run;
    this.#watch(run);
  }

  /** Starts on the given port, or on a free one; if another program takes that one first, on another. */
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

  /** Shuts the server down cleanly. Does nothing if it has already ended. */
  async halt(): Promise<void> {
    this.#isStopping = true;
    await this.#run.end(this.#recipe.haltSignal, HALT_GRACE_MS);
  }

  /** Kills the server, as a power cut would. */
  async kill(): Promise<void> {
    this.#isStopping = true;
    await this.#run.end('SIGKILL', HALT_GRACE_MS);
  }

  /** Starts again on the same port and store. */
  async restart(): Promise<void> {
    const { name } = this.#recipe;
    if (this.isRunning) throw new Error(`${name} is running: halt() or kill() it before restart()`);
    this.#run = await retry(() => startedServer(this.#recipe, this.port), startOptions(this.#recipe, null));
    this.#isStopping = false;
    this.#watch(this.#run);
  }

  #watch(run: ServerProcess): void {
    void run.ended.then(async () => {
      if (this.#isStopping) return;
      await run.drainOutput();
      this.#recipe.onUnexpectedEnd?.(endError(`${this.#recipe.name} ended unexpectedly`, run.output));
    });
  }
}

/** The error for a server that has ended, with the reason from its output. */
function endError(what: string, output: string, portTaken: RegExp | null = null): LocalServiceError {
  const isPortTaken = portTaken?.test(output) ?? false;
  const reason = isPortTaken ? 'another program uses that port' : (storeReasonIn(output) ?? lastErrorIn(output));
  return new LocalServiceError(`${what}: ${reason}`, { cause: new Error(`It wrote:\n${output}`) });
}

/** Starting again can help if another program had the port, or the remains of a killed predecessor are still there. */
function startOptions({ name, predecessorPresent }: ServerRecipe, portTaken: RegExp | null): RetryOptions {
  const patterns = [predecessorPresent, portTaken];
  return {
    what: `start ${name}`,
    backoff: START_AGAIN_BACKOFF,
    failuresMax: STARTS_MAX,
    isRetryable: (error) => patterns.some((pattern) => pattern?.test(outputIn(error)) ?? false),
  };
}

/** The server's output in a `LocalServiceError`. */
function outputIn(error: unknown): string {
  return error instanceof LocalServiceError && error.cause instanceof Error ? error.cause.message : '';
}

/** Starts the server and waits until it answers. @throws LocalServiceError if it does not; the server has then ended */
async function startedServer(recipe: ServerRecipe, port: number): Promise<ServerProcess> {
  const run = new ServerProcess(recipe.command(port));
  const answers = async () => {
    if (!run.hasEnded) await recipe.probe(port, PROBE_TIMEOUT_MS);
    return true;
  };
  let reason = '';
  try {
    await until(answers, 'the server answers', { withinMs: START_TIMEOUT_MS, everyMs: PROBE_INTERVAL_MS });
    // If another server has the port, it may be the one that answered while ours is about to fail.
    if (!run.hasEnded) return run;
  } catch (error) {
    reason = ` (${error instanceof Error ? error.message : String(error)})`;
  }
  await run.end('SIGKILL', 0);
  await run.drainOutput();
  throw endError(`${recipe.name} did not start on port ${port}${reason}`, run.output, recipe.portTaken);
}
