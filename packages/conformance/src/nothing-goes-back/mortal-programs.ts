import { pause, until } from '@switchyard/runtime';
import type { FullStack } from '../harness/full-stack';
import type { GraphqlClient } from '../harness/graphql';
import type { Program } from '../harness/program';
import type { ControlPlaneFault, DataPlaneFault } from './schedule';

interface Running {
  readonly program: Program;
  readonly url: string;
}

/** A data plane that is killed and starts again, with the same folder. */
export class MortalDataPlane {
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

  /** Starts it, and waits until it serves. @throws Error if it is not the data plane that it was */
  async start(): Promise<void> {
    const { program, url } = await this.#stack.startDataPlane(this.#settings);
    const [, id = null] = /"id":"([-0-9a-f]{36})"/.exec(program.output) ?? [];
    if (id === null || (this.#id ?? id) !== id) throw new Error(`data plane ${this.#id} has become ${id}`);
    this.#id = id;
    this.#running = { program, url };
  }

  async suffer({ downMs, startsCutAfterMs }: DataPlaneFault, signal: AbortSignal): Promise<void> {
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

/** A control plane that is killed and starts again. */
export class MortalControlPlane {
  readonly #stack: FullStack;
  #running: { readonly program: Program; readonly graphql: GraphqlClient } | null = null;

  constructor(stack: FullStack) {
    this.#stack = stack;
  }

  /** Null while it does not run. Each start has another object. */
  get graphql(): GraphqlClient | null {
    return this.#running?.graphql ?? null;
  }

  /** @returns its API, once it runs */
  async reachable(): Promise<GraphqlClient> {
    return until(() => this.graphql, 'the control plane runs');
  }

  /** @param settings beside those of the stack */
  async start(settings: Record<string, string> = {}): Promise<void> {
    this.#running = await this.#stack.startControlPlane(settings);
  }

  async suffer({ downMs }: ControlPlaneFault, signal: AbortSignal): Promise<void> {
    await this.stop('SIGKILL');
    await pause(downMs, signal);
    await this.start();
  }

  async stop(by: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.program.stop(by);
  }
}
