/** Who holds it publishes; nobody else does, among any number of control planes. */
export interface PublicationLock {
  /** Whether it is held, as far as is known: a holder may have lost it and not heard of it yet. */
  readonly held: boolean;
  /** Resolves when the lock is held, be that in a week. Rejects only when the signal is aborted. */
  acquire(signal: AbortSignal): Promise<void>;
  /** Gives it up, within bounded time. */
  release(): Promise<void>;
}
