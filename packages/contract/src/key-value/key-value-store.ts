/**
 * The bucket that the planes share: a small key-value store with a total order of writes. Over NATS it is a JetStream
 * bucket; when both planes run in one process it is a map. Both implementations pass the same test suite.
 */
export interface KeyValueStore {
  /** Every key with its value, and the sequence of the last write that is certain to be included. */
  read(): Promise<KeyValueSnapshot>;

  /**
   * Writes in the given order, each one only if no other writer has written to the store since `lastSequence`, so that
   * a writer that was replaced without knowing it cannot continue. Resolves when all are stored, with the sequence of
   * the last one. One call at a time per writer.
   *
   * @throws StaleWriteError when another writer has written; the writes before the refused one are stored
   * @throws ValueTooLargeError when one of the values exceeds the store's limit; nothing is stored
   * @throws Error when the store is unreachable: an unknown number of the writes is stored, always the first ones
   */
  writeFenced(writes: readonly KeyValueWrite[], lastSequence: number): Promise<number>;

  /** Writes one key unconditionally. Rejects when the store is unreachable. */
  put(key: string, value: Uint8Array): Promise<void>;

  /**
   * Watches the store, or only one key of it, until the returned function is called. Survives losing the store: once it
   * is back the watch is reopened, which `onReset` announces, and every key is delivered again.
   */
  watch(watcher: KeyValueWatcher, onlyKey?: string): () => void;
}

export interface KeyValueSnapshot {
  readonly entries: ReadonlyMap<string, Uint8Array>;
  readonly lastSequence: number;
}

export interface KeyValueWrite {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Call order: `onReset`, entries, `onCaughtUp`, and from then on entries and `onCaughtUp` in turn. */
export interface KeyValueWatcher {
  /** The watch was opened or reopened: a key that is not delivered before the next `onCaughtUp` does not exist. */
  onReset(): void;
  /**
   * A key's newest value; null if the key was deleted. Of several writes in quick succession, only the last may be
   * delivered. To keep the value, keep a copy or what was decoded from it: it may be a small slice of a large buffer.
   */
  onEntry(key: string, value: Uint8Array | null): void;
  /**
   * No more entries are pending: what was delivered is the store as it was at this moment. Before that it need not be
   * consistent: a key that is rewritten before its turn is skipped, and comes after keys that were written later.
   */
  onCaughtUp(): void;
}

/** Another writer has written to the store since the given sequence. */
export class StaleWriteError extends Error {
  override readonly name = 'StaleWriteError';
}

/** A value exceeds the store's limit. */
export class ValueTooLargeError extends Error {
  override readonly name = 'ValueTooLargeError';
  constructor(
    readonly key: string,
    readonly bytes: number,
    readonly bytesMax: number,
  ) {
    super(`the value of ${key} has ${bytes} bytes; the store accepts at most ${bytesMax}`);
  }
}

/** @throws ValueTooLargeError for the first value that is too large */
export function refuseLargeValues(writes: readonly KeyValueWrite[], bytesMax: number): void {
  for (const { key, value } of writes) {
    if (value.byteLength > bytesMax) throw new ValueTooLargeError(key, value.byteLength, bytesMax);
  }
}
