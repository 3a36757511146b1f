import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { pause, until } from '@switchyard/runtime';
import { send } from './send-request';

const POLL_MS = 1;

/** When a data plane's answers first said that they came from a revision, or a later one. */
interface Sighting {
  readonly revision: number;
  /** On the clock of `performance.now()`. */
  readonly atMs: number;
}

/**
 * Asks a data plane for the model list of an AI API, again and again over one connection. The gateway answers it itself,
 * from the routing table, and says of which revision.
 */
export class RevisionWatch {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #sightings: Sighting[] = [];
  #models: readonly string[] = [];
  #failure: Error | null = null;
  #closed = false;
  #isResting = false;

  /** @param url of the model list */
  constructor(
    readonly url: string,
    readonly key: string,
  ) {
    void this.#poll();
  }

  close(): void {
    this.#closed = true;
    this.#agent.destroy();
  }

  /** Does something that needs the machine for itself: asking takes most of a core. */
  async restWhile<T>(act: () => Promise<T>): Promise<T> {
    this.rest();
    try {
      return await act();
    } finally {
      this.resume();
    }
  }

  /** Stops asking until `resume`. */
  rest(): void {
    this.#isResting = true;
  }

  resume(): void {
    this.#isResting = false;
  }

  /** The models in the latest answer. */
  get models(): readonly string[] {
    return this.#models;
  }

  /**
   * Waits until the data plane serves a revision. @returns when it was first seen to
   *
   * @throws Error if it is not served within the time, or the gateway does not answer
   */
  async servedAtMs(revision: number, withinMs: number): Promise<number> {
    const find = () => {
      if (this.#failure !== null) return this.#failure;
      return this.#sightings.find((sighting) => sighting.revision >= revision)?.atMs;
    };
    const found = await until(find, `revision ${revision} is served`, { withinMs, everyMs: POLL_MS });
    if (found instanceof Error) throw found;
    return found;
  }

  async #poll(): Promise<void> {
    while (!this.#closed) {
      try {
        if (!this.#isResting) this.#note(await send(this.#agent, this.url, this.key));
      } catch (error) {
        if (!this.#closed) this.#failure = error as Error;
        return;
      }
      await pause(POLL_MS);
    }
  }

  /** @throws Error if it is not a model list */
  #note({ status, headers, text }: Awaited<ReturnType<typeof send>>): void {
    const revision = Number(headers['x-switchyard-revision'] ?? -1);
    const isNew = revision > (this.#sightings.at(-1)?.revision ?? -1);
    if (status !== 200) {
      // The watched AI API or its key is in a later revision.
      if (this.#sightings.length === 0 && [401, 404, 503].includes(status)) return;
      throw new Error(`the model list was answered with ${status}: ${text}`);
    }
    this.#models = (JSON.parse(text) as { data: { id: string }[] }).data.map(({ id }) => id);
    if (isNew) this.#sightings.push({ revision, atMs: performance.now() });
  }
}
