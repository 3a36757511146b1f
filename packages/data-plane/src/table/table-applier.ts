import { type Coverage, HEAD_KEY, type Head, isSameMac, type SealingKey } from '@switchyard/contract';
import type { Logger } from 'pino';
import { JournalFault } from '../journal/journal-fault';
import type { StoredTable } from '../journal/stored-table';
import type { TableJournal } from '../journal/table-journal';
import { whileDiskAnswers } from '../journal/while-disk-answers';
import { BucketState, type EntryFault } from './bucket-state';
import { HeadReader } from './head-reader';
import { Refusal } from './revision-refusal';
import { type RevisionTarget, TargetClosed } from './revision-target';

export interface TableApplierOptions<Content> {
  /** What serves the table, and is kept up to date; changed only here. */
  readonly target: RevisionTarget<Content>;
  /** Authenticates the bucket. */
  readonly sealingKey: SealingKey;
  /** Where the table is kept for the next start; null or absent if it is not kept. */
  readonly journal?: TableJournal | null;
  readonly log: Logger;
  /** The time, for logs and statuses. */
  readonly now?: () => Date;
}

/**
 * Makes the table what the bucket is: it takes in what the bucket holds, and has it served when it is exactly what an authentic
 * head describes.
 */
export class TableApplier<Content> {
  readonly #options: TableApplierOptions<Content>;
  readonly #heads: HeadReader;
  #bucket: BucketState<Content>;
  /** The head's bytes as they arrived last, until they are read; undefined if they did not change. */
  #arrivedHead: string | null | undefined;
  /** The bucket's head, or why it cannot be used; null if there is none. */
  #head: Head | Refusal | null = null;
  /** The bytes of that head. */
  #encodedHead = '';
  /** What a stored table had that is too old to be served; null for none. */
  #floor: Coverage | null = null;
  #isRestoring = false;

  constructor(options: TableApplierOptions<Content>) {
    this.#options = options;
    this.#heads = new HeadReader(options.sealingKey.tableKey);
    this.#bucket = new BucketState(options.sealingKey.tableKey, options.target.reader);
  }

  /** What the bucket holds, compared to what is served. */
  get bucket(): Pick<BucketState<Content>, 'heldCount' | 'servedCount' | 'isEmpty' | 'knows'> {
    return this.#bucket;
  }

  /** The newest authentic head; null while there was none. Heads that were put back do not count. */
  get observed(): Coverage | null {
    return this.#heads.observed;
  }

  /** The position of the head that the bucket has, if it is authentic. */
  get headPosition(): Coverage | null {
    return this.#heads.position;
  }

  /**
   * Takes in what the bucket holds under a key.
   *
   * @param encoded the entry's bytes, one character per byte; null if the bucket has no such key
   * @returns whether this changes what the head covers
   */
  put(key: string, encoded: string | null): boolean {
    const { isChanged, isOurNews } = this.#bucket.put(key, encoded);
    if (isOurNews) this.#options.journal?.noteEntry({ key, encoded });
    return isChanged;
  }

  /**
   * Takes in the head's bytes; null if the bucket has none.
   *
   * @param isAhead whether the entries that it covers are still to come
   */
  putHead(encoded: string | null, isAhead: boolean): void {
    this.#arrivedHead = encoded;
    if (isAhead) this.#bucket.expectHead(this.#heads.peek(encoded));
  }

  /**
   * Compares the bucket with its head, and serves what it holds.
   *
   * @param seen the only keys that the bucket holds; null for all that were taken in
   * @param isMended whether the bucket was refused before
   * @throws Refusal if the bucket is not what an authentic head describes, or cannot be served
   */
  async apply(seen: ReadonlySet<string> | null, isMended: boolean): Promise<void> {
    this.#bucket.expectHead(null);
    await this.#takeInHead();
    const { journal = null } = this.#options;
    if (seen !== null) await this.#bucket.retain(seen, (key) => journal?.noteEntry({ key, encoded: null }));
    const head = this.#usableHead();
    if (head === null) return;
    const mismatch = this.#mismatch(head);
    if (mismatch !== null) throw new Refusal('NOT_AUTHENTIC', mismatch.key, mismatch.reason);
    await this.#applyHead(head, isMended);
  }

  /**
   * Serves what the bucket holds, if that is exactly what an authentic head describes: whatever is still to come belongs to a
   * later one.
   *
   * @param isMended whether the bucket was refused before
   * @returns whether it is
   * @throws Refusal if it cannot be served
   */
  async applyIfComplete(isMended: boolean): Promise<boolean> {
    await this.#takeInHead();
    const head = this.#head;
    if (head === null || head instanceof Refusal || this.#mismatch(head) !== null) return false;
    this.#bucket.expectHead(null);
    await this.#applyHead(head, isMended);
    return true;
  }

  /** Notes what the journal had at the start: nothing older may be served, nor a lineage that was left. */
  expectStored({ lineage, revision, leftLineages }: StoredTable): void {
    for (const left of leftLineages) this.#heads.leave(left);
    this.#floor = { lineage, revision };
  }

  /** Serves the table that the journal had at the start, in place of what came from the bucket. One that cannot be served is put aside. */
  async restore(stored: StoredTable): Promise<void> {
    this.#forgetBucket();
    this.#isRestoring = true;
    try {
      await this.#options.target.expectStored();
      for await (const { key, encoded } of stored.entries()) this.#bucket.put(key, encoded);
      this.putHead(stored.head, false);
      await this.apply(null, false);
    } catch (error) {
      // One that nobody is left to serve is not at fault.
      if (!(error instanceof TargetClosed)) await this.#refuseStored(error);
      this.#forgetBucket();
    } finally {
      this.#isRestoring = false;
    }
  }

  /** Only a file with a table that cannot be served is put aside: any other error says nothing about it. */
  async #refuseStored(error: unknown): Promise<void> {
    const { log, journal } = this.#options;
    if (!(error instanceof Refusal || error instanceof JournalFault)) {
      log.error({ err: error }, 'cannot read the stored routing table; waiting for NATS');
      journal?.giveUp(`its file cannot be read (${String(error)})`);
      return;
    }
    this.#floor = null;
    try {
      await whileDiskAnswers(async () => journal?.putAside(error.message));
    } catch (failure) {
      journal?.giveUp(`its file cannot be replaced (${String(failure)})`);
    }
  }

  #forgetBucket(): void {
    this.#head = null;
    this.#arrivedHead = undefined;
    const { sealingKey, target } = this.#options;
    this.#bucket = new BucketState(sealingKey.tableKey, target.reader);
  }

  async #takeInHead(): Promise<void> {
    const encoded = this.#arrivedHead;
    if (encoded === undefined) return;
    this.#arrivedHead = undefined;
    this.#head = this.#heads.read(encoded, this.#newestOwn);
    this.#encodedHead = encoded ?? '';
    if (this.#head !== null && !(this.#head instanceof Refusal)) await this.#bucket.setHead(this.#head);
  }

  /** What it has served last, this time or before the start; null for nothing. */
  get #newestOwn(): Coverage | null {
    return this.#options.target.position ?? this.#floor;
  }

  async #applyHead(head: Head, isMended: boolean): Promise<void> {
    const { target, log } = this.#options;
    const { position } = target;
    const { changeCount, apply } = await target.prepare(head, this.#bucket.differences(), this.#isRestoring);
    // From here on nothing can fail. The entries' texts are let go first, because they and the new table are large.
    await this.#bucket.setServed();
    const faults = await apply();
    this.#heads.noteServed(head, position ?? this.#floor);
    for (const fault of faults) {
      log.error(fault, 'an endpoint is out of rotation: its credential or CA certificate cannot be read');
    }
    const { lineage, revision } = head;
    const isNews = changeCount > 0 || position?.revision !== revision || position.lineage !== lineage;
    if (isNews) {
      this.#noteApplied(head);
      log.info({ lineage, revision, changes: changeCount }, 'routing table applied');
    } else if (isMended) {
      this.#options.journal?.noteUnchanged();
      log.info({ lineage, revision }, 'the bucket is right again');
    }
  }

  #noteApplied({ lineage, revision }: Head): void {
    const { journal = null } = this.#options;
    if (journal === null || this.#isRestoring) return;
    const { leftLineages } = this.#heads;
    const atMs = (this.#options.now?.() ?? new Date()).getTime();
    journal.noteApplied({ lineage, revision, head: this.#encodedHead, leftLineages, atMs });
  }

  /** Null if there is nothing to serve yet. @throws Refusal */
  #usableHead(): Head | null {
    if (this.#head instanceof Refusal) throw this.#head;
    if (this.#head === null && this.#newestOwn !== null) {
      throw new Refusal('NOT_AUTHENTIC', HEAD_KEY, 'missing in the bucket');
    }
    return this.#head;
  }

  /** Why the bucket does not hold exactly the versions that the head covers; null if it does. */
  #mismatch({ entryCount, sumMac }: Head): EntryFault | null {
    const { fault, sum } = this.#bucket;
    if (fault !== null) return fault;
    const { tableKey } = this.#options.sealingKey;
    if (sum.count === entryCount && isSameMac(sumMac, tableKey.macOfSum(sum))) return null;
    const difference =
      sum.count === entryCount
        ? 'an entry has another version than the head says'
        : `the head covers ${entryCount} entries, but the bucket has ${sum.count}`;
    return { key: HEAD_KEY, reason: `the table does not add up: ${difference}` };
  }
}
