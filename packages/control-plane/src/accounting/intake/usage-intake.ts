import {
  decodeUsageBatch,
  type MacKey,
  type QueuedUsage,
  type UsageBatch,
  type UsageQueue,
} from '@switchyard/contract';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Retention } from '../tables/retention';
import { sqlState } from '../tables/sql-state';
import { absorbBatch } from './absorb-batch';
import { rejectBatch } from './reject-batch';

/** How often a batch may fail by its own content before it is put aside. */
export const CONTENT_FAILURES_MAX = 5;
/** How long a batch waits after a failure. */
const RETRY_MS = 1_000;
const MS_PER_SECOND = 1_000;
/** How many batches that failed by their content are remembered. */
const FAILED_BATCHES_MAX = 1_000;
/** SQLSTATEs that Postgres gives for values: data exceptions and violated constraints. Any other failure is not the batch's. */
const CONTENT_STATES = /^2[23]/;

export interface UsageIntakeOptions {
  readonly dataSource: DataSource;
  readonly queue: UsageQueue;
  readonly usageKey: MacKey;
  readonly retention: Retention;
  readonly log: Logger;
  readonly metrics?: IntakeMetrics;
  /** For tests. */
  readonly retryMs?: number;
}

/** Counts what becomes of batches. */
export interface IntakeMetrics {
  /** @param result `repeated` if the batch was stored before */
  batchEnded(result: 'absorbed' | 'repeated' | 'rejected' | 'retried'): void;
  /** @param ageSeconds of the batch when it was stored, by the clock of its data plane */
  batchAbsorbed(seconds: number, ageSeconds: number): void;
}

/** A batch that cannot be absorbed, and why. */
interface FailedBatch {
  /** Null if no data plane signed it, or if it cannot be read. */
  readonly batch: UsageBatch | null;
  readonly fault: string;
}

/** Takes batches from the queue into the database, each once, as one of all control planes. */
export class UsageIntake {
  readonly #options: UsageIntakeOptions;
  /** How often a batch has failed by its content, by its id in the queue. */
  readonly #failures = new LRUCache<string, number>({ max: FAILED_BATCHES_MAX });
  readonly #stop: () => Promise<void>;
  #isFailing = false;

  constructor(options: UsageIntakeOptions) {
    this.#options = options;
    this.#stop = options.queue.consume((message) => this.#take(message));
  }

  /** Stops, once the batches in hand are settled. */
  close(): Promise<void> {
    return this.#stop();
  }

  async #take(message: QueuedUsage): Promise<void> {
    const { log, metrics, retryMs = RETRY_MS } = this.#options;
    const retry = () => {
      metrics?.batchEnded('retried');
      message.retry(retryMs);
    };
    try {
      const failed = await this.#absorb(message);
      if (failed !== null && !(await this.#isPutAside(message, failed))) return retry();
    } catch (error) {
      // The database is away, or too busy. The batch waits as long as that takes.
      if (!this.#isFailing) log.warn({ reason: reasonOf(error) }, 'cannot store usage; retrying');
      this.#isFailing = true;
      return retry();
    }
    if (this.#isFailing) log.info('can store usage again');
    this.#isFailing = false;
  }

  /** @returns what is wrong with its content; null if it was absorbed */
  async #absorb(message: QueuedUsage): Promise<FailedBatch | null> {
    const { dataSource, usageKey, retention, metrics, log } = this.#options;
    const opened = decodeUsageBatch(usageKey, message.bytes);
    if (opened.batch === null) return opened;
    const { batch, recordFault } = opened;
    const startedAtMs = performance.now();
    try {
      const isNew = await absorbBatch(dataSource, batch, retention);
      metrics?.batchEnded(isNew ? 'absorbed' : 'repeated');
      const ageSeconds = (Date.now() - Date.parse(batch.at)) / MS_PER_SECOND;
      if (isNew) metrics?.batchAbsorbed((performance.now() - startedAtMs) / MS_PER_SECOND, ageSeconds);
      if (isNew && recordFault !== null) {
        const { dataPlaneId } = batch;
        log.warn({ dataPlaneId, reason: recordFault }, 'request records left out that cannot be stored');
      }
    } catch (error) {
      const state = sqlState(error) ?? '';
      if (CONTENT_STATES.test(state)) return { batch, fault: `${state}: ${reasonOf(error)}` };
      throw error;
    }
    this.#failures.delete(message.id);
    // What is not known to be done is delivered again, and recognised.
    await message.done().catch((error: unknown) => log.debug({ reason: reasonOf(error) }, 'usage not acknowledged'));
    return null;
  }

  /** @returns whether it has failed often enough, and was put aside */
  async #isPutAside(message: QueuedUsage, failed: FailedBatch): Promise<boolean> {
    const { dataSource, metrics, log } = this.#options;
    const failures = (this.#failures.get(message.id) ?? 0) + 1;
    this.#failures.set(message.id, failures);
    if (failures < CONTENT_FAILURES_MAX) return false;
    await rejectBatch(dataSource, message, failed);
    metrics?.batchEnded('rejected');
    await message.giveUp().catch((error: unknown) => log.debug({ reason: reasonOf(error) }, 'usage not given up'));
    this.#failures.delete(message.id);
    log.error(
      { subject: message.subject, reason: failed.fault },
      'usage batch rejected: it is stored in the table usage_rejected',
    );
    return true;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
