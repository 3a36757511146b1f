import { type UsagePublisher, usageSubject } from '@switchyard/contract';
import { pause } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { type BatchStore, keyOf, LostBatchError, type SpooledBatch } from './batch-store';
import { reasonOf, type UsageTrouble } from './usage-trouble';

/** How long the sender waits before it tries again to publish. */
const RETRY_MS = 1_000;

export interface BatchSenderOptions {
  readonly dataPlaneId: string;
  readonly publisher: UsagePublisher;
  /** Where a batch waits. */
  readonly storeOf: (batch: SpooledBatch) => BatchStore;
  /** Called when the queue has a batch. */
  readonly onSent: (batch: SpooledBatch) => void;
  /** Called with batches that never can be read; nobody waits for them any longer. */
  readonly onLost: (lost: readonly SpooledBatch[]) => void;
  readonly trouble: UsageTrouble;
  readonly log: Logger;
  readonly retryMs?: number | undefined;
}

/** Publishes batches one after the other, each until the queue has it. */
export class BatchSender {
  readonly #options: BatchSenderOptions;
  /** The oldest first. */
  readonly #waiting: SpooledBatch[];
  readonly #stopping = new AbortController();
  #wake = Promise.withResolvers<void>();
  readonly #running: Promise<void>;

  /** @param waiting what is to be sent first, the oldest first */
  constructor(options: BatchSenderOptions, waiting: readonly SpooledBatch[]) {
    this.#options = options;
    this.#waiting = [...waiting];
    this.#running = this.#run();
  }

  /** How many batches the queue does not have yet. */
  get waitingBatches(): number {
    return this.#waiting.length;
  }

  add(batch: SpooledBatch): void {
    this.#waiting.push(batch);
    this.#wake.resolve();
  }

  /** Waits no longer for batches that are lost. */
  forget(lost: readonly SpooledBatch[]): void {
    const isLost = new Set(lost.map(keyOf));
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      const batch = this.#waiting[index];
      if (batch !== undefined && isLost.has(keyOf(batch))) this.#waiting.splice(index, 1);
    }
  }

  /** Begins nothing more. Resolves when a call that is under way has ended. */
  stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake.resolve();
    return this.#running;
  }

  /** Publishes the oldest batch until there is none, then waits for the next. */
  async #run(): Promise<void> {
    const { retryMs = RETRY_MS } = this.#options;
    const stop = this.#stopping.signal;
    while (!stop.aborted) {
      const [batch] = this.#waiting;
      if (batch === undefined) {
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
      } else if (!(await this.#publish(batch))) {
        await pause(retryMs, stop);
      }
    }
  }

  /** @returns whether the batch is done with */
  async #publish(batch: SpooledBatch): Promise<boolean> {
    const { dataPlaneId, publisher, storeOf, onSent, trouble } = this.#options;
    try {
      const bytes = await this.#readOrGiveUp(batch);
      if (bytes !== null) await publisher.publish(usageSubject(dataPlaneId), bytes, keyOf(batch));
      await storeOf(batch).drop(batch);
    } catch (error) {
      trouble.noteUnsent(error);
      return false;
    }
    onSent(batch);
    // It may have been dropped meanwhile.
    const at = this.#waiting.indexOf(batch);
    if (at >= 0) this.#waiting.splice(at, 1);
    trouble.noteSent();
    return true;
  }

  /**
   * @returns null if it was dropped meanwhile, or its file is gone or damaged
   * @throws the file system's error, as when there are too many open files: it can be read later
   */
  async #readOrGiveUp(batch: SpooledBatch): Promise<Buffer | null> {
    const { storeOf, onLost, log } = this.#options;
    const store = storeOf(batch);
    try {
      return await store.read(batch);
    } catch (error) {
      if (!(error instanceof LostBatchError)) throw error;
      log.error({ reason: reasonOf(error) }, 'cannot read usage back from the data folder: it is lost');
      const lost = await store.abandon(batch);
      this.forget(lost);
      onLost(lost);
      return null;
    }
  }
}
