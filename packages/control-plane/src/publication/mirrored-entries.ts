import { decodeEntry, isCovered, type Coverage, coveredVersion, type VersionedEntry } from '@switchyard/contract';

/** A key of the bucket. One object for all of it: a map of 110,000 keys that grows holds the event loop for 4 ms. */
interface MirroredKey {
  /** The sequence of its value. */
  sequence: number;
  /** The authentic part of its entry (`rawOf`); null if it has none. */
  encoded: string | null;
}

/**
 * The keys of the bucket except `head`, and what control planes wrote under them. Entries are kept encoded, as strings:
 * 100,000 of them stay small, and only those that change are decoded.
 */
export class MirroredEntries {
  readonly #keys = new Map<string, MirroredKey>();
  readonly #unauthentic = new Set<string>();
  readonly #tombstones = new Set<string>();

  /** How many keys there are. */
  get size(): number {
    return this.#keys.size;
  }

  /** The keys with something that no control plane wrote. */
  get unauthentic(): ReadonlySet<string> {
    return this.#unauthentic;
  }

  /** The keys whose newest version is a deletion. */
  get tombstones(): ReadonlySet<string> {
    return this.#tombstones;
  }

  keys(): IterableIterator<string> {
    return this.#keys.keys();
  }

  /** The keys with the sequences of their values. */
  *sequences(): Generator<readonly [key: string, sequence: number], void> {
    for (const [key, { sequence }] of this.#keys) yield [key, sequence];
  }

  /** The entries that have an authentic part. */
  *entries(): Generator<readonly [key: string, encoded: string], void> {
    for (const [key, { encoded }] of this.#keys) if (encoded !== null) yield [key, encoded];
  }

  sequenceOf(key: string): number | null {
    return this.#keys.get(key)?.sequence ?? null;
  }

  /** Null if no control plane wrote any of it. */
  entryOf(key: string): VersionedEntry | null {
    const encoded = this.#keys.get(key)?.encoded ?? null;
    return encoded === null ? null : decodeEntry(encoded);
  }

  /** Whether these are the bytes under a key, as far as it keeps them. */
  hasBytes(key: string, raw: string): boolean {
    return this.#unauthentic.has(key) || raw === this.#keys.get(key)?.encoded;
  }

  /** Takes in a value of which no control plane wrote all. @param encoded what one wrote; null for nothing */
  putUnauthentic(key: string, encoded: string | null, isDeletion: boolean, sequence: number): void {
    this.#put(key, encoded, isDeletion, sequence);
    this.#unauthentic.add(key);
  }

  /** @param isDeletion whether its newest version is one */
  put(key: string, encoded: string, isDeletion: boolean, sequence: number): void {
    this.#put(key, encoded, isDeletion, sequence);
    this.#unauthentic.delete(key);
  }

  delete(key: string): void {
    this.#keys.delete(key);
    this.#tombstones.delete(key);
    this.#unauthentic.delete(key);
  }

  /** The value that a head at this position shows; null if it shows none. */
  shownAt(at: Coverage, key: string): string | null {
    const entry = this.entryOf(key);
    return entry === null ? null : (coveredVersion(entry, at)?.raw ?? null);
  }

  /**
   * Whether a head at this position shows this value. A deletion must have been written: a value of another lineage must not
   * stay the newest version of its key.
   *
   * @param raw null for no entry
   */
  shows(at: Coverage, key: string, raw: string | null): boolean {
    if (this.#unauthentic.has(key)) return false;
    if (raw !== null) return this.shownAt(at, key) === raw;
    const entry = this.entryOf(key);
    return entry === null || (entry.newest.raw === null && this.shownAt(at, key) === null);
  }

  /** Whether the newest version that a control plane wrote of a key is a value. */
  isLive(key: string): boolean {
    const known = this.#keys.get(key);
    return known !== undefined && known.encoded !== null && !this.#tombstones.has(key);
  }

  /** Whether the newest version is a deletion of what no control plane wrote: there is no version that it replaced. */
  isDeletionAlone(key: string): boolean {
    const entry = this.entryOf(key);
    return entry !== null && entry.newest.raw === null && entry.previous === null;
  }

  /** Whether the key's deletion is written, and no head of this head's lineage can show a value again. */
  isDeleted(head: Coverage, key: string): boolean {
    const entry = this.entryOf(key);
    if (entry === null || entry.newest.raw !== null) return false;
    const isPending = entry.newest.lineage === head.lineage && !isCovered(entry.newest, head);
    return !isPending && this.shownAt(head, key) === null;
  }

  #put(key: string, encoded: string | null, isDeletion: boolean, sequence: number): void {
    const known = this.#keys.get(key);
    if (known === undefined) {
      this.#keys.set(key, { sequence, encoded });
    } else {
      known.sequence = sequence;
      known.encoded = encoded;
    }
    if (isDeletion) this.#tombstones.add(key);
    else this.#tombstones.delete(key);
  }
}
