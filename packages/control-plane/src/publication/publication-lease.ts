import type { EntityManager } from 'typeorm';

/** The right to publish: of any number of control planes, only the holder does. */
export interface PublicationLease {
  /**
   * Whether this process may write to the routing table. False as soon as another one could have taken the lease over, also
   * in a process that was stopped and has just been resumed: it needs no answer from Postgres to know.
   */
  readonly held: boolean;
  /**
   * Resolves when the lease is held, however long that takes. Rejects only when the signal is aborted.
   *
   * @param mayAcquire asked before each attempt, because the answer may change while others hold the lease; by default, it may
   */
  acquire(signal: AbortSignal, mayAcquire?: () => Promise<boolean>): Promise<void>;
  /**
   * Keeps the lease from being taken over until a transaction ends.
   *
   * @param manager of a READ COMMITTED transaction, on any connection to the same database
   * @throws PublicationProblem if this process does not hold the lease, by the database's clock
   */
  assertHeld(manager: EntityManager): Promise<void>;
  /** Releases it, within bounded time. */
  release(): Promise<void>;
}
