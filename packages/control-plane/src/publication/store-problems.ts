import type { KeyValueStore, StoreProblem } from '@switchyard/contract';
import { pause } from '@switchyard/runtime';
import type { Logger } from 'pino';

/** One small request to NATS for each store. */
const POLL_INTERVAL_MS = 10_000;

export interface StoreProblemsOptions {
  readonly stores: readonly KeyValueStore[];
  readonly log: Logger;
  readonly pollIntervalMs?: number;
}

/**
 * Watches that the stores between the planes are as they should be and have room left, in every control plane. While a store
 * cannot be reached, what was last known of it stands: that it is away is a publication problem.
 */
export class StoreProblems {
  readonly #options: StoreProblemsOptions;
  readonly #closing = new AbortController();
  readonly #known = new Map<KeyValueStore, readonly StoreProblem[]>();

  constructor(options: StoreProblemsOptions) {
    this.#options = options;
  }

  /** What an operator should do about the stores; null if nothing. */
  get problem(): string | null {
    const sentences = this.#problems.map(({ sentence }) => sentence);
    return sentences.length === 0 ? null : sentences.join(' ');
  }

  start(): void {
    void this.#run();
  }

  close(): void {
    this.#closing.abort();
  }

  get #problems(): readonly StoreProblem[] {
    return [...this.#known.values()].flat();
  }

  async #run(): Promise<void> {
    const { stores, pollIntervalMs = POLL_INTERVAL_MS } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await Promise.all(stores.map((store) => this.#poll(store)));
      await pause(pollIntervalMs, signal, { ref: false });
    }
  }

  async #poll(store: KeyValueStore): Promise<void> {
    const problems = await store.problems().catch(() => null);
    if (problems === null || this.#closing.signal.aborted) return;
    const { log } = this.#options;
    const before = this.#known.get(store) ?? [];
    this.#known.set(store, problems);
    for (const { sentence } of missingFrom(before, problems)) log.warn(`storage problem: ${sentence}`);
    for (const { sentence } of missingFrom(problems, before)) log.info(`storage problem is over: ${sentence}`);
  }
}

/** Those of `problems` that `others` lacks. */
function missingFrom(others: readonly StoreProblem[], problems: readonly StoreProblem[]): readonly StoreProblem[] {
  return problems.filter(({ key }) => !others.some((other) => other.key === key));
}
