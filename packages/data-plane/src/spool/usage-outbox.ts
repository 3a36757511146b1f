import { randomUUID } from 'node:crypto';
import {
  encodeUsageBatch,
  LOST_RANGES_MAX,
  type LostBatches,
  type MacKey,
  type UsageBatch,
  type UsageGap,
  USAGE_ROWS_PER_BATCH_MAX,
  type UsagePublisher,
  usageSubject,
} from '@switchyard/contract';
import { type Clock, pause } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { MemorySpool } from './memory-spool';
import type { SpoolRecord } from './spool-record';
import { type BatchStore, LostBatchError, type LeftSpool, type SpooledBatch, UsageSpool } from './usage-spool';

/** What the data folder may hold of usage, in bytes: some hours of a busy data plane. */
export const SPOOL_BYTES_MAX = 256 * 1_048_576;
/** What may wait in memory, in bytes, if nothing can be kept in the folder. */
export const MEMORY_SPOOL_BYTES_MAX = 16 * 1_048_576;
/** So many gaps wait to be reported; what is beyond becomes one of them. */
const GAPS_WAITING_MAX = 10_000;
/** How long the outbox waits before it tries again to publish. */
const RETRY_MS = 1_000;
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
  readonly bytesMax?: number;
  /** For what cannot be written to the folder. */
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
  readonly #waiting: SpooledBatch[] = [];
  /** To be reported with the next batch. */
  #gaps: UsageGap[];
  /** What was reported with batches that the queue does not have yet: if one is dropped, its gaps are reported again. */
  readonly #reported = new Map<string, readonly UsageGap[]>();
  #sequence = 0;
  /** Up to when what was counted is in a batch. */
  #countedToMs: number;
  #droppedBatches = 0;
  #appending: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();
  #wake = Promise.withResolvers<void>();
  #isFailing = false;
  #isFull = false;
  #isUnwritable = false;
  readonly #sending: Promise<void>;

  private constructor(options: UsageOutboxOptions, spool: BatchStore, incarnation: string, left: readonly LeftSpool[]) {
    this.#options = options;
    this.#spool = spool;
    this.#incarnation = incarnation;
    this.#memory = new MemorySpool(incarnation, options.memoryBytesMax ?? MEMORY_SPOOL_BYTES_MAX, (dropped) =>
      this.#noteDropped(dropped),
    );
    this.#countedToMs = options.clock.wallMs();
    this.#waiting.push(...left.flatMap(({ batches }) => batches));
    this.#gaps = left.flatMap((each) => this.#gapOfEnd(each) ?? []);
    this.#sending = this.#send();
  }

  /** Opens the spool and begins to send what is in it. @throws the file system's error */
  static async open(options: UsageOutboxOptions): Promise<UsageOutbox> {
    const incarnation = randomUUID();
    const { folder, clock, bytesMax } = options;
    const created: { outbox: UsageOutbox | null } = { outbox: null };
    // While it is opened, a spool drops nothing.
    const onDropped = (dropped: readonly SpooledBatch[]) => {
      if (created.outbox !== null) created.outbox.#noteDropped(dropped);
    };
    if (folder === null) {
      const memory = new MemorySpool(incarnation, bytesMax ?? MEMORY_SPOOL_BYTES_MAX, onDropped);
      return (created.outbox = new UsageOutbox(options, memory, incarnation, []));
    }
    const spooling = { folder, incarnation, bytesMax: bytesMax ?? SPOOL_BYTES_MAX, onDropped };
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
    return this.#gaps.length > 0;
  }

  /** Adds batches until no gap waits for one, or one cannot be stored. */
  async addGaps(): Promise<void> {
    for (let left = Infinity; this.#gaps.length > 0 && this.#gaps.length < left;) {
      left = this.#gaps.length;
      await this.add(NOTHING, null);
    }
  }

  /** How much waits in the files, and in memory, in bytes. */
  get spooledBytes(): number {
    return this.#spool.bytes + this.#memory.bytes;
  }

  /** How many batches were dropped, because there was no room for them, or they could not be read back. */
  get droppedBatches(): number {
    return this.#droppedBatches;
  }

  /** How many batches the queue does not have yet. */
  get waitingBatches(): number {
    return this.#waiting.length;
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
    while (this.#waiting.length > 0 && !this.#isFailing && clock.monotonicMs() < deadlineMs) await pause(10);
    this.#stopping.abort();
    this.#wake.resolve();
    const sent = new AbortController();
    await Promise.race([this.#sending, pause(LAST_CALL_MS_MAX, sent.signal)]);
    sent.abort();
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
    const all = [...content.gaps, ...this.#gaps];
    const gaps = all.slice(0, USAGE_ROWS_PER_BATCH_MAX);
    const sequence = this.#sequence;
    this.#sequence += 1;
    const incarnation = this.#incarnation;
    const batch: UsageBatch = {
      ...content,
      gaps,
      dataPlaneId,
      incarnation,
      sequence,
      at: new Date(atMs).toISOString(),
    };
    this.#gaps = all.slice(USAGE_ROWS_PER_BATCH_MAX);
    const fromMs = this.#countedToMs;
    this.#countedToMs = countedToMs ?? fromMs;
    const spooled = { incarnation, sequence, fromMs, countedToMs: this.#countedToMs, atMs };
    try {
      const bytes = Buffer.from(encodeUsageBatch(usageKey, batch));
      await this.#store({ ...spooled, bytes });
      this.#waiting.push(spooled);
      if (gaps.length > 0) this.#reported.set(keyOf(spooled), gaps);
      this.#wake.resolve();
    } catch (error) {
      log.error({ reason: reasonOf(error) }, 'cannot keep usage: it is lost');
      this.#gaps.push(...gaps);
      this.#noteLoss([spooled]);
    }
  }

  /** In the folder, or else in memory. */
  async #store(record: SpoolRecord): Promise<void> {
    try {
      await this.#spool.append(record);
      if (this.#isUnwritable) this.#options.log.info('can write usage to the data folder again');
      this.#isUnwritable = false;
    } catch (error) {
      if (!this.#isUnwritable) {
        const reason = reasonOf(error);
        this.#options.log.error(
          { reason },
          'cannot write usage to the data folder; keeping it in memory until it is sent',
        );
      }
      this.#isUnwritable = true;
      await this.#memory.append(record);
    }
  }

  #storeOf(batch: SpooledBatch): BatchStore {
    return this.#memory.has(batch) ? this.#memory : this.#spool;
  }

  /** @param dropped oldest first */
  #noteDropped(dropped: readonly SpooledBatch[]): void {
    if (dropped.length === 0) return;
    this.#forget(dropped);
    const details = { droppedBatches: this.#droppedBatches };
    if (!this.#isFull) this.#options.log.error(details, 'no room for usage that is not sent yet; dropping the oldest');
    this.#isFull = true;
  }

  /** Waits no longer for lost batches, and reports a gap. */
  #forget(lost: readonly SpooledBatch[]): void {
    const isLost = new Set(lost.map(keyOf));
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      const batch = this.#waiting[index];
      if (batch !== undefined && isLost.has(keyOf(batch))) this.#waiting.splice(index, 1);
    }
    this.#noteLoss(lost);
  }

  /** Has a gap reported for lost batches, and again those that had been reported with them. Losses that follow each other are one. */
  #noteLoss(lost: readonly SpooledBatch[]): void {
    this.#droppedBatches += lost.length;
    for (const batch of lost) {
      this.#gaps.push(...(this.#reported.get(keyOf(batch)) ?? []));
      this.#reported.delete(keyOf(batch));
    }
    const timeOf = (atMs: number) => new Date(atMs).toISOString();
    const losses = this.#gaps.filter(({ cause }) => cause === 'SPOOL_FULL');
    const from = [...lost.map(({ fromMs }) => timeOf(fromMs)), ...losses.map((gap) => gap.from)].toSorted()[0];
    const to = [...lost.map(({ atMs }) => timeOf(atMs)), ...losses.map((gap) => gap.to)].toSorted().at(-1);
    if (from === undefined || to === undefined) return;
    const batches = losses.reduce((sum, gap) => sum + (gap.batches ?? 0), lost.length);
    const others = this.#gaps.filter(({ cause }) => cause !== 'SPOOL_FULL');
    // Each of them lies within what is lost, or before it.
    this.#gaps = others.slice(-GAPS_WAITING_MAX);
    const forgotten = others.slice(0, -GAPS_WAITING_MAX);
    this.#gaps.push({
      id: randomUUID(),
      cause: 'SPOOL_FULL',
      worker: null,
      from: earliest(from, forgotten),
      to,
      batches,
      lost: lostRanges([...losses.flatMap((gap) => gap.lost ?? []), ...lost.map(rangeOf)]),
    });
  }

  /** The gap of a process that ended without its closing line. Its id is the incarnation's: reported twice, it is one. */
  #gapOfEnd({ incarnation, isClosed, lastAtMs }: LeftSpool): UsageGap | null {
    if (isClosed) return null;
    const to = new Date(this.#options.clock.wallMs()).toISOString();
    const from = lastAtMs === null ? to : new Date(lastAtMs).toISOString();
    return { id: incarnation, cause: 'DATA_PLANE_ENDED', worker: null, from, to, batches: null };
  }

  /**
   * @returns null if it was dropped meanwhile, or its file is gone or damaged
   * @throws the file system's error, as when there are too many open files: it can be read later
   */
  async #readOrDrop(batch: SpooledBatch): Promise<Buffer | null> {
    try {
      return await this.#storeOf(batch).read(batch);
    } catch (error) {
      if (!(error instanceof LostBatchError)) throw error;
      const reason = reasonOf(error);
      this.#options.log.error({ reason }, 'cannot read usage back from the data folder: it is lost');
      this.#forget(await this.#spool.abandon(batch));
      return null;
    }
  }

  /** Publishes the oldest batch until there is none, then waits for the next. */
  async #send(): Promise<void> {
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
    const { dataPlaneId, publisher, log } = this.#options;
    try {
      const bytes = await this.#readOrDrop(batch);
      if (bytes !== null) await publisher.publish(usageSubject(dataPlaneId), bytes, keyOf(batch));
      await this.#storeOf(batch).drop(batch);
    } catch (error) {
      if (!this.#isFailing) log.warn({ reason: reasonOf(error) }, 'cannot send usage; keeping it until it can be sent');
      this.#isFailing = true;
      return false;
    }
    this.#reported.delete(keyOf(batch));
    // It may have been dropped meanwhile.
    const at = this.#waiting.indexOf(batch);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.#isFailing) log.info('can send usage again');
    this.#isFailing = false;
    this.#isFull = false;
    return true;
  }
}

const NOTHING: UsageContent = { requests: [], attempts: [], latencies: [], records: [], gaps: [], droppedRecords: 0 };

function earliest(from: string, gaps: readonly UsageGap[]): string {
  return gaps.reduce((least, gap) => (gap.from < least ? gap.from : least), from);
}

function rangeOf({ incarnation, sequence }: SpooledBatch): LostBatches {
  return { incarnation, first: sequence, last: sequence };
}

/** Joins ranges that follow each other. Beyond the bound the lowest numbers go: a control plane finds that those are missing. */
function lostRanges(ranges: readonly LostBatches[]): LostBatches[] {
  const joined: LostBatches[] = [];
  const ordered = ranges.toSorted((one, other) =>
    one.incarnation === other.incarnation ? one.first - other.first : one.incarnation < other.incarnation ? -1 : 1,
  );
  for (const range of ordered) {
    const before = joined.at(-1);
    const follows = before?.incarnation === range.incarnation && range.first <= before.last + 1;
    if (!follows) joined.push(range);
    else joined[joined.length - 1] = { ...before, last: Math.max(before.last, range.last) };
  }
  return joined.slice(-LOST_RANGES_MAX);
}

/** Names a batch in the queue too. */
function keyOf({ incarnation, sequence }: Pick<SpooledBatch, 'incarnation' | 'sequence'>): string {
  return `${incarnation}.${sequence}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
