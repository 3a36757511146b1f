import {
  HEAD_KEY,
  type Head,
  type KeyValueStore,
  type KeyValueWrite,
  TABLE_FORMAT_VERSION,
  ValueTooLargeError,
} from '@switchyard/contract';
import { pause, retry, type RetryOptions } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { BucketMirror, encode } from './bucket-mirror';
import type { PublicationLease } from './publication-lease';
import { PublicationProblem, sourceProblem, storeProblem } from './publication-problem';
import type { PublishedHead } from './published-head';
import type { RoutingTableSource, TableChanges } from './routing-table-source';

/** How often the database is polled, in case a notification was lost. */
const POLL_INTERVAL_MS = 1_000;
const RETRY_BACKOFF = { firstMs: 200, mostMs: 5_000 };
const CLOSE_TIMEOUT_MS = 2_000;

export interface PublisherOptions {
  readonly source: RoutingTableSource;
  /** The bucket `ROUTING_TABLE_BUCKET`. */
  readonly store: KeyValueStore;
  readonly head: PublishedHead;
  readonly lease: PublicationLease;
  readonly log: Logger;
  readonly pollIntervalMs?: number;
  /** The time, for `publishedAt`. */
  readonly now?: () => Date;
}

export interface PublicationState {
  /** The latest revision published by any control plane; null while it is unknown. */
  readonly publishedRevision: number | null;
  readonly publishedAt: Date | null;
  /** Why this control plane fails to publish revisions; null if it publishes, or another one should. */
  readonly problem: string | null;
}

/**
 * Publishes the routing table from the database to the bucket. It is level-triggered: at each notification it compares the
 * database's revision with the bucket's and publishes what is missing. So a burst of commits is published once, and a lost
 * notification loses nothing.
 *
 * Of any number of control planes the holder of the lease publishes. A write may be under way when the lease ends, so what
 * prevents two publishers is the fence on every write (`KeyValueStore.writeFenced`), not the lease.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #closing = new AbortController();
  readonly #unlistenHead: () => void;
  #running: Promise<void> | null = null;
  #mirror: BucketMirror | null = null;
  #problem: PublicationProblem | null = null;
  #reopenings = 0;
  #notified = false;
  #wake: (() => void) | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#unlistenHead = options.head.listen({
      // The bucket may have come back wiped, or older.
      onReopened: () => {
        this.#reopenings += 1;
        this.#mirror = null;
        this.notify();
      },
    });
  }

  /** Starts publishing in the background, as soon as it holds the lease. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Signals that a revision may have been committed. Cheap; without effect if this is not the publisher. */
  notify(): void {
    this.#notified = true;
    this.#wake?.();
  }

  get state(): PublicationState {
    const head = this.#options.head.current;
    return {
      publishedRevision: head?.revision ?? null,
      publishedAt: head === null ? null : new Date(head.publishedAt),
      problem: this.#problem?.message ?? null,
    };
  }

  /** Stops after the current write, and releases the lease. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake?.();
    this.#unlistenHead();
    await Promise.race([this.#running, pause(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    await this.#options.lease.release();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const { lease, pollIntervalMs = POLL_INTERVAL_MS } = this.#options;
    const options: RetryOptions = {
      what: 'publish revisions',
      backoff: RETRY_BACKOFF,
      failuresMax: Infinity,
      signal,
      isRetryable: () => lease.held,
      pause: (ms) => this.#sleep(ms),
    };
    while (!signal.aborted) {
      if (!lease.held) {
        this.#mirror = null;
        this.#report(null);
        await lease.acquire(signal).catch(() => undefined);
        continue;
      }
      // Fails only when the lease is lost or this publisher is closed.
      const isPublished = await retry(() => this.#tryToPublish(), options).then(
        () => true,
        () => false,
      );
      if (isPublished) await this.#sleep(pollIntervalMs);
    }
  }

  async #tryToPublish(): Promise<void> {
    try {
      await this.#publishChanges();
      this.#report(null);
    } catch (error) {
      // A write that stops because of `close()` is not a problem.
      if (!this.#closing.signal.aborted) this.#report(problemOf(error));
      throw error;
    }
  }

  /** Publishes what the bucket lacks. */
  async #publishChanges(): Promise<void> {
    const mirror = this.#mirror;
    if (mirror?.head === null || mirror?.head === undefined) return this.#resync();
    const { source, log } = this.#options;
    const position = await source.position().catch(asSourceProblem);
    if (position.lineage !== mirror.head.lineage || position.revision < mirror.head.revision) return this.#resync();
    if (position.revision === mirror.head.revision) return;
    const changes = await source.changesSince(mirror.head.revision).catch(asSourceProblem);
    if (changes.lineage !== mirror.head.lineage) return this.#resync();
    const entryCount = mirror.head.entryCount + (await mirror.growth(changes.entries));
    if (entryCount !== changes.entryCount) {
      log.error(
        { changes: { ...changes, entries: undefined }, entryCount },
        'entry count mismatch; comparing the whole table',
      );
      return this.#resync();
    }
    await this.#publish(mirror, changes, await mirror.writesFor(changes));
  }

  /** Compares the whole bucket with the whole table, and writes the differences. */
  async #resync(): Promise<void> {
    const { store, source, log } = this.#options;
    this.#mirror = null;
    const reopenings = this.#reopenings;
    const mirror = new BucketMirror(await store.read().catch(asStoreProblem));
    if (mirror.head !== null && mirror.head.formatVersion > TABLE_FORMAT_VERSION) {
      throw new PublicationProblem(
        `the routing table in NATS has format ${mirror.head.formatVersion}, but this control plane writes format ` +
          `${TABLE_FORMAT_VERSION}: run the newer control plane`,
      );
    }
    // Rewriting the head unchanged has no effect on readers, but from then on every write of a predecessor that lost its
    // lease without noticing is refused. Without a head, everything is about to be written anyway.
    await this.#write(mirror, mirror.claim());
    // The table is read after the bucket: only committed revisions are published, so the database cannot be behind.
    let table = await source.all().catch(asSourceProblem);
    let writes = await mirror.writesFor({ ...table, entries: await mirror.withDeletions(table.entries) });
    const reason = await reasonForNewLineage(mirror, table, writes.length > 0);
    if (reason !== null) {
      log.warn({ head: mirror.head, database: { lineage: table.lineage, revision: table.revision } }, reason);
      await source.mintLineage().catch(asSourceProblem);
      table = await source.all().catch(asSourceProblem);
      writes = await mirror.writesFor({ ...table, entries: await mirror.withDeletions(table.entries) });
    }
    await this.#publish(mirror, { ...table, entryCount: table.entries.length }, writes);
    if (reopenings === this.#reopenings) this.#mirror = mirror;
  }

  /** Writes the entries and, when all are acknowledged, the head, which makes readers switch to them. */
  async #publish(mirror: BucketMirror, changes: TableChanges, writes: readonly KeyValueWrite[]): Promise<void> {
    await this.#write(mirror, writes);
    const { lineage, revision, entryCount } = changes;
    const present = mirror.head;
    if (present?.lineage === lineage && present.revision === revision && present.entryCount === entryCount) return;
    const publishedAt = (this.#options.now?.() ?? new Date()).toISOString();
    const head: Head = { formatVersion: TABLE_FORMAT_VERSION, lineage, revision, entryCount, publishedAt };
    await this.#write(mirror, [{ key: HEAD_KEY, value: encode(head) }]);
    this.#options.log.info({ lineage, revision, entryCount, writes: writes.length }, 'published');
  }

  async #write(mirror: BucketMirror, writes: readonly KeyValueWrite[]): Promise<void> {
    if (writes.length === 0) return;
    if (!this.#options.lease.held || this.#closing.signal.aborted)
      throw new PublicationProblem('lost the publication lease');
    try {
      mirror.record(writes, await this.#options.store.writeFenced(writes, mirror.lastSequence));
    } catch (error) {
      // The bucket's content is no longer known, unless nothing was sent.
      if (!(error instanceof ValueTooLargeError)) this.#mirror = null;
      throw storeProblem(error);
    }
  }

  #report(problem: PublicationProblem | null): void {
    const { log } = this.#options;
    if (problem !== null && problem.message !== this.#problem?.message) {
      log.warn({ err: problem.cause }, `not publishing revisions: ${problem.message}`);
    }
    if (problem === null && this.#problem !== null) log.info('publishing revisions again');
    this.#problem = problem;
  }

  /** Waits until the time is over, a revision may have been committed, or this publisher is closed. */
  async #sleep(ms: number): Promise<void> {
    if (!this.#notified && !this.#closing.signal.aborted) {
      const waking = new AbortController();
      this.#wake = () => waking.abort();
      await pause(ms, waking.signal);
      this.#wake = null;
    }
    this.#notified = false;
  }
}

/** Why the bucket can only be corrected under a lineage that no reader has seen; null if no new one is needed. */
async function reasonForNewLineage(
  mirror: BucketMirror,
  table: TableChanges,
  differs: boolean,
): Promise<string | null> {
  const { head } = mirror;
  if (head !== null && head.lineage !== table.lineage) {
    return 'the routing table in NATS belongs to another database; rewriting it';
  }
  if (await mirror.isAhead(table)) {
    return 'the routing table in NATS is ahead of the database, which was probably restored; rewriting it';
  }
  // Readers have this revision already: they switch to the other table as a whole only under another lineage.
  return head?.revision === table.revision && differs
    ? 'the routing table in NATS differs from the database at the same revision; rewriting it'
    : null;
}

const asSourceProblem = (error: unknown): never => {
  throw sourceProblem(error);
};
const asStoreProblem = (error: unknown): never => {
  throw storeProblem(error);
};

function problemOf(error: unknown): PublicationProblem {
  return error instanceof PublicationProblem
    ? error
    : new PublicationProblem('internal error; see the log', { cause: error });
}
