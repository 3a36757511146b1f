import {
  decodeHead,
  HEAD_KEY,
  type Head,
  type KeyValueStore,
  type TableKey,
  TableFormatError,
} from '@switchyard/contract';

export interface PublishedHeadListener {
  /** Called with the bucket's head on each change and once on each opening; null if there is none. */
  onHead?(head: Head | null): void;
  /** Something was written as the head, by whomever: `seenSequence` and `fault` tell what. */
  onSeen?(): void;
  /** The bucket was unavailable, and may have come back with other content. */
  onReopened?(): void;
}

/**
 * The head of the bucket, as every control plane sees it, whether it publishes or not. A head that no control plane wrote is
 * ignored: what was published before still counts.
 */
export class PublishedHead {
  readonly #stop: () => void;
  readonly #listeners = new Set<PublishedHeadListener>();
  #arrived: Head | null = null;
  #current: Head | null = null;
  #fault: TableFormatError | null = null;
  #seenSequence = 0;
  #isKnown = false;

  constructor(
    store: KeyValueStore,
    private readonly tableKey: TableKey,
    watchName: string,
  ) {
    this.#stop = store.watch(
      {
        onReset: () => {
          this.#arrived = null;
          this.#fault = null;
          this.#seenSequence = 0;
          for (const listener of this.#listeners) listener.onReopened?.();
        },
        onEntry: (_key, value, sequence) => {
          this.#seenSequence = sequence;
          this.#arrive(value);
        },
        onCaughtUp: () => {
          const isChanged = !this.#isKnown || this.#fault === null;
          if (this.#fault === null) this.#current = this.#arrived;
          this.#isKnown = true;
          for (const listener of this.#listeners) {
            listener.onSeen?.();
            if (isChanged) listener.onHead?.(this.#current);
          }
        },
      },
      { name: watchName, onlyKey: HEAD_KEY },
    );
  }

  /** The last known head that a control plane wrote; null if the bucket has none or was never reached. */
  get current(): Head | null {
    return this.#current;
  }

  /** Why the bucket's head is ignored; null if it is not. */
  get fault(): TableFormatError | null {
    return this.#fault;
  }

  /** The store's sequence of the last known write of the head, whoever wrote it; 0 if there is none. */
  get seenSequence(): number {
    return this.#seenSequence;
  }

  /** Whether the bucket was ever reached; until then it is unknown what is published. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Returns a function that removes the listener. */
  listen(listener: PublishedHeadListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #arrive(value: Uint8Array | null): void {
    this.#fault = null;
    try {
      this.#arrived = value === null ? null : decodeHead(this.tableKey, value);
    } catch (error) {
      if (!(error instanceof TableFormatError)) throw error;
      this.#fault = error;
    }
  }
}
