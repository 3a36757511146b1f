import { HEAD_KEY, type Head, headSchema, type KeyValueStore } from '@switchyard/contract';

export interface PublishedHeadListener {
  /** Called with the bucket's head on each change and once on each opening; null if there is none. */
  onHead?(head: Head | null): void;
  /** The bucket was unavailable, and may have come back with other content. */
  onReopened?(): void;
}

/** The head of the bucket, as every control plane sees it, whether it publishes or not. */
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

  /** The last known head; null if the bucket has none or was never reached. */
  get current(): Head | null {
    return this.#current;
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
}

/** Null for an invalid head, which the publisher replaces. */
export function decodeHead(value: Uint8Array): Head | null {
  try {
    return headSchema.parse(JSON.parse(Buffer.from(value).toString()));
  } catch {
    return null;
  }
}
