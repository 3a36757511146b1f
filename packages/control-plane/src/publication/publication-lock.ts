/** Only the holder publishes, among any number of control planes. */
export interface PublicationLock {
  /** Whether it is held, as far as is known: the holder may have lost it without noticing yet. */
  readonly held: boolean;
  /** Resolves when the lock is held, however long that takes. Rejects only when the signal is aborted. */
  acquire(signal: AbortSignal): Promise<void>;
  /** Releases it, within bounded time. */
  release(): Promise<void>;
}
