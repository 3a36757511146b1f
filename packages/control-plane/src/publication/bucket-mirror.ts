import {
  type AuthenticVersion,
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
  type KeyValuePurge,
  type KeyValueSnapshot,
  type KeyValueState,
  type KeyValueStore,
  type KeyValueWrite,
  nextEntry,
  rawOf,
  signRawVersion,
  type TableKey,
  TableFormatError,
  type VersionedEntry,
  VersionSum,
} from '@switchyard/contract';
import { authenticPart } from './authentic-part';
import {
  addTo,
  type CountedEntry,
  type CountedVersion,
  countEntry,
  countVersion,
  recountVersion,
  removeFrom,
} from './counted-entry';
import { readUnchanged } from './read-unchanged';
import type { TableEntry } from './routing-table-source';
import { UNAUTHENTIC_MAX, UnauthenticExcess } from './unauthentic-excess';

/** Versions to write, by their keys. */
export type PlannedVersions = Map<string, AuthenticVersion>;

/** What a head of some position covers. */
export interface Covered {
  readonly sum: VersionSum;
  /** The entries whose newest version it does not cover. */
  readonly uncovered: ReadonlyMap<string, CountedEntry>;
}

/**
 * The publisher's copy of the bucket, so that it need not read the bucket again for each revision. It keeps what is
 * authentic, and anything else is rewritten. Entries are kept encoded, as strings: 100,000 of them stay
 * small, and only those that change are decoded.
 */
export class BucketMirror {
  readonly #tableKey: TableKey;
  /** The authentic part of each entry (`rawOf`). */
  readonly #entries = new Map<string, string>();
  /** The sequence of every key's value, `head` included. */
  readonly #sequences = new Map<string, number>();
  readonly #unauthentic = new Set<string>();
  /** The keys whose newest version is a deletion. */
  readonly #tombstones = new Set<string>();
  /** The latest revision of each lineage that was read. */
  readonly #positions = new Map<string, number>();
  /** Of the versions that `head` covers; zero if there is no head. */
  #sum = new VersionSum();
  /** The entries whose newest version `head` does not cover. */
  #uncovered = new Map<string, CountedEntry>();
  #head: Head | null = null;
  #rawHead: string | null = null;
  #headFault: TableFormatError | null = null;
  #lastSequence: number;
  #isValid = true;
  /** How many values the store counts beside those that were kept, such as deletion markers of other clients. */
  #unreadableCount = 0;
  readonly #excess: UnauthenticExcess;

  private constructor(tableKey: TableKey, lastSequence: number, excess: UnauthenticExcess) {
    this.#tableKey = tableKey;
    this.#lastSequence = lastSequence;
    this.#excess = excess;
  }

  /** @throws StaleWriteError if others keep changing the store while it is read */
  static async read(store: KeyValueStore, tableKey: TableKey, unauthenticMax = UNAUTHENTIC_MAX): Promise<BucketMirror> {
    const begin = () => new UnauthenticExcess(tableKey, unauthenticMax);
    const { entries, lastSequence, reading, unreadableCount } = await readUnchanged(store, begin);
    const mirror = new BucketMirror(tableKey, lastSequence, reading);
    mirror.#unreadableCount = unreadableCount;
    const head = entries.get(HEAD_KEY);
    if (head !== undefined) mirror.#readHead(rawOf(head.value));
    await forEachInSlices(entries, ([key, { value, sequence }]) => {
      if (key !== HEAD_KEY) mirror.#readEntry(key, rawOf(value));
      mirror.#sequences.set(key, sequence);
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

  /** How many keys are to be removed from the store because there are too many to be kept. */
  get excessCount(): number {
    return this.#excess.count;
  }

  /** Some of them. */
  excess(countMax: number): readonly KeyValuePurge[] {
    return this.#excess.some(countMax);
  }

  /** Records that some of them were removed. Once they all are, another reading may find more. */
  recordExcessPurged(purges: readonly KeyValuePurge[]): void {
    for (const { key } of purges) if (this.#excess.delete(key)) this.#unreadableCount -= 1;
    if (this.#excess.count === 0 && this.#excess.isIncomplete) this.invalidate();
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
    return this.#unauthentic.size === 0 && this.addsUp;
  }

  /** Whether its head covers what it says, whatever else others have written. */
  get addsUp(): boolean {
    const { count } = this.#sum;
    return this.#head?.entryCount === count && this.#head.sumMac === this.#tableKey.macOfSum(this.#sum);
  }

  /** What a head at this position shows of the keys that others have written to. */
  *shownOfUnauthentic(at: Coverage): Generator<TableEntry, void> {
    for (const key of this.#unauthentic) yield { key, raw: this.shownAt(at, key) };
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

  /**
   * Whether a reading of the store shows that this mirror is wrong, which the store's state does not tell if as many keys are
   * missing as there are others. What this publisher wrote or removed since the reading does not count.
   */
  async contradicts({ entries, lastSequence }: KeyValueSnapshot): Promise<boolean> {
    let isContradicted = false;
    await forEachInSlices(this.#sequences, ([key, sequence]) => {
      if (sequence > lastSequence) return;
      const item = entries.get(key);
      const isSame = item !== undefined && (item.sequence > sequence || this.#hasRead(key, rawOf(item.value)));
      if (!isSame) isContradicted = true;
    });
    return isContradicted;
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
    if (this.#unauthentic.has(key)) return false;
    if (raw !== null) return this.shownAt(at, key) === raw;
    const entry = this.#entry(key);
    return entry === null || (entry.newest.raw === null && this.shownAt(at, key) === null);
  }

  /** Whether the newest version that a control plane wrote of a key is a value. */
  isLive(key: string): boolean {
    return this.#entries.has(key) && !this.#tombstones.has(key);
  }

  /** Whether the newest version is a deletion of what no control plane wrote: there is no version that it replaced. */
  isDeletionAlone(key: string): boolean {
    const entry = this.#entry(key);
    return entry !== null && entry.newest.raw === null && entry.previous === null;
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
  async writesOf(planned: Iterable<readonly [string, AuthenticVersion]>): Promise<EntryWrite[]> {
    const writes: EntryWrite[] = [];
    await forEachInSlices(planned, ([key, version]) => {
      const entry = nextEntry<EntryVersion>(this.#entry(key), this.#head, version);
      const previous = entry.previous && this.#recount(key, entry.previous);
      writes.push({ key, value: encodeEntry(entry), counted: { newest: countVersion(version), previous } });
    });
    return writes;
  }

  /** Records writes that the store has accepted, with consecutive sequences up to `lastSequence`. */
  async record(writes: readonly EntryWrite[], lastSequence: number): Promise<void> {
    let sequence = lastSequence - writes.length;
    await forEachInSlices(writes, ({ key, value, counted }) => {
      this.#unauthentic.delete(key);
      if (this.#excess.delete(key)) this.#unreadableCount -= 1;
      this.#sequences.set(key, (sequence += 1));
      // Until now, `head` covered the previous version (`nextEntry`).
      removeFrom(this.#sum, counted.previous);
      this.#put(key, counted, rawOf(value));
    });
    this.#lastSequence = lastSequence;
  }

  /** What a head at this position would cover. */
  async coveredAt(at: Coverage): Promise<Covered> {
    const head = this.#head;
    const isLater = head !== null && isCovered(head, at);
    const sum = isLater ? this.#sum.copy() : new VersionSum();
    const uncovered = new Map<string, CountedEntry>();
    // Of the entries whose newest version `head` covers, a later head covers the same version.
    const changing = isLater ? this.#uncovered : this.#all();
    await forEachInSlices(changing, ([key, entry]) => {
      if (isLater) removeFrom(sum, coveredVersion(entry, head));
      addTo(sum, coveredVersion(entry, at));
      if (!isCovered(entry.newest, at)) uncovered.set(key, entry);
    });
    return { sum, uncovered };
  }

  /** Records a head that the store has accepted. @param covered what it covers, from `coveredAt` */
  recordHead(head: Head, value: Uint8Array, covered: Covered, lastSequence: number): void {
    this.#rawHead = rawOf(value);
    this.#headFault = null;
    this.#head = head;
    this.#sum = covered.sum.copy();
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
    if (!isWhole) this.#unauthentic.add(key);
    if (entry === null) return;
    this.#note(entry.newest);
    if (entry.previous !== null) this.#note(entry.previous);
    this.#put(key, countEntry(entry), isWhole ? encoded : rawOf(encodeEntry(entry)));
  }

  #note({ lineage, revision }: Coverage): void {
    this.#positions.set(lineage, Math.max(revision, this.#positions.get(lineage) ?? 0));
  }

  /** Takes an entry in, and adds what `head` covers of it to the sum. */
  #put(key: string, entry: CountedEntry, encoded: string): void {
    const head = this.#head;
    if (head !== null) addTo(this.#sum, coveredVersion(entry, head));
    if (head !== null && isCovered(entry.newest, head)) this.#uncovered.delete(key);
    else this.#uncovered.set(key, entry);
    if (entry.newest.summand === null) this.#tombstones.add(key);
    else this.#tombstones.delete(key);
    this.#entries.set(key, encoded);
  }

  /** Whether these are the key's bytes, as far as it keeps them. */
  #hasRead(key: string, raw: string): boolean {
    if (key === HEAD_KEY) return raw === this.#rawHead;
    return this.#unauthentic.has(key) || raw === this.#entries.get(key);
  }

  *#all(): Generator<[string, CountedEntry]> {
    for (const [key, encoded] of this.#entries) {
      const known = this.#uncovered.get(key);
      if (known !== undefined) {
        yield [key, known];
        continue;
      }
      const { newest, previous } = decodeEntry(encoded);
      yield [key, { newest: this.#recount(key, newest), previous: previous && this.#recount(key, previous) }];
    }
  }

  /** Summands are not kept, because they would take as much memory as the MACs. */
  #recount(key: string, version: EntryVersion): CountedVersion {
    return recountVersion(this.#tableKey, key, version);
  }

  #entry(key: string): VersionedEntry | null {
    const encoded = this.#entries.get(key);
    return encoded === undefined ? null : decodeEntry(encoded);
  }
}

/** A write of an entry. */
export interface EntryWrite extends KeyValueWrite {
  readonly counted: CountedEntry;
}
