/**
 * The bucket between the planes, as both see it: a small key-value store with a total order of its writes. Over NATS
 * it is a JetStream bucket; where both planes are one process it is a map. Both pass the same suite of tests.
 */
export interface KeyValueStore {
  /** Every key with its value, and the sequence of the last write that is sure to be in it. */
  read(): Promise<KeyValueSnapshot>;

  /**
   * Writes in the given order, each one only if nobody else has written to the store since `lastSequence`: a writer
   * that was replaced without knowing it cannot write on. Resolves when all are stored, with the last one's sequence.
   * One call at a time per writer.
   *
   * @throws StaleWriteError when somebody else has written; the writes before the refused one are stored
   * @throws ValueTooLargeError when the store could never take one of the values; nothing is stored
   * @throws Error when the store is away: which of the writes are stored is not known, but they are the first ones
   */
  writeFenced(writes: readonly KeyValueWrite[], lastSequence: number): Promise<number>;

  /** Writes one key, whoever wrote before. Rejects when the store is away. */
  put(key: string, value: Uint8Array): Promise<void>;

  /**
   * Follows the store, or only one key of it, until the returned function is called. Survives the loss of the store:
   * when it is back the watch is opened anew, which `onReset` tells, and every key comes again.
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

/** The calls come in this order: `onReset`, entries, `onCaughtUp`, and from then on entries and `onCaughtUp` in turn. */
export interface KeyValueWatcher {
  /** The watch was opened, or opened anew: a key that does not come before the next `onCaughtUp` is not there. */
  onReset(): void;
  /**
   * A key's newest value; null where the key is gone. Where several writes follow fast, only the last may come. Who
   * keeps it should keep a copy, or what was decoded from it: it may be a small part of a large buffer.
   */
  onEntry(key: string, value: Uint8Array | null): void;
  /**
   * Nothing more is on its way: what came is the store as it was at this moment. Before that it need not be: a key
   * that was written again before its turn came is passed by, and comes behind keys that were written later.
   */
  onCaughtUp(): void;
}

/** That somebody else has written to the store since the given sequence. */
export class StaleWriteError extends Error {
  override readonly name = 'StaleWriteError';
}

/** That a value is larger than the store ever takes. */
export class ValueTooLargeError extends Error {
  override readonly name = 'ValueTooLargeError';
  constructor(
    readonly key: string,
    readonly bytes: number,
    readonly bytesMax: number,
  ) {
    super(`the value of ${key} has ${bytes} bytes, and the store takes ${bytesMax} at most`);
  }
}

/** @throws ValueTooLargeError for the first value that is too large */
export function refuseLargeValues(writes: readonly KeyValueWrite[], bytesMax: number): void {
  for (const { key, value } of writes) {
    if (value.byteLength > bytesMax) throw new ValueTooLargeError(key, value.byteLength, bytesMax);
  }
}
