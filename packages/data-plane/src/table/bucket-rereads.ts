export interface RereadBackoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * How long a bucket that is not what its head says is looked at before it is read anew: a key that others wrote and removed
 * raises no further event. The time doubles with each reading, up to the maximum.
 */
const REREAD_BACKOFF: RereadBackoff = { firstMs: 5_000, mostMs: 60_000 };

/** Has a bucket read anew while it stays damaged. */
export class BucketRereads {
  #timer: NodeJS.Timeout | null = null;
  #waitMs: number;

  constructor(
    private readonly reread: () => void,
    private readonly backoff: RereadBackoff = REREAD_BACKOFF,
  ) {
    this.#waitMs = backoff.firstMs;
  }

  /** To be told whenever the bucket was looked at. */
  note(isDamaged: boolean): void {
    if (!isDamaged) {
      this.#waitMs = this.backoff.firstMs;
      this.close();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#waitMs = Math.min(2 * this.#waitMs, this.backoff.mostMs);
      this.reread();
    }, this.#waitMs).unref();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
