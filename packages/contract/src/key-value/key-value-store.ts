/**
 * The bucket that the planes share: a small key-value store with a total order of writes. Over NATS it is a JetStream
 * bucket; when both planes run in one process it is a map. Both implementations pass the same test suite.
 */
export interface KeyValueStore {
  /**
   * Every key that has a value, and the sequence of the last write that is certain to be included. Keys that others made of
   * other characters than `-/_=.a-zA-Z0-9` are not read, nor watched.
   *
   * @param keeps says of each value, as it arrives, whether to keep it; more than once of a key that is written meanwhile, or when
   *   the reading has to begin again. The others are left out, so that they take no memory
   */
  read(keeps?: KeepsValue): Promise<KeyValueSnapshot>;

  /**
   * The store's state, by one cheap request. A removal of keys by others, which no watch announces, shows in it. Rejects
   * when the store is unreachable.
   */
  state(): Promise<KeyValueState>;

  /**
   * Writes in the given order, each one only if no other writer has written to the store since `lastSequence`, so that
   * a writer that was replaced without knowing it cannot continue. Resolves when all are stored, with the sequence of
   * the last one. The writes have consecutive sequences, the first one `lastSequence` + 1. One call at a time per writer.
   *
   * @throws StaleWriteError when another writer has written; the writes before the refused one are stored
   * @throws ValueTooLargeError when one of the values exceeds the store's limit; nothing is stored
   * @throws Error when the store is unreachable: an unknown number of the writes is stored, always the first ones
   */
  writeFenced(writes: readonly KeyValueWrite[], lastSequence: number): Promise<number>;

  /** Writes one key unconditionally. Rejects when the store is unreachable. */
  put(key: string, value: Uint8Array): Promise<void>;

  /**
   * Removes each key's value if it was written at or before the given sequence; a later write of the key survives. No
   * watch announces a removal, and the last sequence stays. Removing what is already gone is no error.
   *
   * @returns how many values were removed
   * @throws InvalidKeyError when a key contains a wildcard, which would remove more than one key; nothing is removed
   * @throws Error when the store is unreachable: an unknown number of the values is removed. Purging again is safe.
   */
  purge(purges: readonly KeyValuePurge[]): Promise<number>;

  /**
   * What an operator should do before the store refuses something, such as a limit that is half reached. By one cheap
   * request. Rejects when the store is unreachable.
   */
  problems(): Promise<readonly StoreProblem[]>;

  /**
   * Watches the store until the returned function is called. Survives losing the store: once it is back the watch is
   * reopened, which `onReset` announces, and every key is delivered again.
   *
   * @throws InvalidNameError, or an error if a watch of this name is open
   */
  watch(watcher: KeyValueWatcher, options: WatchOptions): () => void;
}

export interface StoreProblem {
  /** The same while it lasts. */
  readonly key: string;
  /** What is wrong and what to do; its numbers may change while it lasts. */
  readonly sentence: string;
}

export interface WatchOptions {
  /**
   * What this watch is called in the store, of letters, digits, `-` and `_`. Only this watch has it, among all programs; the
   * same one after a restart is best.
   */
  readonly name: string;
  /** The only key to watch; all by default. */
  readonly onlyKey?: string;
  /** A key whose value is also delivered right after `onReset`, if it has one: in its turn it may come last. */
  readonly firstKey?: string;
}

export type KeepsValue = (key: string, value: Uint8Array, sequence: number) => boolean;

export interface KeyValueSnapshot {
  readonly entries: ReadonlyMap<string, KeyValueItem>;
  readonly lastSequence: number;
}

export interface KeyValueItem {
  /** It may share its buffer with other values. */
  readonly value: Uint8Array;
  /** The sequence at which the value was written. */
  readonly sequence: number;
}

export interface KeyValueState {
  /** The sequence of the last write that the store ever accepted; never falls while the store lives. */
  readonly lastSequence: number;
  /** How many keys have a value. */
  readonly keyCount: number;
}

export interface KeyValueWrite {
  readonly key: string;
  readonly value: Uint8Array;
}

export interface KeyValuePurge {
  readonly key: string;
  readonly upToSequence: number;
}

/** Call order: `onReset`, entries, `onCaughtUp`, and from then on entries and `onCaughtUp` in turn. */
export interface KeyValueWatcher {
  /** The watch was opened or reopened: a key that is not delivered before the next `onCaughtUp` does not exist. */
  onReset(): void;
  /**
   * A key's newest value, null if the key was deleted, and the sequence of that write. Of several writes in quick
   * succession, only the last may be delivered. To keep the value, keep a copy or what was decoded from it: it may be a
   * small slice of a large buffer.
   */
  onEntry(key: string, value: Uint8Array | null, sequence: number): void;
  /**
   * No more entries are pending: what was delivered is the store as it was at this moment. Before that it need not be
   * consistent: a key that is rewritten before its turn is skipped, and comes after keys that were written later. While changes
   * follow each other closely, it may be called late or not at all: NATS 2.9 miscounts what is pending, and only a second
   * without a change tells.
   */
  onCaughtUp(): void;
  /** What was delivered is the store as it is: called when it has caught up, and now and then while nothing changes. */
  onCurrent?(): void;
  /** The store cannot be reached, or the watch broke; it will be opened again. */
  onUnavailable?(reason: Error): void;
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

/** A key that the store cannot accept. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
}

/** The name of a watch that the store cannot accept. */
export class InvalidNameError extends Error {
  override readonly name = 'InvalidNameError';
}

/** @throws InvalidNameError if it has other characters than a consumer's name in NATS may have */
export function refuseUnusableName(name: string): void {
  if (!/^[-\w]+$/.test(name))
    throw new InvalidNameError(`cannot watch as ${name}: use letters, digits, - and _ in the name of a watch`);
}

/** @throws InvalidKeyError for the first key with a wildcard of NATS in it */
export function refuseWildcards(purges: readonly KeyValuePurge[]): void {
  for (const { key } of purges) {
    if (/[*>]/.test(key)) throw new InvalidKeyError(`cannot purge ${key}: name one key, without the wildcards * and >`);
  }
}

/** @throws ValueTooLargeError for the first value that is too large */
export function refuseLargeValues(writes: readonly KeyValueWrite[], bytesMax: number): void {
  for (const { key, value } of writes) {
    if (value.byteLength > bytesMax) throw new ValueTooLargeError(key, value.byteLength, bytesMax);
  }
}
