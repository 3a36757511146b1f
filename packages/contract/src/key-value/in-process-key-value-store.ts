import {
  type KeyValueSnapshot,
  type KeyValueStore,
  type KeyValueWatcher,
  type KeyValueWrite,
  refuseLargeValues,
  StaleWriteError,
} from './key-value-store';

/** The default limit of NATS, so that a configuration that works in one process also works over NATS. */
const VALUE_BYTES_MAX = 1024 * 1024 - 512;
/** How many entries a watcher gets before the event loop gets a turn. */
const ENTRIES_PER_TURN = 500;

/** The store for both planes in one process. It lives as long as the process, and nothing in it expires. */
export class InProcessKeyValueStore implements KeyValueStore {
  readonly #values = new Map<string, Uint8Array>();
  readonly #feeds = new Set<Feed>();
  #lastSequence = 0;

  async read(): Promise<KeyValueSnapshot> {
    return { entries: new Map(this.#values), lastSequence: this.#lastSequence };
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

  watch(watcher: KeyValueWatcher, onlyKey?: string): () => void {
    const feed = new Feed(watcher, onlyKey, this.#values);
    this.#feeds.add(feed);
    return () => {
      feed.stop();
      this.#feeds.delete(feed);
    };
  }

  #store(key: string, value: Uint8Array): void {
    this.#lastSequence += 1;
    this.#values.set(key, value);
    for (const feed of this.#feeds) feed.push(key, value);
  }
}

/** One watcher and the values not yet delivered to it: at most one per key. */
class Feed {
  readonly #watcher: KeyValueWatcher;
  readonly #onlyKey: string | undefined;
  readonly #pending = new Map<string, Uint8Array>();
  #opened = false;
  #scheduled = false;
  #stopped = false;

  constructor(watcher: KeyValueWatcher, onlyKey: string | undefined, values: ReadonlyMap<string, Uint8Array>) {
    this.#watcher = watcher;
    this.#onlyKey = onlyKey;
    for (const [key, value] of values) this.push(key, value);
    this.#schedule();
  }

  push(key: string, value: Uint8Array): void {
    if (this.#onlyKey !== undefined && key !== this.#onlyKey) return;
    // Deleted first, so that the key moves to the position of its last write, as in JetStream.
    this.#pending.delete(key);
    this.#pending.set(key, value);
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#pending.clear();
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    if (this.#stopped) return;
    if (!this.#opened) {
      this.#opened = true;
      this.#watcher.onReset();
    }
    let delivered = 0;
    for (const [key, value] of this.#pending) {
      if (delivered === ENTRIES_PER_TURN) return this.#schedule();
      this.#pending.delete(key);
      this.#watcher.onEntry(key, value);
      delivered += 1;
      if (this.#isStopped()) return;
    }
    this.#watcher.onCaughtUp();
  }

  /** A method, so that the compiler does not narrow it: a watcher may stop the watch from within a callback. */
  #isStopped(): boolean {
    return this.#stopped;
  }
}
