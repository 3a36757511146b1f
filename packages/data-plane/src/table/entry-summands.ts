/**
 * The summands of entries by key. It keeps the key as kind and id, and the id as the string that the table uses too: with a
 * hundred thousand consumer keys, whole keys would take 10 MB.
 */
export class EntrySummands {
  /** By kind with its dot, then by id. */
  readonly #summands = new Map<string, Map<string, string>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: string): string | null {
    const { kind, id } = splitKey(key);
    return this.#summands.get(kind)?.get(id) ?? null;
  }

  set({ kind, id }: SplitKey, summand: string): void {
    const ofKind = this.#summands.get(kind) ?? new Map<string, string>();
    this.#summands.set(kind, ofKind);
    if (!ofKind.has(id)) this.#size += 1;
    ofKind.set(id, summand);
  }

  delete({ kind, id }: SplitKey): void {
    if (this.#summands.get(kind)?.delete(id) === true) this.#size -= 1;
  }

  clear(): void {
    this.#summands.clear();
    this.#size = 0;
  }

  *keys(): Generator<string> {
    for (const [kind, ofKind] of this.#summands) for (const id of ofKind.keys()) yield kind + id;
  }
}

/** A key in two parts: the kind with its dot, or nothing if the key has no dot, and the rest. */
export interface SplitKey {
  readonly kind: string;
  readonly id: string;
}

export function splitKey(key: string): SplitKey {
  const idStart = key.indexOf('.') + 1;
  return { kind: key.slice(0, idStart), id: key.slice(idStart) };
}
