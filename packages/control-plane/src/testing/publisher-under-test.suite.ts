import type { Coverage, KeyValueStore } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import type { PublicationLease } from '../publication/publication-lease';
import { PublishedHead } from '../publication/published-head';
import { Publisher } from '../publication/publisher';
import type { PublisherDuties } from '../publication/publisher-duties';
import type { RoutingTableSource } from '../publication/routing-table-source';
import type { UnauthenticMax } from '../publication/unauthentic-excess';
import { silentLog, TEST_TABLE_KEY, UncontendedLease } from './publication.suite';

export interface PublisherUnderTestOptions {
  readonly database: RoutingTableSource & PublisherDuties;
  readonly store: KeyValueStore;
  readonly lease?: PublicationLease;
  readonly pollIntervalMs?: number;
  readonly appliedPositions?: readonly Coverage[];
  readonly unauthenticMax?: UnauthenticMax;
}

/** A publisher whose clock a test moves; by itself it stands still. */
export class PublisherUnderTest {
  readonly publisher: Publisher;
  readonly lease: PublicationLease;
  readonly #head: PublishedHead;
  #passedMs = 0;

  constructor({
    database,
    store,
    lease = new UncontendedLease(),
    pollIntervalMs = 10,
    appliedPositions = [],
    unauthenticMax,
  }: PublisherUnderTestOptions) {
    this.lease = lease;
    this.#head = new PublishedHead(store, TEST_TABLE_KEY, randomUUID());
    this.publisher = new Publisher({
      source: database,
      duties: database,
      store,
      tableKey: TEST_TABLE_KEY,
      head: this.#head,
      lease,
      appliedPositions: () => appliedPositions,
      log: silentLog,
      pollIntervalMs,
      monotonicMs: () => this.#passedMs,
      ...(unauthenticMax === undefined ? {} : { unauthenticMax }),
    });
    this.publisher.start();
  }

  get state() {
    return this.publisher.state;
  }

  notify(): void {
    this.publisher.notify();
  }

  /** Lets time pass on the publisher's clock. */
  pass(ms: number): void {
    this.#passedMs += ms;
    this.publisher.notify();
  }

  async close(): Promise<void> {
    await this.publisher.close();
    this.#head.close();
  }
}
