import { HEAD_KEY, type Head, headSchema, type KeyValueStore } from '@switchyard/contract';

export interface PublishedHeadListener {
  /** The bucket's head; null where it has none. Told on each change, by whomever, and once on each opening. */
  onHead?(head: Head | null): void;
  /** The bucket was away, and may have come back as another one. */
  onReopened?(): void;
}

/** The head of the bucket, as every control plane sees it, whether it publishes itself or not. */
export class PublishedHead {
  readonly #stop: () => void;
  readonly #listeners = new Set<PublishedHeadListener>();
  #arrived: Head | null = null;
  #current: Head | null = null;
  #isKnown = false;

  constructor(store: KeyValueStore) {
    this.#stop = store.watch(
      {
        onReset: () => {
          this.#arrived = null;
          for (const listener of this.#listeners) listener.onReopened?.();
        },
        onEntry: (_key, value) => {
          this.#arrived = value === null ? null : decodeHead(value);
        },
        onCaughtUp: () => {
          this.#current = this.#arrived;
          this.#isKnown = true;
          for (const listener of this.#listeners) listener.onHead?.(this.#current);
        },
      },
      HEAD_KEY,
    );
  }

  /** The head as it was last seen; null where the bucket has none or was never reached. */
  get current(): Head | null {
    return this.#current;
  }

  /** Whether the bucket was ever reached; without it nothing can be told of what is published. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Returns what ends it. */
  listen(listener: PublishedHeadListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }
}

/** Null where it is no head: what is written in its place is right again. */
export function decodeHead(value: Uint8Array): Head | null {
  try {
    return headSchema.parse(JSON.parse(Buffer.from(value).toString()));
  } catch {
    return null;
  }
}
