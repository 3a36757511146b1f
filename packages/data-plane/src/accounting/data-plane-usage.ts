import { randomUUID } from 'node:crypto';
import type { MacKey, UsagePublisher } from '@switchyard/contract';
import { type Clock, SYSTEM_CLOCK } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { UsageOutbox, type UsageContent } from '../spool/usage-outbox';
import type { RequestSink } from '../trace/ended-request';
import { UsageAccrual } from './usage-accrual';
import { UsageReporter } from './usage-reporter';

export interface DataPlaneUsageOptions {
  /** For the files of what the queue does not have yet; null to keep it in memory. */
  readonly folder: string | null;
  /** What the folder may hold; `SPOOL_BYTES_MAX` by default. */
  readonly bytesMax?: number;
  readonly dataPlaneId: string;
  readonly usageKey: MacKey;
  readonly publisher: UsagePublisher;
  readonly log: Logger;
  readonly clock?: Clock;
}

/** A worker that ended without its last report. */
export interface LostWorker {
  readonly index: number;
  /** Up to when it had reported, and when it ended, in ms since the epoch. */
  readonly toldAtMs: number;
  readonly endedAtMs: number;
}

/** What the requests of a data plane used, from the requests to the queue. */
export class DataPlaneUsage {
  readonly #accrual = new UsageAccrual();
  readonly #outbox: UsageOutbox;
  readonly #reporter: UsageReporter;
  #droppedRecords = 0;
  /** Up to when each worker told all, in ms since the epoch. */
  #workersToldAtMs = Infinity;
  #onReport: ((content: UsageContent) => void) | null = null;

  private constructor(outbox: UsageOutbox, clock: Clock) {
    this.#outbox = outbox;
    this.#reporter = new UsageReporter({
      accrual: this.#accrual,
      send: (content, atMs) => {
        this.#droppedRecords += content.droppedRecords;
        this.#onReport?.(content);
        return outbox.add(content, atMs);
      },
      onReported: () => outbox.addGaps(),
      nowMs: () => Math.min(clock.wallMs(), this.#workersToldAtMs),
    });
  }

  /** Begins to send what is in the folder. One that cannot be used does not keep a data plane from serving. */
  static async open(options: DataPlaneUsageOptions): Promise<DataPlaneUsage> {
    const { log, folder, clock = SYSTEM_CLOCK } = options;
    const open = (usable: string | null) => UsageOutbox.open({ ...options, folder: usable, clock });
    try {
      return new DataPlaneUsage(await open(folder), clock);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error(
        { reason },
        'cannot keep usage in the data folder; keeping it in memory: an end of this process loses some',
      );
      return new DataPlaneUsage(await open(null), clock);
    }
  }

  /** Is told of the requests of this process. */
  get sink(): RequestSink {
    return this.#accrual;
  }

  /** How much waits to be sent, and may wait, in bytes, how many batches were lost, and what the problem is. */
  get spool(): Pick<UsageOutbox, 'spooledBytes' | 'spoolBytesMax' | 'waitingBatches' | 'droppedBatches' | 'problem'> {
    return this.#outbox;
  }

  /** How many records of requests were not kept, because there were too many. */
  get droppedRecords(): number {
    return this.#droppedRecords;
  }

  /** Calls back with what is reported, each second. There is one listener. */
  listen(onReport: (content: UsageContent) => void): void {
    this.#onReport = onReport;
  }

  /** Reports what was counted, as happens each second. Resolves when it is stored. */
  report(): Promise<void> {
    return this.#reporter.report();
  }

  /** Takes what a worker has counted. */
  merge(content: UsageContent): void {
    this.#accrual.merge(content);
  }

  /** @param atMs up to when each worker told all that it had counted, in ms since the epoch; infinite if there is none */
  noteTold(atMs: number): void {
    this.#workersToldAtMs = atMs;
  }

  /** What the worker had counted since its last report, and had open, is not known. */
  noteLostWorker({ index, toldAtMs, endedAtMs }: LostWorker): void {
    this.#accrual.noteGap({
      id: randomUUID(),
      cause: 'WORKER_ENDED',
      worker: index,
      from: new Date(toldAtMs).toISOString(),
      to: new Date(Math.max(toldAtMs, endedAtMs)).toISOString(),
      batches: null,
    });
  }

  /** Reports the rest, and ends properly. */
  async close(): Promise<void> {
    await this.#outbox.close(this.#reporter.close());
  }
}
