import { randomUUID } from 'node:crypto';
import {
  encodeUsageBatch,
  type MacKey,
  type UsageBatch,
  type UsageGap,
  type UsagePublisher,
} from '@switchyard/contract';
import { type Clock, pause } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { BatchSender } from './batch-sender';
import type { BatchStore, SpooledBatch } from './batch-store';
import { MemorySpool } from './memory-spool';
import type { SpoolRecord } from './spool-record';
import { type LeftSpool, UsageSpool } from './usage-spool';
import { reasonOf, UsageTrouble } from './usage-trouble';
import { WaitingGaps } from './waiting-gaps';

/** What the data folder may hold of usage, in bytes: some hours of a busy data plane. */
export const SPOOL_BYTES_MAX = 256 * 1_048_576;
/** What may wait in memory, in bytes, if nothing can be kept in the folder. */
export const MEMORY_SPOOL_BYTES_MAX = 16 * 1_048_576;
/** How long `close` tries to publish what is left; the next start has the rest. */
const CLOSE_MS_MAX = 3_000;
/** How long it waits after that for a call that is under way, and for the disk. */
const LAST_CALL_MS_MAX = 500;
const DISK_MS_MAX = 1_500;

/** What a data plane has counted since its last batch. */
export type UsageContent = Omit<UsageBatch, 'dataPlaneId' | 'incarnation' | 'sequence' | 'at'>;

export interface UsageOutboxOptions {
  /** Where the files are; only this process may use it. Null to keep batches in memory. */
  readonly folder: string | null;
  readonly dataPlaneId: string;
  readonly usageKey: MacKey;
  readonly publisher: UsagePublisher;
  readonly clock: Clock;
  readonly log: Logger;
  /** What the folder may hold; `SPOOL_BYTES_MAX` by default. */
  readonly bytesMax?: number;
  /** For what cannot be written to the folder; `MEMORY_SPOOL_BYTES_MAX` by default. */
  readonly memoryBytesMax?: number;
  /** For tests. */
  readonly retryMs?: number;
}

/**
 * Sends batches to the control planes, each kept until the queue has it: in the data folder, if there is one. What an earlier process left is sent
 * first; one that ended without its closing line leaves a gap, because what it had in memory is not known.
 */
export class UsageOutbox {
  readonly #options: UsageOutboxOptions;
  readonly #spool: BatchStore;
  /** What cannot be written to the folder waits here. */
  readonly #memory: MemorySpool;
  readonly #incarnation: string;
  readonly #gaps: WaitingGaps;
  readonly #trouble: UsageTrouble;
  readonly #sender: BatchSender;
  #sequence = 0;
  /** Up to when what was counted is in a batch. */
  #countedToMs: number;
  #droppedBatches = 0;
  #appending: Promise<void> = Promise.resolve();

  private constructor(options: UsageOutboxOptions, spool: BatchStore, incarnation: string, left: readonly LeftSpool[]) {
    this.#options = options;
    this.#spool = spool;
    this.#incarnation = incarnation;
    this.#memory = new MemorySpool(incarnation, options.memoryBytesMax ?? MEMORY_SPOOL_BYTES_MAX, (dropped) =>
      this.#noteDropped(dropped),
    );
    this.#countedToMs = options.clock.wallMs();
    this.#gaps = new WaitingGaps(left.flatMap((each) => this.#gapOfEnd(each) ?? []));
    this.#trouble = new UsageTrouble(options.log, () => options.clock.wallMs());
    const { dataPlaneId, publisher, log, retryMs } = options;
    this.#sender = new BatchSender(
      {
        dataPlaneId,
        publisher,
        storeOf: (batch) => (this.#memory.has(batch) ? this.#memory : this.#spool),
        onSent: (batch) => this.#gaps.noteSent(batch),
        onLost: (lost) => this.#noteLost(lost),
        trouble: this.#trouble,
        log,
        retryMs,
      },
      left.flatMap(({ batches }) => batches),
    );
  }

  /** Opens the spool and begins to send what is in it. @throws the file system's error */
  static async open(options: UsageOutboxOptions): Promise<UsageOutbox> {
    const incarnation = randomUUID();
    const { folder, clock, bytesMax = SPOOL_BYTES_MAX, memoryBytesMax = MEMORY_SPOOL_BYTES_MAX } = options;
    const created: { outbox: UsageOutbox | null } = { outbox: null };
    // While it is opened, a spool drops nothing.
    const onDropped = (dropped: readonly SpooledBatch[]) => {
      if (created.outbox !== null) created.outbox.#noteDropped(dropped);
    };
    if (folder === null) {
      const memory = new MemorySpool(incarnation, Math.min(bytesMax, memoryBytesMax), onDropped);
      return (created.outbox = new UsageOutbox(options, memory, incarnation, []));
    }
    const spooling = { folder, incarnation, bytesMax, onDropped };
    const { spool, left } = await UsageSpool.open(spooling, clock.wallMs());
    const outbox = new UsageOutbox(options, spool, incarnation, left);
    created.outbox = outbox;
    await outbox.addGaps();
    // Once their gaps are in a file they need not be found again.
    if (!outbox.hasGaps) for (const { incarnation: earlier } of left) await spool.forget(earlier);
    return outbox;
  }

  /** Whether gaps wait for a batch. */
  get hasGaps(): boolean {
    return this.#gaps.count > 0;
  }

  /** Adds batches until no gap waits for one, or one cannot be stored. */
  async addGaps(): Promise<void> {
    for (let left = Infinity; this.#gaps.count > 0 && this.#gaps.count < left;) {
      left = this.#gaps.count;
      await this.add(NOTHING, null);
    }
  }

  /** How much waits in the files, and in memory, in bytes. */
  get spooledBytes(): number {
    return this.#spool.bytes + this.#memory.bytes;
  }

  /** How much may wait. */
  get spoolBytesMax(): number {
    return this.#spool.bytesMax;
  }

  /** What keeps usage from being sent or stored, in sentences; null for nothing. */
  get problem(): string | null {
    const { spooledBytes, spoolBytesMax, droppedBatches } = this;
    const isInFolder = this.#options.folder !== null;
    return this.#trouble.describe({ spooledBytes, spoolBytesMax, droppedBatches, isInFolder });
  }

  /** How many batches were dropped, because there was no room for them, or they could not be read back. */
  get droppedBatches(): number {
    return this.#droppedBatches;
  }

  /** How many batches the queue does not have yet. */
  get waitingBatches(): number {
    return this.#sender.waitingBatches;
  }

  /**
   * Numbers, signs and stores a batch; it is sent in the background. Never throws: what cannot be stored is a gap.
   *
   * @param countedToMs up to when all is in it that was counted, in ms since the epoch; null if more of the same time follows
   */
  add(content: UsageContent, countedToMs: number | null = this.#options.clock.wallMs()): Promise<void> {
    this.#appending = this.#appending.then(() => this.#append(content, countedToMs));
    return this.#appending;
  }

  /**
   * Sends what is left for a few seconds and ends the spool properly, so that no gap is reported. A disk that hangs does not hold
   * it up.
   *
   * @param added when the last content was added, if it is under way
   */
  async close(added?: Promise<void>): Promise<void> {
    const { log } = this.#options;
    const closing = this.#close(added).then(
      () => null,
      (error: unknown) => reasonOf(error),
    );
    const closed = new AbortController();
    const late = pause(CLOSE_MS_MAX + LAST_CALL_MS_MAX + DISK_MS_MAX, closed.signal);
    const problem = await Promise.race([closing, late.then(() => 'the disk does not answer')]);
    closed.abort();
    if (problem === null) return;
    log.warn({ reason: problem }, 'cannot close the usage files properly: the next start reports a gap');
  }

  async #close(added?: Promise<void>): Promise<void> {
    const { clock } = this.#options;
    await added;
    await this.#appending;
    await this.addGaps();
    const deadlineMs = clock.monotonicMs() + CLOSE_MS_MAX;
    while (this.waitingBatches > 0 && !this.#trouble.isFailing && clock.monotonicMs() < deadlineMs) await pause(10);
    const stopped = new AbortController();
    await Promise.race([this.#sender.stop(), pause(LAST_CALL_MS_MAX, stopped.signal)]);
    stopped.abort();
    const problem = await this.#moveToFolder();
    // Something may have been lost meanwhile. The next start sends it.
    await this.addGaps();
    const isWhole = this.#memory.batches.length === 0;
    await this.#spool.close(isWhole ? clock.wallMs() : null);
    if (!isWhole) throw new Error(problem ?? 'some usage cannot be written');
  }

  /** What is only in memory would end with the process. @returns why it cannot be written */
  async #moveToFolder(): Promise<string | null> {
    try {
      for (const batch of this.#memory.batches) {
        const bytes = await this.#memory.read(batch);
        if (bytes !== null) await this.#spool.append({ ...batch, bytes });
        await this.#memory.drop(batch);
      }
      return null;
    } catch (error) {
      return reasonOf(error);
    }
  }

  async #append(content: UsageContent, countedToMs: number | null): Promise<void> {
    const { dataPlaneId, usageKey, clock, log } = this.#options;
    const atMs = clock.wallMs();
    const gaps = this.#gaps.take(content.gaps);
    const sequence = this.#sequence;
    this.#sequence += 1;
    const incarnation = this.#incarnation;
    const batch: UsageBatch = {
      ...content,
      gaps: [...gaps],
      dataPlaneId,
      incarnation,
      sequence,
      at: new Date(atMs).toISOString(),
    };
    const fromMs = this.#countedToMs;
    this.#countedToMs = countedToMs ?? fromMs;
    const spooled = { incarnation, sequence, fromMs, countedToMs: this.#countedToMs, atMs };
    try {
      const bytes = Buffer.from(encodeUsageBatch(usageKey, batch));
      await this.#store({ ...spooled, bytes });
      this.#gaps.noteStored(spooled, gaps);
      this.#sender.add(spooled);
    } catch (error) {
      log.error({ reason: reasonOf(error) }, 'cannot keep usage: it is lost');
      this.#gaps.giveBack(gaps);
      this.#noteLost([spooled]);
    }
  }

  /** In the folder, or else in memory. */
  async #store(record: SpoolRecord): Promise<void> {
    try {
      await this.#spool.append(record);
      this.#trouble.noteWritten();
    } catch (error) {
      this.#trouble.noteUnwritable(error);
      await this.#memory.append(record);
    }
  }

  /** @param dropped oldest first */
  #noteDropped(dropped: readonly SpooledBatch[]): void {
    if (dropped.length === 0) return;
    this.#sender.forget(dropped);
    this.#noteLost(dropped);
    this.#trouble.noteDropped(this.#droppedBatches);
  }

  #noteLost(lost: readonly SpooledBatch[]): void {
    this.#droppedBatches += lost.length;
    this.#gaps.noteLost(lost);
  }

  /** The gap of a process that ended without its closing line. Its id is the incarnation's: reported twice, it is one. */
  #gapOfEnd({ incarnation, isClosed, lastAtMs }: LeftSpool): UsageGap | null {
    if (isClosed) return null;
    const to = new Date(this.#options.clock.wallMs()).toISOString();
    const from = lastAtMs === null ? to : new Date(lastAtMs).toISOString();
    return { id: incarnation, cause: 'DATA_PLANE_ENDED', worker: null, from, to, batches: null };
  }
}

const NOTHING: UsageContent = { requests: [], attempts: [], latencies: [], records: [], gaps: [], droppedRecords: 0 };
