/** The key of an entry in two parts: the kind with its dot, or nothing if the key has no dot, and the rest. */
export interface SplitKey {
  readonly kind: string;
  readonly id: string;
}

export function splitKey(key: string): SplitKey {
  const idStart = key.indexOf('.') + 1;
  if (idStart !== latestKind.length || !key.startsWith(latestKind)) latestKind = key.slice(0, idStart);
  return { kind: latestKind, id: key.slice(idStart) };
}

/** Keys of one kind follow each other, and get the same string as their kind, which maps find sooner than a new one. */
let latestKind = '';

export function wholeKey({ kind, id }: SplitKey): string {
  return kind + id;
}

/**
 * A map by the keys of entries, which it keeps as kind and id. V8 keeps one copy of every string that a map was ever asked for:
 * here that is the id, which the routing table's maps have too. With a hundred thousand consumer keys, whole keys would take
 * 10 MB, even if a map is only asked whether it has them.
 */
export class EntryMap<V> {
  readonly #byKind = new Map<string, Map<string, V>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get({ kind, id }: SplitKey): V | undefined {
    // An empty map need not be asked: that would cost as much as one that has the key.
    return this.#size === 0 ? undefined : this.#byKind.get(kind)?.get(id);
  }

  has({ kind, id }: SplitKey): boolean {
    return this.#size !== 0 && this.#byKind.get(kind)?.has(id) === true;
  }

  set({ kind, id }: SplitKey, value: V): void {
    let ofKind = this.#byKind.get(kind);
    if (ofKind === undefined) {
      ofKind = new Map();
      this.#byKind.set(kind, ofKind);
    }
    const sizeBefore = ofKind.size;
    ofKind.set(id, value);
    this.#size += ofKind.size - sizeBefore;
  }

  delete({ kind, id }: SplitKey): void {
    if (this.#size === 0) return;
    const ofKind = this.#byKind.get(kind);
    if (ofKind?.delete(id) !== true) return;
    this.#size -= 1;
    // Anybody who writes to NATS can make up any number of kinds.
    if (ofKind.size === 0) this.#byKind.delete(kind);
  }

  /** How many kinds the keys are of. */
  get kindCount(): number {
    return this.#byKind.size;
  }

  clear(): void {
    this.#byKind.clear();
    this.#size = 0;
  }

  *keys(): Generator<SplitKey> {
    for (const [kind, ofKind] of this.#byKind) for (const id of ofKind.keys()) yield { kind, id };
  }

  *values(): Generator<V> {
    for (const ofKind of this.#byKind.values()) yield* ofKind.values();
  }
}
