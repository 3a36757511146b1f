import {
  type Coverage,
  decodeRawHead,
  HEAD_KEY,
  type Head,
  forEachInSlices,
  isSameMac,
  type KeyValueStore,
  LEFT_LINEAGES_MAX,
  rawOf,
  type Rejection,
  type SealingKey,
} from '@switchyard/contract';
import type { Logger } from 'pino';
import { BucketRereads, type RereadBackoff } from './bucket-rereads';
import { BucketState } from './bucket-state';
import { orRefuse, Refusal } from './revision-refusal';
import type { RoutingTable, TableChange } from './routing-table';
import { planTable } from './table-plan';

export interface TableFollowerOptions {
  /** The bucket `ROUTING_TABLE_BUCKET`. */
  readonly store: KeyValueStore;
  /** The table to keep up to date; changed only here. */
  readonly table: RoutingTable;
  /** Authenticates the bucket, and opens the credentials in it. */
  readonly sealingKey: SealingKey;
  readonly log: Logger;
  /** The time, for `rejectedAt`. */
  readonly now?: () => Date;
  /** When a damaged bucket is read anew; by default, that of `BucketRereads`. */
  readonly rereadBackoff?: RereadBackoff;
}

/** What the watch delivered, in its order; an entry has its bytes as a string. */
type Delivery =
  | { readonly kind: 'reset' }
  | { readonly kind: 'entry'; readonly key: string; readonly value: string | null }
  | { readonly kind: 'caught-up' };

/**
 * Keeps the table at the revision of the bucket's head. Only what a control plane wrote is served: the bucket must hold
 * exactly the versions that an authentic head describes. Entries are validated and compiled next to the live table, in
 * slices, and become current in one turn. Otherwise the revision is refused as a whole and the last good table stays; it
 * is looked at again whenever something changes. The table also stays while the bucket is unreachable.
 */
export class TableFollower {
  readonly #options: TableFollowerOptions;
  #stopWatch: () => void;
  readonly #rereads: BucketRereads;
  readonly #listeners = new Set<() => void>();
  readonly #bucket: BucketState;
  /** Those that it served before, and those that a head says the database has left; the latest ones. */
  readonly #leftLineages = new Set<string>();
  #deliveries: Delivery[] = [];
  /** The keys that were delivered since the watch was opened again; null once it has caught up, or if it was the first. */
  #seen: Set<string> | null = null;
  /** Whether the bucket must be looked at when the watch has caught up. */
  #isChanged = false;
  /** The head's bytes as they arrived last, until they are read; undefined if they did not change. */
  #arrivedHead: string | null | undefined;
  /** The bucket's head, or why it cannot be used; null if there is none. */
  #head: Head | Refusal | null = null;
  #working = false;
  #closed = false;
  #observed: Coverage | null = null;
  /** The position of the head that the bucket has, if it is authentic. */
  #headPosition: Coverage | null = null;
  #rejection: Rejection | null = null;
  #lastRejection: Rejection | null = null;
  /** What the listeners were told. */
  #notified: readonly unknown[] = [null, null, null];

  constructor(options: TableFollowerOptions) {
    this.#options = options;
    this.#bucket = new BucketState(options.sealingKey.tableKey);
    this.#rereads = new BucketRereads(() => {
      this.#stopWatch();
      this.#stopWatch = this.#watch();
    }, options.rereadBackoff);
    this.#stopWatch = this.#watch();
  }

  /** The newest revision seen in the bucket, served or not; null while there was none. Heads that were put back do not count. */
  get observedRevision(): number | null {
    return this.#observed?.revision ?? null;
  }

  /** The refused revision, until the bucket can be served again. */
  get rejection(): Rejection | null {
    return this.#rejection;
  }

  /** The latest rejection, also if it is over; null if there was none. */
  get lastRejection(): Rejection | null {
    return this.#lastRejection;
  }

  /** What is served; null for nothing. */
  get position(): Coverage | null {
    return this.#options.table.position;
  }

  /** How many entries it keeps besides the served ones, because they contain something that is not served. */
  get heldCount(): number {
    return this.#bucket.heldCount;
  }

  /** How many entries of the bucket it serves, also of kinds that it does not know. */
  get servedCount(): number {
    return this.#bucket.servedCount;
  }

  /**
   * Calls back when the served revision, the observed revision or the rejection changes. Returns a function that
   * unsubscribes.
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#rereads.close();
    this.#stopWatch();
    this.#listeners.clear();
  }

  #watch(): () => void {
    return this.#options.store.watch({
      onReset: () => this.#deliver({ kind: 'reset' }),
      onEntry: (key, value) => this.#deliver({ kind: 'entry', key, value: value === null ? null : rawOf(value) }),
      onCaughtUp: () => this.#deliver({ kind: 'caught-up' }),
    });
  }

  /**
   * Until there is a table no request waits, and what arrives is taken in at once: a queue of it would need as much memory
   * as the table.
   */
  #deliver(delivery: Delivery): void {
    if (this.position === null && !this.#working && delivery.kind !== 'caught-up') {
      this.#takeIn(delivery);
      return;
    }
    this.#deliveries.push(delivery);
    if (!this.#working) void this.#work();
  }

  /**
   * Takes in what arrives while it arrives, so that little of it has to be kept, and looks at the bucket whenever the
   * watch has caught up: before that it need not be consistent.
   */
  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (this.#deliveries.length > 0 && !this.#closed) {
        const deliveries = this.#deliveries;
        this.#deliveries = [];
        await forEachInSlices(deliveries, (delivery) => this.#takeIn(delivery));
        const isCaughtUp = this.#deliveries.length === 0 && deliveries.at(-1)?.kind === 'caught-up';
        if (isCaughtUp && this.#isChanged) await this.#look();
      }
    } finally {
      this.#working = false;
    }
  }

  /** Entries that a publisher writes ahead of their head change nothing yet, however many they are. */
  #takeIn(delivery: Delivery): void {
    if (delivery.kind === 'caught-up') return;
    if (delivery.kind === 'reset') {
      this.#seen = this.#bucket.isEmpty ? null : new Set();
      this.#arrivedHead = null;
      this.#isChanged = true;
      return;
    }
    const { key, value } = delivery;
    if (key === HEAD_KEY) {
      this.#arrivedHead = value;
      this.#isChanged = true;
      return;
    }
    try {
      this.#isChanged = this.#bucket.put(key, value) || this.#isChanged;
    } catch (error) {
      this.#isChanged = true;
      this.#refuse(error);
      this.#notify();
    }
    // Garbage that it does not hold is not remembered here either.
    if (this.#bucket.knows(key)) this.#seen?.add(key);
  }

  /** Compares the bucket with its head, and serves what it holds or refuses it. */
  async #look(): Promise<void> {
    this.#isChanged = false;
    try {
      await this.#takeInHead();
      if (this.#seen !== null) await this.#bucket.retain(this.#seen);
      this.#seen = null;
      await this.#apply();
    } catch (error) {
      this.#refuse(error);
    }
    this.#rereads.note(this.#rejection?.code === 'NOT_AUTHENTIC');
    this.#notify();
  }

  /** Calls the listeners if something has changed since they were called. */
  #notify(): void {
    const state = [this.observedRevision, this.position, this.#rejection];
    if (state.every((value, index) => value === this.#notified[index])) return;
    this.#notified = state;
    for (const listener of this.#listeners) listener();
  }

  async #takeInHead(): Promise<void> {
    const encoded = this.#arrivedHead;
    if (encoded === undefined) return;
    this.#arrivedHead = undefined;
    this.#head = encoded === null ? null : this.#readHead(encoded);
    if (this.#head === null) this.#headPosition = null;
    else if (!(this.#head instanceof Refusal)) await this.#bucket.setHead(this.#head);
  }

  #readHead(encoded: string): Head | Refusal {
    let head: Head;
    try {
      head = orRefuse(HEAD_KEY, () => decodeRawHead(this.#options.sealingKey.tableKey, encoded));
    } catch (error) {
      this.#headPosition = null;
      return Refusal.because(error);
    }
    this.#headPosition = { lineage: head.lineage, revision: head.revision };
    const { position } = this;
    if (position?.lineage === head.lineage && head.revision < position.revision) {
      const reason = `put back to revision ${head.revision}, but this data plane serves revision ${position.revision}`;
      return new Refusal('NOT_AUTHENTIC', HEAD_KEY, reason);
    }
    // What the database has left wins over what this data plane has: an old bucket may have led it there.
    const isBack = position !== null && head.leftLineages.includes(position.lineage);
    if (this.#leftLineages.has(head.lineage) && !isBack) {
      return new Refusal('NOT_AUTHENTIC', HEAD_KEY, 'put back to a lineage that was left');
    }
    const isOlder = this.#observed?.lineage === head.lineage && head.revision < this.#observed.revision;
    if (!isOlder) this.#observed = this.#headPosition;
    return head;
  }

  /** @throws Refusal if the bucket is not what an authentic head describes, or cannot be served */
  async #apply(): Promise<void> {
    const { table, sealingKey, log } = this.#options;
    const head = this.#usableHead();
    if (head !== null) {
      this.#checkSum(head);
      const { position } = table;
      const changes = await planTable(table, sealingKey, this.#bucket.differences());
      // From here on nothing can fail. The entries' texts are let go first, because they and the new table are large.
      await this.#bucket.setServed();
      await table.apply(head, changes);
      for (const left of head.leftLineages) this.#leave(left);
      if (position !== null && position.lineage !== head.lineage) this.#leave(position.lineage);
      this.#leftLineages.delete(head.lineage);
      logFaults(log, changes);
      const { lineage, revision } = head;
      const isNews = changes.length > 0 || position?.revision !== revision || position.lineage !== lineage;
      if (isNews) log.info({ lineage, revision, changes: changes.length }, 'routing table applied');
      else if (this.#rejection !== null) log.info({ lineage, revision }, 'the bucket is right again');
    }
    this.#rejection = null;
  }

  /** Null if there is nothing to serve yet. @throws Refusal */
  #usableHead(): Head | null {
    if (this.#head instanceof Refusal) throw this.#head;
    if (this.#head === null && this.position !== null) {
      throw new Refusal('NOT_AUTHENTIC', HEAD_KEY, 'missing in the bucket');
    }
    return this.#head;
  }

  /** @throws Refusal if the bucket does not hold exactly the versions that the head covers */
  #checkSum({ entryCount, sumMac }: Head): void {
    const { fault, sum } = this.#bucket;
    if (fault !== null) throw new Refusal('NOT_AUTHENTIC', fault.key, fault.reason);
    const { tableKey } = this.#options.sealingKey;
    if (sum.count === entryCount && isSameMac(sumMac, tableKey.macOfSum(sum))) return;
    const difference =
      sum.count === entryCount
        ? 'an entry has another version than the head says'
        : `the head covers ${entryCount} entries, but the bucket has ${sum.count}`;
    throw new Refusal('NOT_AUTHENTIC', HEAD_KEY, `the table does not add up: ${difference}`);
  }

  #leave(lineage: string): void {
    this.#leftLineages.add(lineage);
    const [oldest] = this.#leftLineages;
    if (this.#leftLineages.size > LEFT_LINEAGES_MAX && oldest !== undefined) this.#leftLineages.delete(oldest);
  }

  #refuse(error: unknown): void {
    const { log, now } = this.#options;
    if (!(error instanceof Refusal)) log.error({ err: error }, 'internal error while applying the routing table');
    const { code, entryKey, reason } = Refusal.because(error);
    const revision = this.#headPosition?.revision ?? this.observedRevision ?? 0;
    const lineage = this.#headPosition?.lineage ?? null;
    const known = this.#rejection;
    const isSameRevision = known?.revision === revision && known.lineage === lineage;
    if (isSameRevision && known.code === code && known.entryKey === entryKey && known.reason === reason) return;
    const served = this.position === null ? 'serving nothing' : 'still serving the last good one';
    log.error({ revision, code, entryKey, reason }, `routing table rejected; ${served}`);
    this.#rejection = { revision, lineage, code, entryKey, reason, rejectedAt: (now?.() ?? new Date()).toISOString() };
    this.#lastRejection = this.#rejection;
  }
}

/** Tells which endpoints are out of rotation, once per change. */
function logFaults(log: Logger, changes: readonly TableChange[]): void {
  for (const change of changes) {
    if (change.kind !== 'provider' || change.value === undefined) continue;
    const known = new Set(change.before?.faults.map(({ endpointId, reason }) => `${endpointId} ${reason}`));
    for (const fault of change.value.faults) {
      if (known.has(`${fault.endpointId} ${fault.reason}`)) continue;
      log.error(fault, 'an endpoint is out of rotation: its credential or CA certificate cannot be read');
    }
  }
}
