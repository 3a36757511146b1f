import { pause, until } from '@switchyard/runtime';
import type { FullStack } from './full-stack';
import type { GraphqlClient } from './graphql';
import type { Program } from './program';

/** A control plane that is killed and starts again. */
export class KillableControlPlane {
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

  async killAndRestart({ downMs }: { readonly downMs: number }, signal: AbortSignal): Promise<void> {
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
