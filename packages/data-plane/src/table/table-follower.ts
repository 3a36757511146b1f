import {
  type Coverage,
  HEAD_KEY,
  forEachInSlices,
  type KeyValueStore,
  type KeyValueWatcher,
  rawOf,
  type Rejection,
} from '@switchyard/contract';
import type { StoredTable } from '../journal/stored-table';
import { SilentDisk, whileDiskAnswers } from '../journal/while-disk-answers';
import { BucketRereads, type RereadBackoff } from './bucket-rereads';
import { Rejections } from './rejections';
import { TargetClosed } from './revision-target';
import { TableApplier, type TableApplierOptions } from './table-applier';
import { WatchProgress } from './watch-progress';

export interface TableFollowerOptions<Content> extends TableApplierOptions<Content> {
  /** The bucket `ROUTING_TABLE_BUCKET`. */
  readonly store: KeyValueStore;
  /** What its watch is called in the store; no other program's is called the same. */
  readonly watchName: string;
  /** When a damaged bucket is read anew; by default, that of `BucketRereads`. */
  readonly rereadBackoff?: RereadBackoff;
}

/** How often the journal is told that the table is current. */
const CURRENT_INTERVAL_MS = 30_000;

/** What the watch delivered, in its order; an entry has its bytes as a string. */
type Delivery =
  | { readonly kind: 'reset' }
  | { readonly kind: 'entry'; readonly key: string; readonly value: string | null }
  | { readonly kind: 'caught-up' };

/**
 * Keeps the table at the revision of the bucket's head. Only what a control plane wrote is served (`TableApplier`). Otherwise
 * the revision is refused as a whole and the last good table stays; it is looked at again whenever something changes. The
 * table also stays while the bucket is unreachable.
 */
export class TableFollower<Content> {
  readonly #options: TableFollowerOptions<Content>;
  readonly #applier: TableApplier<Content>;
  readonly #rejections: Rejections;
  readonly #rereads: BucketRereads;
  readonly #listeners = new Set<() => void>();
  #stopWatch: () => void = () => undefined;
  #deliveries: Delivery[] = [];
  readonly #progress = new WatchProgress();
  /** Whether the bucket must be looked at. */
  #isChanged = false;
  /** Whether the bucket was looked at since the start, or cannot be reached. */
  #isSettled = false;
  /** When the table was last known to be current, in ms since the epoch; null if it never was. */
  #currentAtMs: number | null = null;
  #notedCurrentAtMs = -Infinity;
  #working = false;
  /** Resolves when it works no more. */
  #idle: Promise<void> = Promise.resolve();
  #closed = false;
  /** What the listeners were told. */
  #notified: readonly unknown[] = [null, null, null, null, null, false];

  constructor(options: TableFollowerOptions<Content>) {
    this.#options = options;
    this.#applier = new TableApplier(options);
    this.#rejections = new Rejections(options);
    this.#rereads = new BucketRereads(() => {
      this.#stopWatch();
      this.#stopWatch = this.#watch();
    }, options.rereadBackoff);
    options.journal?.onChange(() => this.#notify());
  }

  /** The newest revision seen in the bucket, served or not; null while there was none. Heads that were put back do not count. */
  get observedRevision(): number | null {
    return this.#applier.observed?.revision ?? null;
  }

  /** The refused revision, until the bucket can be served again. */
  get rejection(): Rejection | null {
    return this.#rejections.current;
  }

  /** The latest rejection, also if it is over; null if there was none. */
  get lastRejection(): Rejection | null {
    return this.#rejections.last;
  }

  /** What is served; null for nothing. */
  get position(): Coverage | null {
    return this.#options.target.position;
  }

  /** What a restart would serve at least: only that may be reported as applied. Null for nothing. */
  get applied(): Coverage | null {
    const { journal = null } = this.#options;
    return journal === null || this.position === null ? this.position : journal.durable;
  }

  /** Whether what it serves is as new as can be had now: it has looked at the bucket, or the bucket cannot be reached. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** When the table was last known to be what the control plane published, in ms since the epoch; null if it never was. */
  get currentAtMs(): number | null {
    return this.#currentAtMs;
  }

  /** How many entries it keeps besides the served ones, because they contain something that is not served. */
  get heldCount(): number {
    return this.#applier.bucket.heldCount;
  }

  /** How many entries of the bucket it serves, also of kinds that it does not know. */
  get servedCount(): number {
    return this.#applier.bucket.servedCount;
  }

  /**
   * Calls back when the served revision, the applied one, the observed one, the rejection or `isSettled` changes. Returns a
   * function that unsubscribes.
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes what the journal had at the start: nothing older may be served. Call it before `start`. */
  expectStored(stored: StoredTable): void {
    this.#applier.expectStored(stored);
  }

  /** Follows the bucket from now on. */
  start(): void {
    this.#stopWatch();
    this.#stopWatch = this.#watch();
  }

  /** Serves what the journal had at the start, unless it serves a table already, and looks at the bucket anew. */
  async restore(stored: StoredTable): Promise<void> {
    this.#stopWatch();
    this.#rereads.close();
    this.#deliveries = [];
    await this.#idle;
    if (this.position === null) {
      await this.#goBack();
      await this.#applier.restore(stored);
      if (this.position !== null) this.#currentAtMs = stored.currentAtMs;
      this.#notify();
    }
    this.start();
  }

  close(): void {
    this.#closed = true;
    this.#rereads.close();
    this.#stopWatch();
    this.#listeners.clear();
  }

  async #goBack(): Promise<void> {
    const { journal = null } = this.#options;
    try {
      await whileDiskAnswers(async () => journal?.goBack());
    } catch (error) {
      const reason = error instanceof SilentDisk ? error.message : `its file cannot be opened again (${String(error)})`;
      journal?.giveUp(reason);
    }
  }

  #watch(): () => void {
    const watcher: KeyValueWatcher = {
      onReset: () => this.#deliver({ kind: 'reset' }),
      onEntry: (key, value) => this.#deliver({ kind: 'entry', key, value: value === null ? null : rawOf(value) }),
      onCaughtUp: () => this.#deliver({ kind: 'caught-up' }),
      onCurrent: () => {
        if (!this.#working) this.#noteCurrent();
      },
      onUnavailable: () => this.#settle(),
    };
    // The head is what was written last, so in its turn it comes last.
    const { store, watchName } = this.#options;
    return store.watch(watcher, { name: watchName, firstKey: HEAD_KEY });
  }

  /**
   * Until there is a table no request waits, and what arrives is taken in at once: a queue of it would need as much memory
   * as the table.
   */
  #deliver(delivery: Delivery): void {
    if (!this.#working && this.position === null && !this.#mayComplete(delivery)) return this.#takeIn(delivery);
    this.#deliveries.push(delivery);
    if (!this.#working) this.#idle = this.#work();
  }

  /** Whether the bucket may be complete with this delivery. */
  #mayComplete(delivery: Delivery): boolean {
    if (delivery.kind !== 'entry') return delivery.kind === 'caught-up';
    return this.#progress.isFollowingFrom(delivery.key);
  }

  /**
   * Takes in what arrives while it arrives, so that little of it has to be kept. It looks at the bucket whenever the watch has
   * caught up, and before that as soon as a change has come whole, with its head: NATS 2.9 may tell only after a second without
   * a change that a watch has caught up, and steady changes leave it none.
   */
  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (this.#deliveries.length > 0 && !this.#closed) {
        const deliveries = this.#deliveries;
        this.#deliveries = [];
        await forEachInSlices(deliveries, (delivery) => this.#takeIn(delivery));
        const isCaughtUp = this.#deliveries.length === 0 && deliveries.at(-1)?.kind === 'caught-up';
        const isLookedAt = (await this.#look(isCaughtUp)) || isCaughtUp;
        // A bucket has only the newest head: when it was sent, nothing newer was published.
        if (isLookedAt) this.#noteCurrent();
      }
    } finally {
      this.#working = false;
    }
  }

  /** Entries that a publisher writes ahead of their head change nothing yet, however many they are. */
  #takeIn(delivery: Delivery): void {
    if (delivery.kind === 'caught-up') return;
    const { bucket } = this.#applier;
    if (delivery.kind === 'reset') {
      this.#progress.opened(bucket.isEmpty);
      this.#isChanged = true;
      this.#applier.putHead(null, true);
      return;
    }
    const { key, value } = delivery;
    if (key === HEAD_KEY) {
      this.#progress.delivered(key, true);
      this.#isChanged = true;
      this.#applier.putHead(value, this.#progress.isOpening);
      return;
    }
    try {
      this.#isChanged = this.#applier.put(key, value) || this.#isChanged;
    } catch (error) {
      this.#isChanged = true;
      this.#refuse(error);
      this.#notify();
    }
    // Garbage that it does not hold is not remembered here either.
    if (this.#progress.seen !== null) this.#progress.delivered(key, bucket.knows(key));
  }

  /**
   * Compares the bucket with its head if something has changed, and serves what it holds or refuses it.
   *
   * @param isCaughtUp whether nothing is still to come; otherwise only what is complete is served
   * @returns whether the bucket was complete, or cannot become so
   */
  async #look(isCaughtUp: boolean): Promise<boolean> {
    const { seen, isFollowing } = this.#progress;
    // What could not be taken in may be missing.
    const mayBeComplete = isFollowing && this.rejection?.code !== 'INTERNAL';
    const isDue = isCaughtUp ? this.#isChanged || seen !== null : this.#isChanged && mayBeComplete;
    if (!isDue) return false;
    const isMended = this.rejection !== null;
    try {
      if (isCaughtUp) await this.#applier.apply(seen, isMended);
      else if (!(await this.#applier.applyIfComplete(isMended))) return false;
      this.#rejections.end();
    } catch (error) {
      if (error instanceof TargetClosed) return false;
      this.#refuse(error);
    }
    this.#isChanged = false;
    this.#progress.lookedAt(isCaughtUp);
    this.#rereads.note(this.rejection?.code === 'NOT_AUTHENTIC');
    this.#settle();
    this.#notify();
    return true;
  }

  #settle(): void {
    this.#isSettled = true;
    this.#notify();
  }

  /** Notes that nothing newer than what is served was published until now, if that is so. */
  #noteCurrent(): void {
    if (this.#isChanged || this.#progress.isOpening || this.rejection !== null || this.position === null) return;
    this.#currentAtMs = (this.#options.now?.() ?? new Date()).getTime();
    const sinceNoted = this.#currentAtMs - this.#notedCurrentAtMs;
    if (sinceNoted >= 0 && sinceNoted < CURRENT_INTERVAL_MS) return;
    this.#notedCurrentAtMs = this.#currentAtMs;
    this.#options.journal?.noteCurrent(this.#currentAtMs);
  }

  #refuse(error: unknown): void {
    this.#rejections.note(error, this.#applier.headPosition, this.observedRevision, this.position !== null);
  }

  /** Calls the listeners if something has changed since they were called. */
  #notify(): void {
    const { journal } = this.#options;
    const state = [
      this.observedRevision,
      this.position,
      this.rejection,
      this.applied,
      journal?.problem ?? null,
      this.#isSettled,
    ];
    if (state.every((value, index) => value === this.#notified[index])) return;
    this.#notified = state;
    for (const listener of this.#listeners) listener();
  }
}
