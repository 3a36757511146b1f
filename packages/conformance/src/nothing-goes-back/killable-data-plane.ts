import { pause } from '@switchyard/runtime';
import type { FullStack } from '../harness/full-stack';
import type { Program } from '../harness/program';
import type { DataPlaneFault } from './schedule';

interface Running {
  readonly program: Program;
  readonly url: string;
}

/** A data plane that is killed and starts again, with the same folder. */
export class KillableDataPlane {
  readonly #stack: FullStack;
  readonly #settings: Record<string, string>;
  #running: Running | null = null;
  #id: string | null = null;

  /** @param number counts the data planes of a run from 0 */
  constructor(
    stack: FullStack,
    readonly number: number,
    readonly folder: string,
  ) {
    this.#stack = stack;
    this.#settings = { SWITCHYARD_DATA_DIR: folder };
  }

  /** Where it serves; null while it does not. Each start has another object. */
  get running(): Running | null {
    return this.#running;
  }

  get id(): string | null {
    return this.#id;
  }

  /** Starts it, and waits until its port is open. @throws Error if it is not the data plane that it was */
  async start(): Promise<void> {
    const program = this.#stack.runDataPlane(this.#settings);
    // Not until it is ready: it must serve nothing old from its first moment.
    const url = await program.listensOn('url');
    const [, id = null] = /"id":"([-0-9a-f]{36})"/.exec(program.output) ?? [];
    if (id === null || (this.#id ?? id) !== id) throw new Error(`data plane ${this.#id} has become ${id}`);
    this.#id = id;
    this.#running = { program, url };
  }

  /** Kills it, and starts it again. Some starts are killed as well. */
  async killAndRestart({ downMs, startsCutAfterMs }: DataPlaneFault, signal: AbortSignal): Promise<void> {
    await this.#kill();
    await pause(downMs, signal);
    for (const cutAfterMs of startsCutAfterMs) {
      const program = this.#stack.runDataPlane(this.#settings);
      await pause(cutAfterMs, signal);
      await program.stop('SIGKILL');
    }
    await this.start();
  }

  /** Stops it as an operator would. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.program.stop();
  }

  async #kill(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.program.stop('SIGKILL');
  }
}
