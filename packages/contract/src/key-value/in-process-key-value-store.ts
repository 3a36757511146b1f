import { forEachInSlices, nextSlice } from '../kernel/time-slices';
import {
  type KeepsValue,
  type KeyValueItem,
  type KeyValuePurge,
  type KeyValueSnapshot,
  type KeyValueState,
  type KeyValueStore,
  type KeyValueWatcher,
  type KeyValueWrite,
  refuseLargeValues,
  refuseUnusableName,
  refuseWildcards,
  type StoreProblem,
  StaleWriteError,
  type WatchOptions,
} from './key-value-store';

/** The default limit of NATS, so that a configuration that works in one process also works over NATS. */
const VALUE_BYTES_MAX = 1024 * 1024 - 512;

/**
 * The store for both planes in one process. It lives as long as the process, and nothing in it expires. It keeps the
 * buffers that it is given: do not change a value after writing it.
 */
export class InProcessKeyValueStore implements KeyValueStore {
  /** In the order of their sequences, as in JetStream: a key that is rewritten moves to the end. */
  readonly #items = new Map<string, KeyValueItem>();
  readonly #feeds = new Set<Feed>();
  #lastSequence = 0;

  async read(keeps: KeepsValue = () => true): Promise<KeyValueSnapshot> {
    const lastSequence = this.#lastSequence;
    const entries = new Map<string, KeyValueItem>();
    await forEachInSlices(this.#items, ([key, item]) => {
      if (keeps(key, item.value, item.sequence)) entries.set(key, item);
      else entries.delete(key);
    });
    return { entries, lastSequence };
  }

  async state(): Promise<KeyValueState> {
    return { lastSequence: this.#lastSequence, keyCount: this.#items.size };
  }

  /** It has no limits. */
  async problems(): Promise<readonly StoreProblem[]> {
    return [];
  }

  async writeFenced(writes: readonly KeyValueWrite[], lastSequence: number): Promise<number> {
    refuseLargeValues(writes, VALUE_BYTES_MAX);
    if (writes.length > 0 && lastSequence !== this.#lastSequence) {
      throw new StaleWriteError(`the store is at sequence ${this.#lastSequence}, not ${lastSequence}`);
    }
    for (const { key, value } of writes) this.#store(key, value);
    return writes.length === 0 ? lastSequence : this.#lastSequence;
  }

  async put(key: string, value: Uint8Array): Promise<void> {
    refuseLargeValues([{ key, value }], VALUE_BYTES_MAX);
    this.#store(key, value);
  }

  async purge(purges: readonly KeyValuePurge[]): Promise<number> {
    refuseWildcards(purges);
    const sizeBefore = this.#items.size;
    for (const { key, upToSequence } of purges) {
      const item = this.#items.get(key);
      if (item === undefined || item.sequence > upToSequence) continue;
      this.#items.delete(key);
      for (const feed of this.#feeds) feed.drop(key);
    }
    return sizeBefore - this.#items.size;
  }

  watch(watcher: KeyValueWatcher, options: WatchOptions): () => void {
    const { name } = options;
    refuseUnusableName(name);
    if ([...this.#feeds].some((each) => each.name === name)) throw new Error(`watched as ${name} already`);
    const feed = new Feed(watcher, this.#items, options);
    this.#feeds.add(feed);
    return () => {
      feed.stop();
      this.#feeds.delete(feed);
    };
  }

  #store(key: string, value: Uint8Array): void {
    this.#lastSequence += 1;
    const item = { value, sequence: this.#lastSequence };
    // Deleted first, so that the key moves to the end.
    this.#items.delete(key);
    this.#items.set(key, item);
    for (const feed of this.#feeds) feed.push(key, item);
  }
}

/**
 * One watcher. It first gets what the store has, straight from the store's map: the iteration visits what is written
 * meanwhile as well, at the end. From then on it gets the values not yet delivered to it, at most one per key.
 */
class Feed {
  readonly name: string;
  readonly #watcher: KeyValueWatcher;
  readonly #items: ReadonlyMap<string, KeyValueItem>;
  readonly #onlyKey: string | undefined;
  readonly #firstKey: string | undefined;
  readonly #pending = new Map<string, KeyValueItem>();
  /** What is left of the store's content; null once all of it was delivered. */
  #initial: IterableIterator<[string, KeyValueItem]> | null = null;
  #opened = false;
  #scheduled = false;
  #stopped = false;

  constructor(watcher: KeyValueWatcher, items: ReadonlyMap<string, KeyValueItem>, options: WatchOptions) {
    const { name, onlyKey, firstKey } = options;
    this.name = name;
    this.#watcher = watcher;
    this.#items = items;
    this.#onlyKey = onlyKey;
    this.#firstKey = firstKey;
    if (onlyKey === undefined) {
      this.#initial = items.entries();
    } else {
      const item = items.get(onlyKey);
      if (item !== undefined) this.#pending.set(onlyKey, item);
    }
    this.#schedule();
  }

  push(key: string, item: KeyValueItem): void {
    if (this.#initial !== null) return;
    if (this.#onlyKey !== undefined && key !== this.#onlyKey) return;
    // Deleted first, so that the key moves to the position of its last write, as in JetStream.
    this.#pending.delete(key);
    this.#pending.set(key, item);
    this.#schedule();
  }

  /** The key was purged. */
  drop(key: string): void {
    this.#pending.delete(key);
  }

  stop(): void {
    this.#stopped = true;
    this.#initial = null;
    this.#pending.clear();
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    void nextSlice().then((end) => {
      this.#scheduled = false;
      this.#deliver(end);
    });
  }

  /** Delivers at least one value. */
  #deliver(end: number): void {
    if (this.#stopped) return;
    if (!this.#opened) {
      this.#opened = true;
      this.#watcher.onReset();
      this.#deliverFirst();
      if (this.#isStopped()) return;
    }
    for (const [key, { value, sequence }] of this.#undelivered()) {
      this.#watcher.onEntry(key, value, sequence);
      if (this.#isStopped()) return;
      if (performance.now() >= end) return this.#schedule();
    }
    this.#watcher.onCaughtUp();
  }

  #deliverFirst(): void {
    const first = this.#firstKey;
    const item = first === undefined ? undefined : this.#items.get(first);
    if (first !== undefined && item !== undefined) this.#watcher.onEntry(first, item.value, item.sequence);
  }

  *#undelivered(): Generator<readonly [string, KeyValueItem]> {
    if (this.#initial !== null) {
      // The iterator of a map is not closed when a loop over it ends early, so the next slice continues with it.
      for (const entry of this.#initial) yield entry;
      this.#initial = null;
    }
    for (const entry of this.#pending) {
      this.#pending.delete(entry[0]);
      yield entry;
    }
  }

  /** A method, so that the compiler does not narrow it: a watcher may stop the watch from within a callback. */
  #isStopped(): boolean {
    return this.#stopped;
  }
}
