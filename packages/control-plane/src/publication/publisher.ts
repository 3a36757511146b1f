import type { Coverage, KeyValueStore, TableKey } from '@switchyard/contract';
import { pause, retry, type RetryOptions } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { BackgroundComparison } from './background-comparison';
import type { BucketMirror } from './bucket-mirror';
import { Interval } from './interval';
import type { PublicationLease } from './publication-lease';
import { asStoreProblem, PublicationProblem, sealingKeyProblem } from './publication-problem';
import type { PublishedHead } from './published-head';
import type { PublisherDuties } from './publisher-duties';
import type { RoutingTableSource } from './routing-table-source';
import { OlderCompilerProblem, refuseNewerFormat, TablePublication } from './table-publication';
import { TombstonePurge } from './tombstone-purge';
import type { UnauthenticMax } from './unauthentic-excess';

/** How often the database is polled, in case a notification was lost. */
const POLL_INTERVAL_MS = 1_000;
/** How often the store's state is compared with the mirror's: a purge raises no event. */
export const STORE_CHECK_INTERVAL_MS = 2_000;
/** How often keys expire, and how often what nobody needs is deleted. */
export const DUTIES_INTERVAL_MS = 60_000;
/** How many keys that no control plane wrote are removed at once: publication waits about half a millisecond for each. */
const EXCESS_PURGES_MAX = 1_000;
const RETRY_BACKOFF = { firstMs: 200, mostMs: 5_000 };
const CLOSE_TIMEOUT_MS = 2_000;

export interface PublisherOptions {
  readonly source: RoutingTableSource;
  /** The bucket `ROUTING_TABLE_BUCKET`. */
  readonly store: KeyValueStore;
  readonly tableKey: TableKey;
  readonly head: PublishedHead;
  readonly lease: PublicationLease;
  readonly duties: PublisherDuties;
  /** What live data planes report that they serve. */
  readonly appliedPositions: () => readonly Coverage[];
  readonly log: Logger;
  readonly pollIntervalMs?: number;
  /** The time, for `publishedAt`. */
  readonly now?: () => Date;
  /** A clock that is never set, in milliseconds. */
  readonly monotonicMs?: () => number;
  /** By default, `UNAUTHENTIC_MAX`. */
  readonly unauthenticMax?: UnauthenticMax;
}

export interface PublicationState {
  /** The latest revision published by any control plane; null while it is unknown. */
  readonly publishedRevision: number | null;
  readonly publishedAt: Date | null;
  /** Why this control plane does not publish everything that it should; null if it does, or another one should. */
  readonly problem: string | null;
}

/**
 * Publishes the routing table from the database to the bucket. It is level-triggered: at each notification it compares the
 * database's revision with the bucket's and publishes what is missing. So a burst of commits is published once, and a lost
 * notification loses nothing. What others write to the bucket, or remove from it, it repairs without a change.
 *
 * Of any number of control planes the holder of the lease publishes. A write may be under way when the lease ends, so what
 * prevents two publishers is the fence on every write (`KeyValueStore.writeFenced`), not the lease.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #closing = new AbortController();
  readonly #unlistenHead: () => void;
  readonly #publication: TablePublication;
  readonly #purge: TombstonePurge;
  readonly #storeCheck: Interval;
  readonly #comparison: BackgroundComparison;
  readonly #duties: Interval;
  #running: Promise<void> | null = null;
  #mirror: BucketMirror | null = null;
  #isMoreToPurge = false;
  #doingDuties: Promise<void> | null = null;
  #problem: PublicationProblem | null = null;
  #reopenings = 0;
  #notified = false;
  #wake: (() => void) | null = null;

  constructor(options: PublisherOptions) {
    const { head, lease, store, monotonicMs = () => performance.now(), now = () => new Date() } = options;
    this.#options = options;
    const { signal } = this.#closing;
    const mayWrite = () => lease.held && !signal.aborted;
    this.#publication = new TablePublication({ ...options, now, signal, mayWrite });
    this.#purge = new TombstonePurge(store, monotonicMs);
    this.#storeCheck = new Interval(STORE_CHECK_INTERVAL_MS, monotonicMs);
    this.#comparison = new BackgroundComparison({
      ...options,
      publication: this.#publication,
      signal,
      monotonicMs,
      onFound: () => this.notify(),
    });
    this.#duties = new Interval(DUTIES_INTERVAL_MS, monotonicMs);
    this.#unlistenHead = head.listen({
      // The bucket may have come back wiped, or older.
      onReopened: () => {
        this.#reopenings += 1;
        this.#mirror = null;
        this.notify();
      },
      onSeen: () => {
        if (this.#isHeadForeign()) this.notify();
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
    const ended = Promise.all([this.#running, this.#comparison.ended(), this.#doingDuties]);
    await Promise.race([ended, pause(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
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
      isRetryable: (error) => lease.held && !(error instanceof OlderCompilerProblem),
      pause: (ms) => this.#sleep(ms),
    };
    while (!signal.aborted) {
      if (!lease.held) {
        await this.#acquire();
        continue;
      }
      // Fails only when the lease is lost or must be left to others, or this publisher is closed.
      const failure = await retry(() => this.#tryToPublish(), options).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure instanceof OlderCompilerProblem) await lease.release();
      else if (failure === null) await this.#sleep(pollIntervalMs);
    }
  }

  async #acquire(): Promise<void> {
    this.#mirror = null;
    await this.#comparison.end();
    this.#publication.reset();
    await this.#options.lease.acquire(this.#closing.signal, () => this.#mayPublish()).catch(() => undefined);
  }

  /**
   * A control plane with an older compiler or another sealing key leaves the lease to others. That may change while it
   * waits: a newer one may publish, or an operator may accept the older one, or set a credential.
   */
  async #mayPublish(): Promise<boolean> {
    const { duties, tableKey } = this.#options;
    // If the database cannot be read, the lease cannot be acquired either.
    const isOlder = (await duties.compilerState().catch(() => null)) === 'OWN_IS_OLDER';
    const foreignKeyId = await duties.foreignSealingKey().catch(() => null);
    const problem = foreignKeyId === null ? null : sealingKeyProblem(foreignKeyId, tableKey.id);
    this.#report(isOlder ? new OlderCompilerProblem() : problem);
    return !isOlder && problem === null;
  }

  async #tryToPublish(): Promise<void> {
    try {
      await this.#publish();
      this.#report(this.#publication.problem);
    } catch (error) {
      // A write that stops because of `close()` is not a problem.
      if (!this.#closing.signal.aborted) this.#report(problemOf(error));
      throw error;
    }
  }

  /** Publishes what the bucket lacks; then, each in its time, looks for what nobody announces. */
  async #publish(): Promise<void> {
    const { fault } = this.#options.head;
    if (fault !== null) refuseNewerFormat(fault);
    const mirror = this.#mirror;
    if (mirror?.isValid === true && !this.#isHeadForeign()) await this.#publishChanges(mirror);
    else await this.#publishAnew();
    if (this.#storeCheck.isDue) await this.#checkStore();
    if (this.#mirror !== null) this.#comparison.beginIfDue(this.#mirror);
    await this.#purgeExcess();
    await this.#runDuties();
  }

  /** Removes some of what no control plane wrote, and lets changes be published before it removes more. */
  async #purgeExcess(): Promise<void> {
    const mirror = this.#mirror;
    if (mirror === null || mirror.excessCount === 0) return;
    const { store, log } = this.#options;
    log.warn({ count: mirror.excessCount }, 'too many keys that no control plane wrote; removing some');
    const purges = mirror.excess(EXCESS_PURGES_MAX);
    await store.purge(purges).catch(asStoreProblem);
    mirror.recordExcessPurged(purges);
    this.notify();
  }

  async #publishAnew(): Promise<void> {
    this.#mirror = null;
    await this.#comparison.end();
    const reopenings = this.#reopenings;
    const { mirror, isCompared } = await this.#publication.publishAnew();
    this.#comparison.restart(isCompared);
    this.#storeCheck.restart();
    if (reopenings === this.#reopenings) this.#mirror = mirror;
  }

  async #publishChanges(mirror: BucketMirror): Promise<void> {
    const findings = this.#comparison.findingsIn(mirror);
    const isPublished = await this.#publication.publishChanges(mirror, findings?.keys ?? []);
    this.#comparison.settle(findings);
    if (!isPublished) await this.#publishAnew();
  }

  /** Whether somebody else has written the head since this publisher did. Not during a write, whose sequence is not known. */
  #isHeadForeign(): boolean {
    return this.#mirror !== null && this.#options.head.seenSequence > this.#mirror.lastSequence;
  }

  async #checkStore(): Promise<void> {
    const mirror = this.#mirror;
    if (mirror === null) return;
    const state = await this.#options.store.state().catch(asStoreProblem);
    this.#storeCheck.restart();
    const { log } = this.#options;
    if (!mirror.isCurrent(state)) {
      log.warn({ state }, 'others have changed the routing table in NATS; reading it again');
      await this.#publishAnew();
    } else if (mirror.head !== null && this.#publication.hasReadersElsewhere(mirror.head)) {
      log.warn('data planes report revisions that were not published; comparing the whole table');
      await this.#publishAnew();
    }
  }

  async #runDuties(): Promise<void> {
    const { duties } = this.#options;
    const mirror = this.#mirror;
    if (mirror?.head === null || mirror?.head === undefined) return;
    if (this.#duties.isDue && this.#doingDuties === null) {
      this.#duties.restart();
      this.#isMoreToPurge = true;
      const { revision } = mirror.head;
      this.#doingDuties = this.#inBackground([
        ['expire keys', () => duties.expireKeys()],
        ['compact dirty entries', () => duties.compactDirtyEntries(revision)],
      ]).finally(() => {
        this.#doingDuties = null;
      });
    }
    if (!this.#isMoreToPurge) return;
    this.#isMoreToPurge = await this.#purge.run(mirror);
  }

  /** These wait for the change lock, and publication must not wait for them. What fails is tried again next time. */
  async #inBackground(duties: readonly (readonly [string, () => Promise<void>])[]): Promise<void> {
    for (const [what, run] of duties) {
      await run().catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#options.log.warn({ err: error }, `cannot ${what}; trying again later`);
      });
    }
  }

  #report(problem: PublicationProblem | null): void {
    const { log } = this.#options;
    if (problem !== null && problem.message !== this.#problem?.message) {
      log.warn({ err: problem.cause }, `publication problem: ${problem.message}`);
    }
    if (problem === null && this.#problem !== null) log.info('the publication problem is over');
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

function problemOf(error: unknown): PublicationProblem {
  return error instanceof PublicationProblem
    ? error
    : new PublicationProblem('internal error; see the log', { cause: error });
}
