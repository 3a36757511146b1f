import {
  bytesOfRaw,
  coveredVersion,
  type Coverage,
  decodeRawHead,
  forEachInSlices,
  type Head,
  isCovered,
  rawOf,
  type TableKey,
  TableFormatError,
  VersionSum,
} from '@switchyard/contract';
import { addTo, type CountedEntry, removeFrom } from './counted-entry';

/** What a head of some position covers. */
export interface Covered {
  readonly sum: VersionSum;
  /** The entries whose newest version it does not cover. */
  readonly uncovered: ReadonlyMap<string, CountedEntry>;
}

/** The bucket's head, and what it covers of the entries. */
export class MirroredHead {
  readonly #tableKey: TableKey;
  #current: Head | null = null;
  #raw: string | null = null;
  #fault: TableFormatError | null = null;
  #sequence: number | null = null;
  /** Of the versions that it covers; zero if there is no head. */
  #sum = new VersionSum();
  /** The entries whose newest version it does not cover. */
  #uncovered = new Map<string, CountedEntry>();

  constructor(tableKey: TableKey) {
    this.#tableKey = tableKey;
  }

  /** Null if there is none, or if it is not authentic. */
  get current(): Head | null {
    return this.#current;
  }

  /** Why the bucket's head is not one that this control plane could have written; null if it is, or if there is none. */
  get fault(): TableFormatError | null {
    return this.#fault;
  }

  /** The sequence of its value, authentic or not; null if there is none. */
  get sequence(): number | null {
    return this.#sequence;
  }

  /** The bytes of an authentic head; null for any other. */
  get bytes(): Uint8Array | null {
    return this.#current === null || this.#raw === null ? null : bytesOfRaw(this.#raw);
  }

  /** Whether it covers what it says. */
  get addsUp(): boolean {
    const head = this.#current;
    return head?.entryCount === this.#sum.count && head.sumMac === this.#tableKey.macOfSum(this.#sum);
  }

  hasBytes(raw: string): boolean {
    return raw === this.#raw;
  }

  /** Takes in what the bucket has as its head, before any entry. */
  read(raw: string, sequence: number): void {
    this.#raw = raw;
    this.#sequence = sequence;
    try {
      this.#current = decodeRawHead(this.#tableKey, raw);
    } catch (error) {
      if (!(error instanceof TableFormatError)) throw error;
      this.#fault = error;
    }
  }

  /** Counts an entry that the bucket has. */
  count(key: string, entry: CountedEntry): void {
    const head = this.#current;
    if (head !== null) addTo(this.#sum, coveredVersion(entry, head));
    if (head !== null && isCovered(entry.newest, head)) this.#uncovered.delete(key);
    else this.#uncovered.set(key, entry);
  }

  /** Counts an entry that was written: until then, the head covered its previous version (`nextEntry`). */
  recount(key: string, entry: CountedEntry): void {
    removeFrom(this.#sum, entry.previous);
    this.count(key, entry);
  }

  /** A deletion was removed from the store. */
  forget(key: string): void {
    this.#uncovered.delete(key);
  }

  /** The entry, if the head does not cover its newest version. */
  uncovered(key: string): CountedEntry | undefined {
    return this.#uncovered.get(key);
  }

  /** The keys whose newest version is of the head's lineage, and later. */
  async keysAhead(): Promise<string[]> {
    const keys: string[] = [];
    await forEachInSlices(this.#uncovered, ([key, { newest }]) => {
      if (newest.lineage === this.#current?.lineage) keys.push(key);
    });
    return keys;
  }

  /** What a head at this position would cover. @param all every entry, which is read only if more than the uncovered ones may change */
  async coveredAt(at: Coverage, all: () => Iterable<readonly [string, CountedEntry]>): Promise<Covered> {
    const head = this.#current;
    const isLater = head !== null && isCovered(head, at);
    const sum = isLater ? this.#sum.copy() : new VersionSum();
    const uncovered = new Map<string, CountedEntry>();
    // Of the entries whose newest version the head covers, a later head covers the same version.
    await forEachInSlices(isLater ? this.#uncovered : all(), ([key, entry]) => {
      if (isLater) removeFrom(sum, coveredVersion(entry, head));
      addTo(sum, coveredVersion(entry, at));
      if (!isCovered(entry.newest, at)) uncovered.set(key, entry);
    });
    return { sum, uncovered };
  }

  /** Takes in a head that the store has accepted. @param covered what it covers, from `coveredAt` */
  replace(head: Head, value: Uint8Array, covered: Covered, sequence: number): void {
    this.#raw = rawOf(value);
    this.#fault = null;
    this.#current = head;
    this.#sum = covered.sum.copy();
    this.#uncovered = new Map(covered.uncovered);
    this.#sequence = sequence;
  }

  /** The store has accepted it unchanged. */
  recordRewritten(sequence: number): void {
    this.#sequence = sequence;
  }
}
