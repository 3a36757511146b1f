import type {
  KeyValueItem,
  KeyValuePurge,
  KeyValueSnapshot,
  KeyValueState,
  KeyValueStore,
  KeyValueWatcher,
  KeyValueWrite,
  StoreProblem,
  WatchOptions,
} from '@switchyard/contract';

/** A bucket that anybody may write to: besides what a publisher does, it loses entries with and without telling. */
export class OpenBucket implements KeyValueStore {
  readonly #entries = new Map<string, KeyValueItem>();
  readonly #watchers = new Map<KeyValueWatcher, WatchOptions>();
  #sequence = 0;
  /** Whether watchers are told at once that they have caught up. */
  tellsCaughtUp = true;

  async read(): Promise<KeyValueSnapshot> {
    return { entries: new Map(this.#entries), lastSequence: this.#sequence };
  }

  async writeFenced(writes: readonly KeyValueWrite[]): Promise<number> {
    for (const { key, value } of writes) await this.put(key, value);
    return this.#sequence;
  }

  async put(key: string, value: Uint8Array): Promise<void> {
    this.#sequence += 1;
    this.#entries.set(key, { value, sequence: this.#sequence });
    this.#tell(key, value);
  }

  get(key: string): Uint8Array {
    return this.#entries.get(key)!.value;
  }

  /** Deletes a key, which the watchers learn. */
  delete(key: string): void {
    this.#entries.delete(key);
    this.#tell(key, null);
  }

  async state(): Promise<KeyValueState> {
    return { lastSequence: this.#sequence, keyCount: this.#entries.size };
  }

  async problems(): Promise<readonly StoreProblem[]> {
    return [];
  }

  async purge(purges: readonly KeyValuePurge[]): Promise<number> {
    for (const { key } of purges) this.remove(key);
    return purges.length;
  }

  /** Deletes a key, which the watchers learn when their watch is opened again. */
  remove(key: string): void {
    this.#entries.delete(key);
  }

  /** Makes the bucket what a snapshot says, and opens all watches again, as after a restored backup. */
  restore({ entries }: KeyValueSnapshot): void {
    this.#entries.clear();
    for (const [key, item] of entries) this.#entries.set(key, item);
    this.reopen();
  }

  /** What a server tells at last, after a quiet second. */
  tellCaughtUp(): void {
    for (const watcher of this.#watchers.keys()) watcher.onCaughtUp();
  }

  reopen(): void {
    for (const [watcher, options] of this.#watchers) this.#deliverAll(watcher, options);
  }

  watch(watcher: KeyValueWatcher, options: WatchOptions): () => void {
    this.#watchers.set(watcher, options);
    this.#deliverAll(watcher, options);
    return () => this.#watchers.delete(watcher);
  }

  #tell(key: string, value: Uint8Array | null): void {
    for (const watcher of this.#watchers.keys()) {
      watcher.onEntry(key, value, this.#sequence);
      if (this.tellsCaughtUp) watcher.onCaughtUp();
    }
  }

  #deliverAll(watcher: KeyValueWatcher, { firstKey }: WatchOptions): void {
    watcher.onReset();
    const first = firstKey === undefined ? undefined : this.#entries.get(firstKey);
    if (firstKey !== undefined && first !== undefined) watcher.onEntry(firstKey, first.value, first.sequence);
    for (const [key, { value, sequence }] of this.#entries) watcher.onEntry(key, value, sequence);
    if (this.tellsCaughtUp) watcher.onCaughtUp();
  }
}
