import {
  bytesOfRaw,
  coveredVersion,
  type Coverage,
  decodeEntry,
  decodeRawHead,
  encodeEntry,
  type EntryVersion,
  forEachInSlices,
  HEAD_KEY,
  type Head,
  isCovered,
  type KeyValueState,
  type KeyValueStore,
  type KeyValueWrite,
  MacSum,
  nextEntry,
  rawOf,
  signRawVersion,
  type TableKey,
  TableFormatError,
  type VersionedEntry,
} from '@switchyard/contract';
import { authenticPart } from './authentic-part';
import { readUnchanged } from './read-unchanged';
import type { TableEntry } from './routing-table-source';

/** Versions to write, by their keys. */
export type PlannedVersions = Map<string, EntryVersion>;

/** What a head of some position covers. */
export interface Covered {
  readonly sum: MacSum;
  /** The entries whose newest version it does not cover, without values. */
  readonly uncovered: ReadonlyMap<string, VersionedEntry>;
}

/**
 * The publisher's copy of the bucket, so that it need not read the bucket again for each revision. It keeps what is
 * authentic: anything else counts as foreign, and is rewritten. Entries are kept encoded, as strings: 100,000 of them stay
 * small, and only those that change are decoded.
 */
export class BucketMirror {
  readonly #tableKey: TableKey;
  /** The authentic part of each entry (`rawOf`). */
  readonly #entries = new Map<string, string>();
  /** The sequence of every key's value, `head` included. */
  readonly #sequences = new Map<string, number>();
  readonly #foreign = new Set<string>();
  /** The keys whose newest version is a deletion. */
  readonly #tombstones = new Set<string>();
  /** The latest revision of each lineage that was read. */
  readonly #positions = new Map<string, number>();
  /** Of the versions that `head` covers; zero if there is no head. */
  #covered: Covered = { sum: new MacSum(), uncovered: new Map() };
  #uncovered = new Map<string, VersionedEntry>();
  #head: Head | null = null;
  #rawHead: string | null = null;
  #headFault: TableFormatError | null = null;
  #lastSequence: number;
  #isValid = true;
  /** How many values the store counts beside those that it lets be read, such as deletion markers of other clients. */
  #unreadableCount = 0;

  private constructor(tableKey: TableKey, lastSequence: number) {
    this.#tableKey = tableKey;
    this.#lastSequence = lastSequence;
  }

  /** @throws StaleWriteError if others keep changing the store while it is read */
  static async read(store: KeyValueStore, tableKey: TableKey): Promise<BucketMirror> {
    const { entries, lastSequence, unreadableCount } = await readUnchanged(store);
    const mirror = new BucketMirror(tableKey, lastSequence);
    mirror.#unreadableCount = unreadableCount;
    const head = entries.get(HEAD_KEY);
    if (head !== undefined) mirror.#readHead(rawOf(head.value));
    await forEachInSlices(entries, ([key, { value, sequence }]) => {
      mirror.#sequences.set(key, sequence);
      if (key !== HEAD_KEY) mirror.#readEntry(key, rawOf(value));
    });
    return mirror;
  }

  /** The head in the bucket, if it is authentic. */
  get head(): Head | null {
    return this.#head;
  }

  /** Why what the bucket has as its head is not one that this control plane could have written. */
  get headFault(): TableFormatError | null {
    return this.#headFault;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** The latest revision of each lineage that the bucket had, whether or not a head covered it. */
  get positions(): ReadonlyMap<string, number> {
    return this.#positions;
  }

  /** The keys whose newest version is a deletion. */
  get tombstones(): ReadonlySet<string> {
    return this.#tombstones;
  }

  /** The keys of what control planes did not write. */
  get foreignKeys(): ReadonlySet<string> {
    return this.#foreign;
  }

  /** Every key but `head`. */
  *keys(): Generator<string, void> {
    for (const key of this.#sequences.keys()) if (key !== HEAD_KEY) yield key;
  }

  sequenceOf(key: string): number | null {
    return this.#sequences.get(key) ?? null;
  }

  /** Whether everything in it is authentic, and its head covers what it says. */
  get isIntact(): boolean {
    const { count, sum } = this.#covered.sum;
    return this.#foreign.size === 0 && this.#head?.entryCount === count && this.#head.macSum === sum;
  }

  /** Whether it still shows what this publisher wrote, as far as it knows; false after a write of unknown outcome. */
  get isValid(): boolean {
    return this.#isValid;
  }

  invalidate(): void {
    this.#isValid = false;
  }

  /** Whether the store still is what this mirror shows, as far as its state tells. */
  isCurrent({ lastSequence, keyCount }: KeyValueState): boolean {
    return lastSequence === this.#lastSequence && keyCount === this.#sequences.size + this.#unreadableCount;
  }

  /** The value of an entry that a head at this position shows; null if it shows none. */
  shownAt(at: Coverage, key: string): string | null {
    const entry = this.#entry(key);
    return entry === null ? null : (coveredVersion(entry, at)?.raw ?? null);
  }

  /**
   * Whether a head at this position shows an entry as it should be. A deletion must have been written: a value of another
   * lineage must not stay the newest version of its key.
   */
  shows(at: Coverage, { key, raw }: TableEntry): boolean {
    if (this.#foreign.has(key)) return false;
    if (raw !== null) return this.shownAt(at, key) === raw;
    const entry = this.#entry(key);
    return entry === null || (entry.newest.raw === null && this.shownAt(at, key) === null);
  }

  /** Whether the key's deletion is written, and no head of the present lineage can show a value again. */
  isDeleted(key: string): boolean {
    const [entry, head] = [this.#entry(key), this.#head];
    if (entry === null || head === null || entry.newest.raw !== null) return false;
    const isPending = entry.newest.lineage === head.lineage && !isCovered(entry.newest, head);
    return !isPending && this.shownAt(head, key) === null;
  }

  /** Adds the versions that are needed so that a head at this position shows these entries. */
  async plan(at: Coverage, entries: Iterable<TableEntry>, into: PlannedVersions): Promise<void> {
    await forEachInSlices(entries, (entry) => {
      const { key, raw } = entry;
      if (!this.shows(at, entry)) into.set(key, signRawVersion(this.#tableKey, key, at, raw));
    });
  }

  /** The writes of some of the planned versions, and their entries. */
  async writesOf(planned: Iterable<readonly [string, EntryVersion]>): Promise<EntryWrite[]> {
    const writes: EntryWrite[] = [];
    await forEachInSlices(planned, ([key, version]) => {
      const entry = nextEntry(this.#entry(key), this.#head, version);
      writes.push({ key, value: encodeEntry(entry), entry });
    });
    return writes;
  }

  /** Records writes that the store has accepted, with consecutive sequences up to `lastSequence`. */
  async record(writes: readonly EntryWrite[], lastSequence: number): Promise<void> {
    let sequence = lastSequence - writes.length;
    await forEachInSlices(writes, ({ key, value, entry }) => {
      this.#foreign.delete(key);
      this.#sequences.set(key, (sequence += 1));
      this.#put(key, entry, rawOf(value));
    });
    this.#lastSequence = lastSequence;
  }

  /** What a head at this position would cover. */
  async coveredAt(at: Coverage): Promise<Covered> {
    const head = this.#head;
    const isLater = head !== null && isCovered(head, at);
    const sum = isLater ? this.#covered.sum.copy() : new MacSum();
    const uncovered = new Map<string, VersionedEntry>();
    // Of the entries whose newest version `head` covers, a later head covers the same version.
    const changing = isLater ? this.#uncovered : this.#allWithoutValues();
    await forEachInSlices(changing, ([key, entry]) => {
      if (isLater) remove(sum, coveredVersion(entry, head));
      add(sum, coveredVersion(entry, at));
      if (!isCovered(entry.newest, at)) uncovered.set(key, entry);
    });
    return { sum, uncovered };
  }

  /** Records a head that the store has accepted. @param covered what it covers, from `coveredAt` */
  recordHead(head: Head, value: Uint8Array, covered: Covered, lastSequence: number): void {
    this.#rawHead = rawOf(value);
    this.#headFault = null;
    this.#head = head;
    this.#covered = covered;
    this.#uncovered = new Map(covered.uncovered);
    this.#sequences.set(HEAD_KEY, lastSequence);
    this.#lastSequence = lastSequence;
  }

  /** A write that leaves an authentic head unchanged and only takes over its sequence. */
  claim(): readonly KeyValueWrite[] {
    return this.#head === null || this.#rawHead === null ? [] : [{ key: HEAD_KEY, value: bytesOfRaw(this.#rawHead) }];
  }

  recordClaim(lastSequence: number): void {
    this.#sequences.set(HEAD_KEY, lastSequence);
    this.#lastSequence = lastSequence;
  }

  /** Records that deletions were purged from the store. */
  forget(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#entries.delete(key);
      this.#sequences.delete(key);
      this.#tombstones.delete(key);
      this.#uncovered.delete(key);
    }
  }

  #readHead(raw: string): void {
    this.#rawHead = raw;
    try {
      this.#head = decodeRawHead(this.#tableKey, raw);
      this.#note(this.#head);
    } catch (error) {
      if (!(error instanceof TableFormatError)) throw error;
      this.#headFault = error;
    }
  }

  #readEntry(key: string, encoded: string): void {
    const { entry, isWhole } = authenticPart(this.#tableKey, key, encoded);
    if (!isWhole) this.#foreign.add(key);
    if (entry === null) return;
    this.#note(entry.newest);
    if (entry.previous !== null) this.#note(entry.previous);
    this.#put(key, entry, isWhole ? encoded : rawOf(encodeEntry(entry)));
  }

  #note({ lineage, revision }: Coverage): void {
    this.#positions.set(lineage, Math.max(revision, this.#positions.get(lineage) ?? 0));
  }

  /** Keeps the sum to what `head` covers. */
  #put(key: string, entry: VersionedEntry, encoded: string): void {
    const head = this.#head;
    const before = this.#entry(key);
    if (head !== null) {
      if (before !== null) remove(this.#covered.sum, coveredVersion(before, head));
      add(this.#covered.sum, coveredVersion(entry, head));
    }
    if (head !== null && isCovered(entry.newest, head)) this.#uncovered.delete(key);
    else this.#uncovered.set(key, withoutValues(entry));
    if (entry.newest.raw === null) this.#tombstones.add(key);
    else this.#tombstones.delete(key);
    this.#entries.set(key, encoded);
  }

  *#allWithoutValues(): Generator<[string, VersionedEntry]> {
    for (const [key, encoded] of this.#entries) yield [key, withoutValues(decodeEntry(encoded))];
  }

  #entry(key: string): VersionedEntry | null {
    const encoded = this.#entries.get(key);
    return encoded === undefined ? null : decodeEntry(encoded);
  }
}

/** A write of an entry. */
export interface EntryWrite extends KeyValueWrite {
  readonly entry: VersionedEntry;
}

function add(sum: MacSum, version: EntryVersion | null): void {
  if (version !== null && version.raw !== null) sum.add(version.mac);
}

function remove(sum: MacSum, version: EntryVersion | null): void {
  if (version !== null && version.raw !== null) sum.remove(version.mac);
}

/** The same entry with empty values: enough to know what a head covers. */
function withoutValues({ newest, previous }: VersionedEntry): VersionedEntry {
  const without = (version: EntryVersion) => ({ ...version, raw: version.raw === null ? null : '' });
  return { newest: without(newest), previous: previous === null ? null : without(previous) };
}
